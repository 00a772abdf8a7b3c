"""A clock that is wrong is told to who is on duty."""

from __future__ import annotations

from datetime import timedelta

from documents.clocks import wrong_clock_text
from domain.duty_channels import duty_channel
from domain.posts import NOBODYS, Once, Post, PostKind
from storage.work import UnitOfWork

NAME = "clock"


def tell_wrong_clock(off: timedelta, work: UnitOfWork, *, holds_back: bool) -> None:
    """One line to the command room, or in private; by day, as all that is not urgent."""
    text = wrong_clock_text(off, holds_back=holds_back)
    closed = work.guards.guarded_command_rooms()
    for room, contact in duty_channel(work.roster, closed):
        once = Once(work.campaign.key, NAME, str(room or contact), work.now.isoformat())
        work.outbox.owe(Post(once, PostKind.CLOCK, room, contact, text, about=NOBODYS))

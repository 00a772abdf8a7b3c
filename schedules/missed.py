"""What fell due and was not done is told to who is on duty, with the reason; it is never missed without a word."""

from __future__ import annotations

from datetime import datetime

from documents.missed import missed_text
from domain.duty_channels import duty_channel
from domain.posts import NOBODYS, Once, Post, PostKind
from domain.quiet_hours import by_day
from domain.slots import Slot
from schedules.timing import Rule
from storage.timetable import OVERTAKEN, TOO_LATE
from storage.work import UnitOfWork

NAME = "missed"

__all__ = ["NAME", "OVERTAKEN", "RULE", "TOO_LATE", "note_missed", "tell_missed"]


def note_missed(slot: Slot, reason: str, work: UnitOfWork) -> None:
    """The slot is not done, and why; what is missed at night is told in the morning."""
    work.timetable.skip(slot, reason)
    tell_at = by_day(work.now, work.campaign)
    work.timetable.plan(Slot(NAME, f"{reason}|{slot.rule}|{slot.subject}", slot.due_at, tell_at))


def tell_missed(slot: Slot, work: UnitOfWork) -> None:
    """One line for all that is known to be missed by now."""
    slots = sorted([slot, *work.timetable.claim_all(NAME)], key=lambda each: each.due_at)
    missed: dict[tuple[str, str, datetime], None] = {}
    for each in slots:
        reason, rule, _ = each.subject.split("|", 2)
        missed[reason, rule, each.due_at] = None
    text = missed_text(list(missed), work.now, work.campaign)
    closed = work.guards.guarded_command_rooms()
    for room, contact in duty_channel(work.roster, closed):
        once = Once(work.campaign.key, NAME, f"{room or contact}/{slot.subject}", slot.due_at.isoformat())
        work.outbox.owe(Post(once, PostKind.MISSED, room, contact, text, about=NOBODYS))


RULE = Rule(NAME, tell_missed, by_day=True)

"""The duty officer hears, once each time, that the disk or the database kept the bot from its work.

These are not on the timetable: the body calls them when it has seen it, and as soon as anything can be written.
"""

from __future__ import annotations

from datetime import datetime

from documents.outages import NO_ROOM, ROOM_AGAIN, outage_text
from domain.duty_channels import duty_channel
from domain.posts import NOBODYS, Once, Post, PostKind
from storage.work import UnitOfWork


def tell_outage(since: datetime, work: UnitOfWork) -> None:
    """The database takes what is written again, which it had not done since then."""
    _tell("outage", since.isoformat(), outage_text(since, work.now), work)


def tell_room(*, is_there: bool, work: UnitOfWork) -> None:
    """Files have to wait for room on the disk, or no longer have to; at most once an hour each."""
    hour = work.now.replace(minute=0, second=0, microsecond=0).isoformat()
    _tell("room again" if is_there else "no room", hour, ROOM_AGAIN if is_there else NO_ROOM, work)


def _tell(rule: str, due: str, text: str, work: UnitOfWork) -> None:
    for room, contact in duty_channel(work.roster, ()):
        once = Once(work.campaign.key, rule, room or contact or "", due)
        work.outbox.owe(Post(once, PostKind.TROUBLE, room, contact, text, urgent=True, about=NOBODYS))

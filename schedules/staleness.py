"""A timed post that could not go out for long is not said as it stands: it is made anew, or missed.

The platform may be away, say 频繁, or the pace may be slow: a reminder of 19:30 must not come after 20:00, and a
roll-call that waited is counted again.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from domain.echoes import AGAIN
from domain.obligations import next_call
from domain.posts import PostKind
from schedules import ladders, reminders, roll_calls
from storage.outbox import Owed
from storage.work import UnitOfWork

FRESH = timedelta(minutes=15)  # a roll-call to hundreds of rooms takes as long
_RULES = {
    PostKind.REMINDER: reminders.NAME,
    PostKind.ROLL_CALL: roll_calls.NAME,
    PostKind.ROLL_CALL_BOARD: roll_calls.NAME,
    PostKind.LADDER: ladders.NAME,
}


def is_stale(owed: Owed, work: UnitOfWork) -> bool:
    """Whether the post says what may not hold any more. What may have been said before, whole or in part, is left."""
    post = owed.post
    if post.kind not in _RULES or post.once.revision or post.text.startswith(AGAIN):
        return False
    overtaken = owed.owed_at + FRESH
    if post.kind is PostKind.REMINDER:
        due = datetime.fromisoformat(post.once.due)
        overtaken = min(overtaken, next_call(reminders.reminded_at(due, work), due))
    return work.now >= overtaken and not work.sends.said(owed.id)


def make_anew(owed: Owed, work: UnitOfWork) -> None:
    """The post is not said; its rule is run again, and owes it as of then to the rooms that have not heard."""
    work.outbox.withdraw(owed.id)
    work.timetable.reopen(_RULES[owed.post.kind], datetime.fromisoformat(owed.post.once.due))

"""A case told in words is answered once its photos have stopped coming."""

from __future__ import annotations

from datetime import timedelta

from documents.papers import paper_answer_text
from domain.calendars import day_of
from domain.obligations import PAPER_ANSWER_RULE, is_withdrawn
from domain.posts import Once, Post, PostKind
from domain.rosters import RoomKind
from domain.slots import Slot
from domain.submissions import Submission
from schedules.timing import Rule
from storage.work import UnitOfWork


def answer_case(slot: Slot, work: UnitOfWork) -> None:
    """One short post where the case was handed in; the same state of it is answered once."""
    attempt = _attempt(slot, work)
    if attempt is None or is_withdrawn(attempt):
        return
    room = work.roster.room.get(attempt.room) if attempt.room else None
    is_shared = room is not None and room.kind is not RoomKind.GROUP
    group = work.roster.group.get(attempt.group) if is_shared else None
    work.outbox.owe(
        Post(
            once=Once(work.campaign.key, PAPER_ANSWER_RULE, str(attempt.number), attempt.message_ids[-1]),
            kind=PostKind.PAPER_ANSWER,
            room=attempt.room,
            contact=None if attempt.room else attempt.sender,
            text=paper_answer_text(attempt, work.campaign.rule_of(attempt.paper), group),
            answers=attempt.message_ids[0],
        )
    )


def _attempt(slot: Slot, work: UnitOfWork) -> Submission | None:
    """The attempt that the slot is about; its last photo may have come after midnight."""
    day = day_of(slot.due_at)
    kept = (*work.submissions.of_day(day), *work.submissions.of_day(day - timedelta(days=1)))
    return next((attempt for attempt in kept if str(attempt.number) == slot.subject), None)


RULE = Rule(PAPER_ANSWER_RULE, answer_case)

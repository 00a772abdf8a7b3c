"""A case told in words is answered once its photos have stopped coming."""

from __future__ import annotations

from datetime import timedelta

from documents.papers import paper_answer
from domain.calendars import day_of
from domain.messages import Kind
from domain.obligations import PAPER_ANSWER_RULE
from domain.picture_remarks import RemarkKind, poor_quality
from domain.slots import Slot
from domain.submissions import Submission
from domain.verdicts import is_withdrawn
from schedules.timing import Rule
from storage.work import UnitOfWork


def answer_case(slot: Slot, work: UnitOfWork) -> None:
    """One short post where the case was handed in; the same state of it is answered once."""
    attempt = _attempt(slot, work)
    if attempt is None or is_withdrawn(attempt):
        return
    kept = work.submissions.of_day(attempt.day, attempt.group)
    windows = work.blind_windows.excusing(attempt)
    looks = _looks_of(attempt, work)
    work.outbox.owe(paper_answer(attempt, kept, work.campaign, work.roster, work.now, windows, looks))


def _looks_of(attempt: Submission, work: UnitOfWork) -> list[RemarkKind | None]:
    """Whether its photos are small or blurred, in their order, as far as they have been read."""
    messages = [work.inbox.message(message_id) for message_id in attempt.message_ids]
    images = [message.id for message in messages if message is not None and message.kind is Kind.IMAGE]
    files = [work.inbox.sha256_of(image) or "" for image in images]
    known, rule = work.file_readings.known(files), work.campaign.pictures
    return [poor_quality(one.side, one.blur, rule) if (one := known.get(sha256)) else None for sha256 in files]


def _attempt(slot: Slot, work: UnitOfWork) -> Submission | None:
    """The attempt that the slot is about; its last photo may have come after midnight, and be for the day before."""
    day = day_of(slot.due_at)
    kept = (attempt for back in range(3) for attempt in work.submissions.of_day(day - timedelta(days=back)))
    return next((attempt for attempt in kept if str(attempt.number) == slot.subject), None)


RULE = Rule(PAPER_ANSWER_RULE, answer_case, grace=lambda work: work.campaign.late_grace)

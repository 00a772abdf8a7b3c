"""When feedback is due: a word to each group from which none was seen, and their names to the command room."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from documents.feedbacks import feedback_chase_text, group_feedback_chase_text
from documents.papers import group_name_of
from domain.feedbacks import CHASE_FEEDBACK
from domain.instructions import Instruction, Status, chased
from domain.posts import Once, Post, PostKind
from domain.slots import Slot
from schedules.timing import Rule, late_mark, plan_chase_of
from storage.work import UnitOfWork


def chase_feedback(slot: Slot, work: UnitOfWork) -> None:
    """Who has not been given it, for its room is guarded, is asked later."""
    number, asked = chased(slot.subject)
    instruction = work.instructions.get(number)
    if instruction is None or instruction.status is not Status.ISSUED or instruction.due_at is None:
        return
    told = {feedback.group for feedback in work.feedbacks.of(number)}
    held = work.held_posts.groups_waiting_for(work.campaign.key, [number]).get(number, set())
    silent = [group for group in instruction.groups if group not in told and (asked is None or group in asked)]
    waiting = held.intersection(silent)
    if waiting:
        plan_chase_of(CHASE_FEEDBACK, number, waiting, work)
    given = [group for group in silent if group not in waiting]
    if given:
        work.outbox.owe_all(_posts(slot, instruction, instruction.due_at, given, work))


def _posts(
    slot: Slot, instruction: Instruction, due_at: datetime, silent: list[str], work: UnitOfWork
) -> Iterator[Post]:
    mark = late_mark(slot.run_at, work)
    names = [group_name_of(group, work.roster) for group in silent]
    text = mark + feedback_chase_text(instruction, due_at, names)
    for part, room in enumerate(work.roster.command_rooms, 1):
        yield _post(room.id, text, slot, "command", part, frozenset(silent), work)
    text = mark + group_feedback_chase_text(instruction, due_at)
    for group in silent:
        for part, room in enumerate(work.roster.rooms_of(group), 1):
            yield _post(room.id, text, slot, group, part, frozenset({group}), work)


def _post(room: str, text: str, slot: Slot, subject: str, part: int, about: frozenset[str], work: UnitOfWork) -> Post:
    number, _ = chased(slot.subject)
    once = Once(work.campaign.key, CHASE_FEEDBACK, f"{number}/{subject}", slot.due_at.isoformat(), part=part)
    return Post(once, PostKind.RECEIPT_CHASE, room, None, text, about=about)


RULE = Rule(CHASE_FEEDBACK, chase_feedback, grace=lambda work: work.campaign.late_grace, by_day=True)

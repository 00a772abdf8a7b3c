"""When feedback is due: a word to each group from which none was seen, and their names to the command room."""

from __future__ import annotations

from documents.feedbacks import feedback_chase_text, group_feedback_chase_text
from documents.papers import group_name_of
from domain.feedbacks import CHASE_FEEDBACK
from domain.instructions import Status, chased
from domain.slots import Slot
from schedules.chases import chase_posts, plan_chase_of
from schedules.timing import Rule
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
    for_all = feedback_chase_text(instruction, instruction.due_at, [group_name_of(key, work.roster) for key in given])
    line = group_feedback_chase_text(instruction, instruction.due_at)
    work.outbox.owe_all(chase_posts(slot, for_all, dict.fromkeys(given, line), work))


RULE = Rule(CHASE_FEEDBACK, chase_feedback, grace=lambda work: work.campaign.late_grace, by_day=True)

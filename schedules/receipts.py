"""Some time after an instruction: name the groups and teams that have not answered 收到 (seed 002, 四)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from documents.instructions import chase_text, group_chase_text
from documents.papers import group_name_of
from domain.instruction_tallies import GroupAnswers, instruction_tally
from domain.instructions import CHASE, Instruction, Status, chased
from domain.posts import Post
from domain.slots import Slot
from schedules.chases import chase_posts, plan_chase_of
from schedules.timing import Rule
from storage.work import UnitOfWork


def chase_receipts(slots: Sequence[Slot], work: UnitOfWork) -> None:
    """Of each instruction one post in the command room for all who are silent, one line in each of their rooms."""
    numbers = [chased(slot.subject)[0] for slot in slots]
    instructions, receipts = work.instructions.numbered(numbers), work.instructions.receipts_of(*numbers)
    held = work.held_posts.groups_waiting_for(work.campaign.key, numbers)
    posts: list[Post] = []
    for slot in slots:
        number, asked = chased(slot.subject)
        instruction = instructions.get(number)
        if instruction is None or instruction.status is not Status.ISSUED:
            continue
        waiting = held.get(number, set()) & set(instruction.groups if asked is None else asked)
        if waiting:  # who has not been given it is not asked for an answer
            plan_chase_of(CHASE, number, waiting, work)
        tally = instruction_tally(instruction, receipts, (), work.roster, held.get(number, set()))
        posts += _posts(slot, instruction, [g for g in tally.unanswered if asked is None or g.key in asked], work)
    work.outbox.owe_all(posts)


def _posts(slot: Slot, instruction: Instruction, silent: Sequence[GroupAnswers], work: UnitOfWork) -> Iterator[Post]:
    named = [(group_name_of(group.key, work.roster), _in_part(group)) for group in silent]
    lines = {group.key: group_chase_text(instruction, _in_part(group)) for group in silent}
    return chase_posts(slot, chase_text(instruction, named), lines, work)


def _in_part(group: GroupAnswers) -> tuple[int, ...]:
    """The teams that are missing of a group that has answered in part."""
    return group.missing if group.received else ()


RULE = Rule(
    CHASE,
    lambda slot, work: chase_receipts((slot,), work),
    grace=lambda work: work.campaign.late_grace,
    by_day=True,
    run_together=chase_receipts,
)

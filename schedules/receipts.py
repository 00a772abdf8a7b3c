"""Some time after an instruction: name the groups and teams that have not answered 收到 (seed 002, 四)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from documents.instructions import chase_text, group_chase_text
from documents.papers import group_name_of
from domain.instruction_tallies import GroupAnswers, instruction_tally
from domain.instructions import CHASE, Instruction, Status
from domain.posts import Once, Post, PostKind
from domain.quiet_hours import quiet_end
from domain.slots import Slot
from schedules.timing import Rule, late_mark
from storage.work import UnitOfWork


def chase_receipts(slots: Sequence[Slot], work: UnitOfWork) -> None:
    """Of each instruction one post in the command room for all who are silent, one line in each of their rooms."""
    numbers = [slot.subject for slot in slots]
    instructions, receipts = work.instructions.numbered(numbers), work.instructions.receipts_of(*numbers)
    held = work.held_posts.groups_waiting_for(work.campaign.key, numbers)
    posts: list[Post] = []
    for slot in slots:
        instruction = instructions.get(slot.subject)
        if instruction is None or instruction.status is not Status.ISSUED:
            continue
        waiting = held.get(instruction.number, set())
        if waiting:  # who has not been given it is not asked for an answer
            again = work.now + work.campaign.receipt_wait
            work.timetable.plan(Slot(CHASE, instruction.number, again, quiet_end(again, work.campaign) or again))
        tally = instruction_tally(instruction, receipts, (), work.roster, waiting)
        posts += _posts(slot, instruction, tally.unanswered, work)
    work.outbox.owe_all(posts)


def _posts(slot: Slot, instruction: Instruction, silent: Sequence[GroupAnswers], work: UnitOfWork) -> Iterator[Post]:
    mark = late_mark(slot.run_at, work)
    named = [(group_name_of(group.key, work.roster), _in_part(group)) for group in silent]
    about = [group.key for group in silent]
    for part, room in enumerate(work.roster.command_rooms if silent else (), 1):
        yield _post(room.id, mark + chase_text(instruction, named), instruction, about, part, "command", work)
    for group in silent:
        text = mark + group_chase_text(instruction, _in_part(group))
        for part, room in enumerate(work.roster.rooms_of(group.key), 1):
            yield _post(room.id, text, instruction, (group.key,), part, group.key, work)


def _in_part(group: GroupAnswers) -> tuple[int, ...]:
    """The teams that are missing of a group that has answered in part."""
    return group.missing if group.received else ()


def _post(
    room: str, text: str, instruction: Instruction, about: Sequence[str], part: int, subject: str, work: UnitOfWork
) -> Post:
    due = instruction.issued_at.isoformat()
    once = Once(work.campaign.key, CHASE, f"{instruction.number}/{subject}", due, part=part)
    return Post(once, PostKind.RECEIPT_CHASE, room, None, text, about=frozenset(about))


RULE = Rule(
    CHASE,
    lambda slot, work: chase_receipts((slot,), work),
    grace=lambda work: work.campaign.late_grace,
    by_day=True,
    run_together=chase_receipts,
)

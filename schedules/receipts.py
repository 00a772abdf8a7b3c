"""Some time after an instruction: name the groups of which nobody has answered 收到 (seed 002, 四)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from documents.instructions import chase_text, group_chase_text
from documents.papers import group_name_of
from domain.instructions import CHASE, Instruction, Status, answers_by_group
from domain.posts import Once, Post, PostKind
from domain.quiet_hours import quiet_end
from domain.slots import Slot
from schedules.timing import Rule, late_mark
from storage.work import UnitOfWork


def chase_receipts(slots: Sequence[Slot], work: UnitOfWork) -> None:
    """Of each instruction one post in the command room for all silent groups, one line in each of their rooms."""
    numbers = [slot.subject for slot in slots]
    instructions, receipts = work.instructions.numbered(numbers), work.instructions.receipts_of(*numbers)
    held = work.held_posts.groups_waiting_for(numbers)
    posts: list[Post] = []
    for slot in slots:
        instruction = instructions.get(slot.subject)
        if instruction is None or instruction.status is not Status.ISSUED:
            continue
        waiting = held.get(instruction.number, set())
        if waiting:  # who has not been given it is not asked for an answer
            again = work.now + work.campaign.receipt_wait
            work.timetable.plan(Slot(CHASE, instruction.number, again, quiet_end(again, work.campaign) or again))
        _, silent = answers_by_group(instruction, (one for one in receipts if one.instruction == instruction.number))
        posts += _posts(slot, instruction, [key for key in silent if key not in waiting], work)
    work.outbox.owe_all(posts)


def _posts(slot: Slot, instruction: Instruction, silent: Sequence[str], work: UnitOfWork) -> Iterator[Post]:
    mark = late_mark(slot.run_at, work)
    names = [group_name_of(key, work.roster) for key in silent]
    for part, room in enumerate(work.roster.command_rooms if silent else (), 1):
        yield _post(room.id, mark + chase_text(instruction, names), instruction, silent, part, "command", work)
    for key in silent:
        for part, room in enumerate(work.roster.rooms_of(key), 1):
            yield _post(room.id, mark + group_chase_text(instruction), instruction, (key,), part, key, work)


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

"""Some time after an instruction: name the groups of which nobody has answered 收到 (seed 002, 四)."""

from __future__ import annotations

from collections.abc import Sequence

from documents.instructions import chase_text, group_chase_text
from documents.papers import group_name_of
from domain.instructions import CHASE, Instruction, Status, answers_by_group
from domain.posts import Once, Post, PostKind
from domain.quiet_hours import quiet_end
from domain.slots import Slot
from schedules.timing import Rule, late_mark
from storage.work import UnitOfWork


def chase_receipts(slot: Slot, work: UnitOfWork) -> None:
    """One post in the command room for all silent groups, one line in each of their rooms."""
    instruction = work.instructions.get(slot.subject)
    if instruction is None or instruction.status is not Status.ISSUED:
        return
    _, silent = answers_by_group(instruction, work.instructions.receipts_of(instruction.number))
    held = work.held_posts.groups_waiting_for(instruction.number)
    if held:  # who has not been given it is not asked for an answer
        again = work.now + work.campaign.receipt_wait
        work.timetable.plan(Slot(CHASE, instruction.number, again, quiet_end(again, work.campaign) or again))
    silent = tuple(key for key in silent if key not in held)
    if not silent:
        return
    mark = late_mark(slot.run_at, work)
    names = [group_name_of(key, work.roster) for key in silent]
    for part, room in enumerate(work.roster.command_rooms, 1):
        _owe(room.id, mark + chase_text(instruction, names), instruction, silent, part, work)
    for key in silent:
        for part, room in enumerate(work.roster.rooms_of(key), 1):
            _owe(room.id, mark + group_chase_text(instruction), instruction, (key,), part, work, key)


def _owe(
    room: str,
    text: str,
    instruction: Instruction,
    about: Sequence[str],
    part: int,
    work: UnitOfWork,
    subject: str = "command",
) -> None:
    due = instruction.issued_at.isoformat()
    once = Once(work.campaign.key, CHASE, f"{instruction.number}/{subject}", due, part=part)
    work.outbox.owe(Post(once, PostKind.RECEIPT_CHASE, room, None, text, about=frozenset(about)))


RULE = Rule(CHASE, chase_receipts, grace=lambda work: work.campaign.late_grace, by_day=True)

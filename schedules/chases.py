"""What the chases of an instruction share: a post for all in the command rooms, a line in the rooms of each group."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from domain.instructions import chase_subject, chased
from domain.posts import Once, Post, PostKind
from domain.quiet_hours import by_day
from domain.slots import Slot
from schedules.timing import late_mark
from storage.work import UnitOfWork


def plan_chase_of(rule: str, number: str, groups: Iterable[str], work: UnitOfWork) -> None:
    """Groups that have not been given an instruction yet are asked later, and only they: by day, after the wait."""
    again = work.now + work.campaign.receipt_wait
    work.timetable.plan(Slot(rule, chase_subject(number, groups), again, by_day(again, work.campaign)))


def chase_posts(slot: Slot, for_all: str, lines: Mapping[str, str], work: UnitOfWork) -> Iterator[Post]:
    """`lines` are by group what its rooms read, `for_all` what the command rooms do; nothing where nobody is asked."""
    for part, room in enumerate(work.roster.command_rooms if lines else (), 1):
        yield _post(slot, "command", room.id, part, for_all, lines, work)
    for group, line in lines.items():
        for part, room in enumerate(work.roster.rooms_of(group), 1):
            yield _post(slot, group, room.id, part, line, (group,), work)


def _post(slot: Slot, subject: str, room: str, part: int, text: str, about: Iterable[str], work: UnitOfWork) -> Post:
    number, _ = chased(slot.subject)
    once = Once(work.campaign.key, slot.rule, f"{number}/{subject}", slot.due_at.isoformat(), part=part)
    return Post(once, PostKind.RECEIPT_CHASE, room, None, late_mark(slot.run_at, work) + text, about=frozenset(about))

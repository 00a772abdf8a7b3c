"""Which lists groups have, and how far each has come."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from domain.calendars import day_of
from domain.checklists import Checklist, Progress, progress_of
from domain.instructions import Status
from storage.work import UnitOfWork

#: Of the instruction that carries a list: a correction of its words leaves the list as it is.
OUT = frozenset({Status.ISSUED, Status.REPLACED})


def lists_of(groups: Sequence[str], work: UnitOfWork, states: Collection[Status] = OUT) -> list[Checklist]:
    """The lists of these groups whose instruction is in one of these states: as it stands, those that went out."""
    pushed = work.checklists.of_groups(groups)
    given = work.instructions.numbered([one.instruction for one in pushed])
    return [one for one in pushed if one.instruction in given and given[one.instruction].status in states]


def progress_in(pushed: Checklist, work: UnitOfWork, *, suggests: bool = False) -> Progress:
    """How far a list has come by the visits made since the day on which it was pushed; it `suggests` what may be meant,
    which takes time.
    """
    visits = work.checklists.checked_since(pushed.group, day_of(pushed.pushed_at))
    return progress_of(pushed.items, work.checklists.marks_of(pushed.number), visits, suggests=suggests)

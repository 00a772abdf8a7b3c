"""What timed work looks like: a rule says which slots a day has and what to do in one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from documents.lines import AGAIN_LATE
from domain.obligations import is_overdue
from domain.slots import Slot
from storage.work import UnitOfWork

RunTogether = Callable[[Sequence[Slot], UnitOfWork], None]


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of timed work.

    `slots` are a day's (subject, due_at, run_at); work that handlers plan themselves has none.
    `run` does one claimed slot in one unit of work. A slot found later than `grace` after its
    run_at is not run but recorded as skipped; None means that it is always run. What a rule says `by_day`
    waits for the end of the quiet hours and is then done as of that time. `run_together` does in one unit what `run`
    would do to several slots one after the other, for rules of which hundreds fall due at once.
    """

    name: str
    run: Callable[[Slot, UnitOfWork], None]
    slots: Callable[[date, UnitOfWork], Iterable[tuple[str, datetime, datetime]]] = lambda day, work: ()
    grace: Callable[[UnitOfWork], timedelta | None] = lambda work: None
    by_day: bool = False
    run_together: RunTogether | None = None

    def slots_on(self, day: date, work: UnitOfWork) -> Iterator[Slot]:
        """The slots that this rule has on a day."""
        for subject, due_at, run_at in self.slots(day, work):
            yield Slot(self.name, subject, due_at, run_at)


def late_mark(run_at: datetime, work: UnitOfWork) -> str:
    """（补发） for the head of what is said so late that it has to say so; else nothing."""
    return AGAIN_LATE if is_overdue(work.now, run_at, work.campaign.settle) else ""

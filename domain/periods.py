"""Periods (期): what an obligation is owed for, once each: a day, a round, a week, a quarter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from domain.calendars import at_time, midnight_after
from domain.due_rules import Deadline


@dataclass(frozen=True, slots=True)
class Period:
    """`first` and `last` are the days it is about; `key` names it among those of its rule (`2020-10-21`, `round-1`).

    What is owed for it is due on the day `due_on`, and must be sent strictly before `due_at`. It is sent from
    `opens_at` to `closes_at`, as far as anybody can say what a time of deafness may have hidden. `is_known` is False
    where the deadline hangs on days off that are not announced.
    """

    key: str
    first: date
    last: date
    due_on: date
    due_at: datetime
    opens_at: datetime
    closes_at: datetime
    is_known: bool = True

    @property
    def round(self) -> int | None:
        """The number of the round that it is; None where it is none."""
        return round_of(self.key)


_ROUND = "round-"


def round_of(key: str) -> int | None:
    """The number of the round whose period is called so (domain/due_rules.py); None where it is no round's."""
    number = key.removeprefix(_ROUND)
    return int(number) if key.startswith(_ROUND) and number.isdecimal() else None


def day_period(day: date, due_at: datetime) -> Period:
    """A day's own papers, which are sent on that day."""
    return Period(day.isoformat(), day, day, day, due_at, at_time(day, time(0)), midnight_after(day))


def period_of(deadline: Deadline) -> Period:
    """What falls due then."""
    opens_at = at_time(min(deadline.last, deadline.day), time(0))
    about = (deadline.key, deadline.first, deadline.last, deadline.day)
    return Period(*about, deadline.at, opens_at, midnight_after(deadline.day), deadline.is_known)

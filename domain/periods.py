"""Periods (期): what an obligation is owed for, once each: a day, a round, a week, a quarter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from domain.calendars import at_time, midnight_after


@dataclass(frozen=True, slots=True)
class Period:
    """`first` and `last` are the days it is about; `key` names it among those of its rule.

    What is owed for it must be sent strictly before `due_at`; it is sent from `opens_at` to `closes_at`, as far as
    anybody can say what a time of deafness may have hidden.
    """

    key: str
    first: date
    last: date
    due_at: datetime
    opens_at: datetime
    closes_at: datetime


def day_period(day: date, due_at: datetime) -> Period:
    """A day's own papers, which are sent on that day."""
    return Period(day.isoformat(), day, day, due_at, at_time(day, time(0)), midnight_after(day))

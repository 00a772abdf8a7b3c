"""中止: a team whose check was broken off in danger or under obstruction, until it goes on (第二十六条)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from domain.calendars import day_of


@dataclass(frozen=True, slots=True)
class Stop:
    """A team's check was broken off at `since`, by a person or by his cry for help."""

    group: str
    team: int
    since: datetime
    by: str


def stopped_on(day: date, stops: Iterable[Stop]) -> frozenset[tuple[str, int]]:
    """(group, team) of those open stops that had begun by that day: such a team is not asked for its quota."""
    return frozenset((stop.group, stop.team) for stop in stops if day_of(stop.since) <= day)

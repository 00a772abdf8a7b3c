"""What a dispatcher sees at a glance: the newest evidence, the hours of a day, the days of a round, the pace needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain.messages import Kind
from domain.rosters import Roster

LATELY = timedelta(days=13)  # before a day, where it is of no round


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The newest picture of a record: an image or a video, by the SHA-256 of its file."""

    number: int
    group: str
    team: int | None
    place: str
    kind: Kind
    sha256: str
    at: datetime


@dataclass(frozen=True, slots=True)
class DayCount:
    """What was seen on a day: records, points (a place once a team), problems."""

    day: date
    visits: int = 0
    points: int = 0
    problems: int = 0


@dataclass(frozen=True, slots=True)
class Pace:
    """So many points are `wanted` between two hours of a day, 20.5 is half past eight in the evening."""

    begins: float
    ends: float
    wanted: int

    def needed_by(self, hour: float) -> float:
        """How many of them if every hour brings as many."""
        length = self.ends - self.begins
        share = (hour - self.begins) / length if length > 0 else float(hour >= self.ends)
        return self.wanted * min(1.0, max(0.0, share))


def running_total(counts: Sequence[int]) -> list[int]:
    """After each of them."""
    total, found = 0, []
    for count in counts:
        total += count
        found.append(total)
    return found


def days_around(day: date, roster: Roster) -> tuple[date, date]:
    """The first and last day of its round; of a fortnight up to it where it is of none."""
    found = roster.round_on(day)
    return (day - LATELY, day) if found is None else (found.start, found.end)

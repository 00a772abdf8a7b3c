"""每日检查量 over several days (seed 002, 五(二)): when each team reached its quota, and what it lacked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from domain.campaigns import Quota
from domain.tallies import DayTally, TeamTally


@dataclass(frozen=True, slots=True)
class ShortDay:
    """A day on which a team made fewer checks than it owes; `lacks` is (points, industrial enterprises)."""

    day: date
    points: int
    industrial: int
    lacks: tuple[int, int]


@dataclass(frozen=True, slots=True)
class QuotaDays:
    """One team's days: its sums, on how many of the `days` it reached the quota, and the others. Days on which its
    check was broken off are asked for nothing and not among them.
    """

    group: str
    team: int
    points: int
    industrial: int
    days: int
    met: int
    short: tuple[ShortDay, ...]


def quota_days(days: Iterable[DayTally], quota: Quota) -> tuple[QuotaDays, ...]:
    """Every team that owes a quota, in the order of the days' groups."""
    found: dict[tuple[str, int], list[tuple[date, TeamTally]]] = {}
    for day in days:
        for group in day.groups:
            for team in group.numbered:
                found.setdefault((group.key, team.team or 0), []).append((day.day, team))
    return tuple(_of_team(key, team, of_days, quota) for (key, team), of_days in found.items())


def _of_team(group: str, team: int, days: Sequence[tuple[date, TeamTally]], quota: Quota) -> QuotaDays:
    asked = [(day, one) for day, one in days if not one.stopped]
    short = tuple(
        ShortDay(day, one.points, one.industrial, one.short(quota)) for day, one in asked if any(one.short(quota))
    )
    points, industrial = sum(one.points for _, one in days), sum(one.industrial for _, one in days)
    return QuotaDays(group, team, points, industrial, len(asked), len(asked) - len(short), short)

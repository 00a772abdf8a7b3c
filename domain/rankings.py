"""Rankings (评比) of a period by three metrics with written definitions (seed 000, 第十八条, 第二十三条).

整改率 is no metric yet: what became of a problem is not told in the groups.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from domain.campaigns import Quota
from domain.tallies import DayTally, GroupTally


class Metric(StrEnum):
    CHECKED = "checked"  # 检查数: points against what the group's teams owe
    DISCOVERY = "discovery"  # 问题发现率: records with a finding over records
    COMPLETION = "completion"  # 整体工作完成率: the mean over teams and days of the lesser of points and industry


@dataclass(frozen=True, slots=True)
class Contender:
    """One group's period. `owed` are the points that its teams owe for these days; `shares` have no metric that cannot
    be told. `is_small`: fewer records than one team owes for these days, too few for a rate to say much.
    """

    key: str
    name: str
    city: str
    points: int
    owed: int
    visits: int
    with_finding: int
    shares: Mapping[Metric, Fraction]
    is_small: bool


@dataclass(frozen=True, slots=True)
class Place:
    """A place by one metric, from 1; equal shares have the same. None: without records there is no place."""

    place: int | None
    contender: Contender


def contenders_of(days: Sequence[DayTally], quota: Quota) -> tuple[Contender, ...]:
    """The groups that have teams on any of the days, in the order of the days."""
    found: dict[str, list[GroupTally]] = {}
    for day in days:
        for group in day.groups:
            if group.numbered:
                found.setdefault(group.key, []).append(group)
    return tuple(_contender(groups, quota) for groups in found.values())


def _contender(days: Sequence[GroupTally], quota: Quota) -> Contender:
    points, visits, found = (sum(getattr(day, name) for day in days) for name in ("points", "visits", "with_finding"))
    teams = [team for day in days for team in day.numbered if not team.stopped]
    owed = quota.visits * len(teams)
    shares = {}
    if owed:
        shares[Metric.CHECKED] = Fraction(points, owed)
    if visits:
        shares[Metric.DISCOVERY] = Fraction(found, visits)
    if teams:
        shares[Metric.COMPLETION] = sum((team.completion(quota) for team in teams), Fraction(0)) / len(teams)
    first = days[0]
    is_small = visits < quota.visits * len(days)
    return Contender(first.key, first.name, first.city, points, owed, visits, found, shares, is_small)


def ranked_by(metric: Metric, contenders: Sequence[Contender]) -> tuple[Place, ...]:
    """The highest share first, equal ones in the order given; those without records last, without a place."""
    shares = {one.key: one.shares[metric] for one in contenders if one.visits and metric in one.shares}
    order = sorted(contenders, key=lambda one: (one.key not in shares, -shares.get(one.key, Fraction(0))))
    places = (
        1 + sum(other > shares[one.key] for other in shares.values()) if one.key in shares else None for one in order
    )
    return tuple(Place(place, one) for place, one in zip(places, order, strict=True))

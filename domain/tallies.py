"""Tallies (统计): what each team and group did on one day, counted from visits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction

from domain.campaigns import Quota
from domain.controls import ControlPeriod, controls_of
from domain.rosters import Roster
from domain.visits import WITH_FINDING, Outcome, Visit, place_key


@dataclass(frozen=True, slots=True)
class TeamTally:
    """One team's day; `team` is None for visits that no team could be told for.

    `visits` are records. `points` are distinct places of the team: a place counts once a day,
    whoever of the two posted it and however often (seed 002, 五(二)). `industrial` are the
    distinct places that are industrial enterprises. `findings` are problems (`Visit.problems`), `with_finding`
    the visits that came to something, `violations` those that came to 涉嫌环境违法, `corrected` and `handover` those
    that came to 立行立改 and 交办. `problem_points` are the places with a problem, `filings` (建议移交立案处罚) the
    places with a violation, so filings ≤ problem_points ≤ points. `controlled` are visits made inside a
    control period, with their `controlled_findings`. `stopped`: the team's check was broken off.
    """

    group: str
    team: int | None
    visits: int = 0
    points: int = 0
    industrial: int = 0
    findings: int = 0
    with_finding: int = 0
    violations: int = 0
    urgent: int = 0
    problem_points: int = 0
    filings: int = 0
    corrected: int = 0
    handover: int = 0
    controlled: int = 0
    controlled_findings: int = 0
    stopped: bool = False

    def asked(self, quota: Quota) -> tuple[int, int]:
        """What is `short` and asked for: nothing of a team whose check was broken off."""
        return (0, 0) if self.stopped else self.short(quota)

    def short(self, quota: Quota) -> tuple[int, int]:
        """(points, industrial enterprises) still missing; nothing where there is no team to owe them."""
        if self.team is None:
            return 0, 0
        return max(0, quota.visits - self.points), max(0, quota.industrial - self.industrial)

    def completion(self, quota: Quota) -> Fraction:
        """The lesser of points and industrial enterprises against their quota, 1 at most."""
        shares = [Fraction(1)]
        if quota.visits:
            shares.append(Fraction(self.points, quota.visits))
        if quota.industrial:
            shares.append(Fraction(self.industrial, quota.industrial))
        return min(shares)


@dataclass(frozen=True, slots=True)
class GroupTally:
    """One group's day: every rostered team in order, even with nothing, then visits of no team."""

    key: str
    name: str
    city: str
    teams: tuple[TeamTally, ...]

    @property
    def visits(self) -> int:
        return sum(team.visits for team in self.teams)

    @property
    def points(self) -> int:
        """A place that two teams visited counts for each of them."""
        return sum(team.points for team in self.teams)

    @property
    def industrial(self) -> int:
        return sum(team.industrial for team in self.teams)

    @property
    def findings(self) -> int:
        return sum(team.findings for team in self.teams)

    @property
    def with_finding(self) -> int:
        return sum(team.with_finding for team in self.teams)

    @property
    def violations(self) -> int:
        return sum(team.violations for team in self.teams)

    @property
    def urgent(self) -> int:
        return sum(team.urgent for team in self.teams)

    @property
    def controlled(self) -> int:
        return sum(team.controlled for team in self.teams)

    @property
    def controlled_findings(self) -> int:
        return sum(team.controlled_findings for team in self.teams)

    @property
    def numbered(self) -> tuple[TeamTally, ...]:
        """The teams that owe a quota."""
        return tuple(team for team in self.teams if team.team is not None)

    @property
    def discovery_rate(self) -> Fraction | None:
        """问题发现率: visits with a finding over visits (seed 000, 第十八条); None without visits."""
        return Fraction(self.with_finding, self.visits) if self.visits else None

    def completion(self, quota: Quota) -> Fraction | None:
        """整体工作完成率: the mean of the teams' completion; None for a group without teams."""
        teams = self.numbered
        return sum((team.completion(quota) for team in teams), Fraction(0)) / len(teams) if teams else None

    def is_small(self, quota: Quota) -> bool:
        """Fewer visits than one team owes a day: too few for a rate to say much."""
        return self.visits < quota.visits


@dataclass(frozen=True, slots=True)
class DayTally:
    """All groups of one day, in the roster's order, as known at `as_of`."""

    day: date
    as_of: datetime
    groups: tuple[GroupTally, ...]

    def of(self, group: str) -> GroupTally | None:
        return next((g for g in self.groups if g.key == group), None)

    def only(self, groups: Iterable[str]) -> DayTally:
        """The same day with these groups alone."""
        wanted = set(groups)
        return DayTally(self.day, self.as_of, tuple(g for g in self.groups if g.key in wanted))


@dataclass(frozen=True, slots=True)
class Ranked:
    """A group's place in the daily ranking, from 1; equal rates share a place."""

    place: int
    group: GroupTally


@dataclass(frozen=True, slots=True)
class CountyTally:
    """One group's day in one county; `county` is None where no county could be told."""

    group: str
    county: str | None
    visits: int
    points: int
    industrial: int
    findings: int
    violations: int


def tally_of(
    visits: Iterable[Visit], roster: Roster, day: date, as_of: datetime, periods: Sequence[ControlPeriod] = ()
) -> DayTally:
    """Count the visits whose `day` is this one: reported today for yesterday counts for yesterday.

    Withdrawn visits (without links) count nowhere. A group or team that the roster does not
    know gets a row of its own, so that the sums are always those of the records. `periods` are the control periods.
    """
    of_day = counted(visits, day)
    controlled = frozenset(controls_of(of_day, roster, periods))
    rows: defaultdict[tuple[str, int | None], list[Visit]] = defaultdict(list)
    for visit in of_day:
        rows[visit.group, visit.team].append(visit)
    counts = (_count(group, team, found, controlled) for (group, team), found in rows.items())
    return day_tally_of(counts, roster, day, as_of)


def day_tally_of(counts: Iterable[TeamTally], roster: Roster, day: date, as_of: datetime) -> DayTally:
    """A day of these teams, which may come in any order, and of the roster's others with nothing.

    Groups that the roster does not know come last, by key.
    """
    rows: dict[str, dict[int | None, TeamTally]] = {group.key: {} for group in roster.groups}
    for count in sorted(counts, key=lambda count: count.group):
        rows.setdefault(count.group, {})[count.team] = count
    groups = []
    for key, teams in rows.items():
        group = roster.group.get(key)
        rostered = group.teams if group else ()
        order = sorted({*rostered, *teams}, key=lambda team: (team is None, team or 0))
        counted = tuple(teams.get(team) or TeamTally(key, team) for team in order)
        groups.append(GroupTally(key, group.name if group else key, group.city if group else key, counted))
    return DayTally(day, as_of, tuple(groups))


def with_stops(tally: DayTally, stopped: Collection[tuple[str, int]]) -> DayTally:
    """The tally with these teams, by group, marked as broken off."""

    def marked(group: GroupTally) -> GroupTally:
        return replace(group, teams=tuple(replace(t, stopped=(t.group, t.team) in stopped) for t in group.teams))

    return replace(tally, groups=tuple(marked(group) for group in tally.groups)) if stopped else tally


def counted(visits: Iterable[Visit], day: date) -> list[Visit]:
    """The visits that count for a day, in the order given."""
    return [visit for visit in visits if visit.day == day and visit.links]


def rank(tally: DayTally) -> tuple[Ranked, ...]:
    """Groups by discovery rate, highest first; ties share a place, groups without visits come last."""
    rates = {group.key: group.discovery_rate for group in tally.groups}
    order = sorted(tally.groups, key=lambda group: (rates[group.key] is None, -(rates[group.key] or Fraction(0))))
    ranked: list[Ranked] = []
    for position, group in enumerate(order, 1):
        last = ranked[-1] if ranked else None
        tie = last is not None and rates[last.group.key] == rates[group.key]
        ranked.append(Ranked(last.place if last and tie else position, group))
    return tuple(ranked)


def by_county(visits: Iterable[Visit], day: date) -> tuple[CountyTally, ...]:
    """A day's counts for each group and county, groups in order of appearance, busiest county first.

    A team's place belongs to the first county named for it, so points add up to the team's.
    """
    of_day = counted(visits, day)
    home: dict[tuple[str, int | None, str], str | None] = {}
    for visit in of_day:
        home[place_of(visit)] = home.get(place_of(visit)) or visit.county
    cells: dict[tuple[str, str | None], list[Visit]] = {}
    for visit in of_day:
        cells.setdefault((visit.group, home[place_of(visit)]), []).append(visit)
    groups = list(dict.fromkeys(visit.group for visit in of_day))
    counties = [_county(group, county, cell) for (group, county), cell in cells.items()]
    return tuple(sorted(counties, key=lambda c: (groups.index(c.group), c.county is None, -c.points, c.county or "")))


def _county(group: str, county: str | None, visits: Sequence[Visit]) -> CountyTally:
    return CountyTally(
        group,
        county,
        len(visits),
        len({place_of(visit) for visit in visits}),
        len({place_of(visit) for visit in visits if visit.industrial}),
        sum(visit.problems for visit in visits),
        sum(visit.outcome is Outcome.VIOLATION for visit in visits),
    )


def _count(group: str, team: int | None, visits: Sequence[Visit], controlled: frozenset[int]) -> TeamTally:
    inside = [visit for visit in visits if visit.number in controlled]
    return TeamTally(
        group,
        team,
        visits=len(visits),
        points=len({place_of(visit) for visit in visits}),
        industrial=len({place_of(visit) for visit in visits if visit.industrial}),
        findings=sum(visit.problems for visit in visits),
        with_finding=sum(visit.outcome in WITH_FINDING for visit in visits),
        violations=sum(visit.outcome is Outcome.VIOLATION for visit in visits),
        urgent=sum(visit.urgent for visit in visits),
        controlled=len(inside),
        controlled_findings=sum(visit.problems for visit in inside),
        problem_points=len({place_of(visit) for visit in visits if visit.problems}),
        filings=len({place_of(visit) for visit in visits if visit.outcome is Outcome.VIOLATION}),
        corrected=sum(visit.outcome is Outcome.CORRECTED for visit in visits),
        handover=sum(visit.outcome is Outcome.HANDOVER for visit in visits),
    )


def place_of(visit: Visit) -> tuple[str, int | None, str]:
    """What makes two visits that a team made on one day one point; a visit without a readable name stands alone."""
    return visit.group, visit.team, place_key(visit.place) or f"#{visit.number or visit.message_ids[0]}"

"""Figures of a period (阶段): a round, or any days from one to another, as the sum of its days.

Every figure of a period is the sum of the same figure of its days, so that the daily reports of a round add up to the
report of the round (seed 002, 四): a place that a team saw on two days is two points, as it was in two daily reports.
The four numbers of a round's report (seed 002, 附件4) are `points` (检查点位), `problem_points` (问题点位), `problems`
(存在问题) and `filings` (建议移交立案处罚); by their definitions filings ≤ problem_points ≤ points and
filings ≤ problems.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from fractions import Fraction

from domain.calendars import SHANGHAI, day_of
from domain.controls import ControlPeriod
from domain.rosters import Roster
from domain.tallies import CountyTally, DayTally, TeamTally, by_county, place_of, tally_of
from domain.visits import WITH_FINDING, Outcome, Visit


@dataclass(frozen=True, slots=True)
class Figures:
    """Sums over teams and days; each counts for one team and one day, then they are added.

    Records: `visits`; of them `with_finding` (came to something), `violations` (涉嫌环境违法), `corrected` (立行立改),
    `handover` (交办), `urgent`. Places, each once a team a day: `points`, of them `industrial`, `problem_points`
    (with at least one problem), `filings` (with a violation: 建议移交立案处罚). `problems`: one for each finding,
    at least one where the check came to something.
    """

    visits: int = 0
    points: int = 0
    industrial: int = 0
    problem_points: int = 0
    problems: int = 0
    with_finding: int = 0
    violations: int = 0
    filings: int = 0
    corrected: int = 0
    handover: int = 0
    urgent: int = 0

    @property
    def discovery_rate(self) -> Fraction | None:
        """问题发现率: records with a finding over records (seed 000, 第十八条); None without records."""
        return Fraction(self.with_finding, self.visits) if self.visits else None


_NAMES = tuple(field.name for field in fields(Figures))
_IN_TALLIES = {"problems": "findings"}
_COUNTS = tuple(field.name for field in fields(CountyTally) if field.name not in ("group", "county"))


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """One group's period; `teams` are (team, figures) in order, the visits of no team (None) last."""

    key: str
    name: str
    city: str
    total: Figures
    teams: tuple[tuple[int | None, Figures], ...]


@dataclass(frozen=True, slots=True)
class CityFigures:
    """派员市: what the people that one city sent have seen; `city` None where the roster does not say who sent them."""

    city: str | None
    total: Figures


@dataclass(frozen=True, slots=True)
class CategoryCount:
    """One kind of problem: `points` are the places that have it, once a team a day, `problems` the findings of it."""

    key: str
    points: int
    problems: int


@dataclass(frozen=True, slots=True)
class PeriodTally:
    """The days from `first` to `last`, both included, as known at `as_of`.

    `days` are those that have begun by then. `groups` are in the roster's order, `cities` and `categories` with the
    most points and problems first; `hours` are the records told in each hour of the day in Shanghai, 24 of them.
    """

    first: date
    last: date
    as_of: datetime
    total: Figures
    groups: tuple[GroupFigures, ...]
    cities: tuple[CityFigures, ...]
    categories: tuple[CategoryCount, ...]
    counties: tuple[CountyTally, ...]
    hours: tuple[int, ...]
    days: tuple[DayTally, ...]

    def of(self, group: str) -> GroupFigures | None:
        return next((g for g in self.groups if g.key == group), None)


def period_tally_of(
    visits: Iterable[Visit],
    roster: Roster,
    first: date,
    last: date,
    as_of: datetime,
    periods: Sequence[ControlPeriod] = (),
) -> PeriodTally:
    """Count the visits of these days as `tally_of` counts each of them. `periods` are the control periods.

    For one group alone give its visits alone, and take its row of `groups`.
    """
    end = min(last, day_of(as_of))
    of_days: defaultdict[date, list[Visit]] = defaultdict(list)
    for visit in visits:
        if visit.links and first <= visit.day <= end:
            of_days[visit.day].append(visit)
    days = tuple(tally_of(of_days[day], roster, day, as_of, periods) for day in days_between(first, end))
    counted = [visit for day in sorted(of_days) for visit in of_days[day]]
    groups = groups_of(days)
    return PeriodTally(
        first,
        last,
        as_of,
        added(group.total for group in groups),
        groups,
        by_sending_city(counted, roster),
        by_category(counted),
        _by_county(of_days),
        _by_hour(counted),
        days,
    )


def days_between(first: date, last: date) -> Iterator[date]:
    """Each day from `first` to `last`, both included; none where `last` is earlier."""
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


def figures_of(team: TeamTally) -> Figures:
    """One team's day as figures that can be added."""
    return Figures(**{name: getattr(team, _IN_TALLIES.get(name, name)) for name in _NAMES})


def added(parts: Iterable[Figures]) -> Figures:
    """The sum; all zeros for none."""
    found = list(parts)
    return Figures(**{name: sum(getattr(part, name) for part in found) for name in _NAMES})


def groups_of(days: Iterable[DayTally]) -> tuple[GroupFigures, ...]:
    """The sums of the days for each group and team, in the order of the days."""
    names: dict[str, tuple[str, str]] = {}
    parts: defaultdict[str, defaultdict[int | None, list[Figures]]] = defaultdict(lambda: defaultdict(list))
    for day in days:
        for group in day.groups:
            names.setdefault(group.key, (group.name, group.city))
            for team in group.teams:
                parts[group.key][team.team].append(figures_of(team))
    found = []
    for key, (name, city) in names.items():
        order = sorted(parts[key], key=lambda team: (team is None, team or 0))
        teams = tuple((team, added(parts[key][team])) for team in order)
        found.append(GroupFigures(key, name, city, added(total for _, total in teams), teams))
    return tuple(found)


def by_sending_city(visits: Iterable[Visit], roster: Roster) -> tuple[CityFigures, ...]:
    """What each sending city's people have seen (附件1: several cities may make up one group), most points first.

    A place that a team saw on one day counts for whoever told of it first, with all that was told of it, so that the
    cities add up to the whole.
    """
    first: dict[tuple[date, str, int | None, str], str | None] = {}
    cells: defaultdict[str | None, defaultdict[date, list[Visit]]] = defaultdict(lambda: defaultdict(list))
    for visit in sorted(visits, key=lambda visit: visit.reported_at):
        city = first.setdefault((visit.day, *place_of(visit)), sending_city_of(visit, roster))
        cells[city][visit.day].append(visit)
    found = [CityFigures(city, added(map(_figures, of_days.values()))) for city, of_days in cells.items()]
    return tuple(sorted(found, key=lambda c: (c.city is None, -c.total.points, -c.total.problems, c.city or "")))


def sending_city_of(visit: Visit, roster: Roster) -> str | None:
    """The city that sent who told of a visit: his own by the roster, else the one that sends his group alone."""
    person, group = roster.known.get(visit.author), roster.group.get(visit.group)
    sending = group.sending_cities if group else ()
    home = (person.details.get("home_city") or "").strip() if person else ""
    if home:
        return next((city for city in sending if city.removesuffix("市") == home.removesuffix("市")), home)
    return sending[0] if len(sending) == 1 else None


def by_category(visits: Iterable[Visit]) -> tuple[CategoryCount, ...]:
    """Kinds of problem with their places and findings, most places first, then most findings, then by key."""
    places: defaultdict[str, set[tuple[date, str, int | None, str]]] = defaultdict(set)
    problems: Counter[str] = Counter()
    for visit in visits:
        for key in visit.categories | {finding.category for finding in visit.findings}:
            places[key].add((visit.day, *place_of(visit)))
        problems.update(finding.category for finding in visit.findings)
    return _in_order(CategoryCount(key, len(seen), problems[key]) for key, seen in places.items())


def added_kinds(parts: Iterable[CategoryCount]) -> tuple[CategoryCount, ...]:
    """The sums of several days' kinds of problem, in the order of `by_category`."""
    points: Counter[str] = Counter()
    problems: Counter[str] = Counter()
    for part in parts:
        points[part.key] += part.points
        problems[part.key] += part.problems
    return _in_order(CategoryCount(key, points[key], problems[key]) for key in points)


def _in_order(counts: Iterable[CategoryCount]) -> tuple[CategoryCount, ...]:
    return tuple(sorted(counts, key=lambda count: (-count.points, -count.problems, count.key)))


def _figures(visits: Sequence[Visit]) -> Figures:
    """One day's visits of any teams; a place counts once for each team."""
    outcomes = Counter(visit.outcome for visit in visits)
    return Figures(
        visits=len(visits),
        points=len({place_of(visit) for visit in visits}),
        industrial=len({place_of(visit) for visit in visits if visit.industrial}),
        problem_points=len({place_of(visit) for visit in visits if visit.problems}),
        problems=sum(visit.problems for visit in visits),
        with_finding=sum(outcomes[outcome] for outcome in WITH_FINDING),
        violations=outcomes[Outcome.VIOLATION],
        filings=len({place_of(visit) for visit in visits if visit.outcome is Outcome.VIOLATION}),
        corrected=outcomes[Outcome.CORRECTED],
        handover=outcomes[Outcome.HANDOVER],
        urgent=sum(visit.urgent for visit in visits),
    )


def _by_county(of_days: Mapping[date, Sequence[Visit]]) -> tuple[CountyTally, ...]:
    """The sums of the days for each group and county; groups by key, busiest county first."""
    cells: defaultdict[tuple[str, str | None], list[CountyTally]] = defaultdict(list)
    for day, visits in of_days.items():
        for cell in by_county(visits, day):
            cells[cell.group, cell.county].append(cell)
    found = [
        CountyTally(group, county, *(sum(getattr(cell, name) for cell in parts) for name in _COUNTS))
        for (group, county), parts in cells.items()
    ]
    return tuple(sorted(found, key=lambda c: (c.group, c.county is None, -c.points, c.county or "")))


def _by_hour(visits: Iterable[Visit]) -> tuple[int, ...]:
    hours = Counter(visit.reported_at.astimezone(SHANGHAI).hour for visit in visits)
    return tuple(hours[hour] for hour in range(24))

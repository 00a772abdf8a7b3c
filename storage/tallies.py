"""Tallies from the counters: a day's figures cost a row a team, however many visits there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, bindparam, case, func, select

from domain.contributions import Contribution
from domain.controls import ControlPeriod, control_of, touching
from domain.period_tallies import days_between
from domain.rosters import Roster
from domain.tallies import DayTally, TeamTally, day_tally_of
from domain.visits import WITH_FINDING, Outcome
from storage.statements import Prepared
from storage.tables import visits
from storage.tally_tables import COUNTERS, NO_TEAM, day_counts

_c = day_counts.c
_FOUND = (_c.violations + _c.corrected + _c.handover).label("with_finding")
_FIGURES = [_FOUND if name == "with_finding" else _c[name] for name in (*COUNTERS[:4], "with_finding", *COUNTERS[4:])]
_TEAM = (_c.group_key, func.nullif(_c.team, NO_TEAM).label("team"), *_FIGURES)  # as TeamTally takes them
_OF_CAMPAIGN = (_c.campaign == bindparam("of_campaign"), _c.visits > 0)
_DAY = Prepared(select(*_TEAM).where(*_OF_CAMPAIGN, _c.day == bindparam("of_day")))
_DAYS = Prepared(
    select(_c.day, *_TEAM).where(*_OF_CAMPAIGN, _c.day.between(bindparam("of_first"), bindparam("of_last")))
)
_TOLD = Prepared(
    select(visits.c.group_key, visits.c.team, visits.c.reported_at, visits.c.problems).where(
        visits.c.campaign == bindparam("of_campaign"),
        visits.c.day == bindparam("of_day"),
        visits.c.withdrawn_at.is_(None),
    )
)
_v = visits.c
_FINDS = _v.outcome.in_(sorted(outcome.value for outcome in WITH_FINDING))
_VIOLATES = _v.outcome == Outcome.VIOLATION.value


def _how_many(which: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((which, 1), else_=0))


_BY_PERSON = (
    select(
        _v.author,
        func.count(),
        _how_many(_FINDS),
        func.sum(_v.problems),
        _how_many(_VIOLATES),
        _how_many(_VIOLATES & _v.urgent),
    )
    .where(
        _v.campaign == bindparam("of_campaign"),
        _v.day.between(bindparam("of_first"), bindparam("of_last")),
        _v.withdrawn_at.is_(None),
    )
    .group_by(_v.author)
)
_Inside = Mapping[tuple[str, int | None], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class _Told:
    """When a visit was made and told of."""

    day: date
    reported_at: datetime


@dataclass(frozen=True, slots=True)
class Tallies:
    """What was counted in one campaign; equal to `tally_of` all its visits at any moment."""

    connection: Connection
    now: datetime
    campaign: str
    roster: Roster

    def of_day(self, day: date, periods: Sequence[ControlPeriod] = ()) -> DayTally:
        """One day. `periods` are the control periods: only a day that one touches costs a look at its visits."""
        rows = _DAY.raw(self.connection, {"of_campaign": self.campaign, "of_day": day})
        return self._tally(day, [TeamTally(*row) for row in rows], periods)

    def of_days(self, first: date, last: date, periods: Sequence[ControlPeriod] = ()) -> tuple[DayTally, ...]:
        """Each day from `first` to `last`, both included."""
        counts: defaultdict[date, list[TeamTally]] = defaultdict(list)
        values = {"of_campaign": self.campaign, "of_first": first, "of_last": last}
        for day, *team in _DAYS.all(self.connection, values):
            counts[day].append(TeamTally(*team))
        return tuple(self._tally(day, counts[day], periods) for day in days_between(first, last))

    def contributions(self, first: date, last: date) -> list[Contribution]:
        """What each person has reported of these days, by who reported first; in no order."""
        values = {"of_campaign": self.campaign, "of_first": first, "of_last": last}
        return [Contribution(author, *map(int, n)) for author, *n in self.connection.execute(_BY_PERSON, values)]

    def _tally(self, day: date, counts: list[TeamTally], periods: Sequence[ControlPeriod]) -> DayTally:
        return day_tally_of(self._controlled(counts, day, periods), self.roster, day, self.now)

    def _controlled(self, counts: list[TeamTally], day: date, periods: Sequence[ControlPeriod]) -> list[TeamTally]:
        touched = touching(periods, day)
        if not touched:
            return counts
        inside = self._inside(day, touched)
        zero = (0, 0)
        found = [(count, inside.get((count.group, count.team), zero)) for count in counts]
        return [replace(count, controlled=n, controlled_findings=problems) for count, (n, problems) in found]

    def _inside(self, day: date, periods: Sequence[ControlPeriod]) -> _Inside:
        """(visits, problems) of each group and team that were made inside a control period."""
        cities = {group.key: group.city for group in self.roster.groups}
        found: defaultdict[tuple[str, int | None], tuple[int, int]] = defaultdict(lambda: (0, 0))
        for row in _TOLD.all(self.connection, {"of_campaign": self.campaign, "of_day": day}):
            if control_of(_Told(day, row.reported_at), cities.get(row.group_key, ""), periods) is not None:
                so_far, problems = found[row.group_key, row.team]
                found[row.group_key, row.team] = so_far + 1, problems + row.problems
        return found

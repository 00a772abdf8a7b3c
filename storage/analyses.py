"""What was found in a period, counted by what it came to, by kind of problem, by sort of place and by county."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select

from domain.visits import Outcome
from storage.tables import findings, visits

_v, _f = visits.c, findings.c


@dataclass(frozen=True, slots=True)
class Analysis:
    """Counts, the most first. `kinds`: (key of a category, findings, visits with one); `counties`: (name, visits,
    findings); `trades`: (industrial, visits, findings).
    """

    outcomes: tuple[tuple[Outcome, int], ...]
    kinds: tuple[tuple[str, int, int], ...]
    trades: tuple[tuple[bool, int, int], ...]
    counties: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class Analyses:
    connection: Connection
    campaign: str

    def of(self, groups: Sequence[str], first: date, last: date) -> Analysis:
        """What these groups found on these days, both included."""
        held = (
            _v.campaign == self.campaign,
            _v.day.between(first, last),
            _v.group_key.in_(groups),
            _v.withdrawn_at.is_(None),
        )
        visited, found = func.count().label("visited"), func.sum(_v.problems).label("found")
        outcomes = self._most(select(_v.outcome, visited).where(*held).group_by(_v.outcome))
        trades = self._most(select(_v.industrial, visited, found).where(*held).group_by(_v.industrial))
        counties = self._most(select(_v.county, visited, found).where(*held).group_by(_v.county))
        told = select(_f.category, func.count(), func.count(func.distinct(_f.visit_id))).join(
            visits, _v.id == _f.visit_id
        )
        kinds = self._most(told.where(*held).group_by(_f.category))
        return Analysis(
            tuple((Outcome(outcome), count) for outcome, count in outcomes),
            tuple((str(key), int(count), int(places)) for key, count, places in kinds),
            tuple((bool(industrial), int(count), int(problems)) for industrial, count, problems in trades),
            tuple((county or "", int(count), int(problems)) for county, count, problems in counties),
        )

    def _most(self, chosen: Any) -> list[Any]:
        """The rows, those with the highest count first."""
        return sorted(self.connection.execute(chosen).all(), key=lambda row: (-row[1], str(row[0])))

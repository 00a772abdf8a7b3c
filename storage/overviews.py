"""What the overview asks beyond the tallies: each question a few rows, however many visits there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Connection, bindparam, func, select, type_coerce

from domain.calendars import SHANGHAI
from domain.messages import Kind
from domain.overviews import DayCount, Snapshot
from domain.period_tallies import days_between
from storage.tables import inbox, visit_messages, visits
from storage.tally_tables import day_counts

_HOUR = 3_600  # seconds

_v, _m, _c = visits.c, visit_messages.c, day_counts.c
_GROUPS: Any = bindparam("of_groups", expanding=True)
_OF_DAY = (
    _v.campaign == bindparam("of_campaign"),
    _v.day == bindparam("of_day"),
    _v.group_key.in_(_GROUPS),
    _v.withdrawn_at.is_(None),
)
_HOURS_SINCE_1970 = (type_coerce(_v.reported_at, BigInteger) // (_HOUR * 1_000_000)).label("hour")
_HOURS = select(_HOURS_SINCE_1970, func.count()).where(*_OF_DAY).group_by(_HOURS_SINCE_1970)
_DAYS = (
    select(_c.day, func.sum(_c.visits), func.sum(_c.points), func.sum(_c.findings))
    .where(
        _c.campaign == bindparam("of_campaign"),
        _c.day.between(bindparam("of_first"), bindparam("of_last")),
        _c.group_key.in_(_GROUPS),
    )
    .group_by(_c.day)
)
_LATEST = select(_v.id).where(*_OF_DAY).order_by(_v.last_at.desc(), _v.id.desc()).limit(bindparam("most"))
_SNAPSHOTS = (
    select(_v.number, _v.group_key, _v.team, _v.place, _m.kind, inbox.c.file_sha256, _m.at)
    .join(visit_messages, _m.visit_id == _v.id)
    .join(inbox, (inbox.c.namespace == _m.namespace) & (inbox.c.message_id == _m.message_id))
    .where(
        _v.id.in_(_LATEST),
        _m.kind.in_([Kind.IMAGE.value, Kind.VIDEO.value]),
        inbox.c.file_sha256.is_not(None),
        inbox.c.recalled_at.is_(None),
    )
    .order_by(_m.at.desc(), _m.position.desc())
)


@dataclass(frozen=True, slots=True)
class Overviews:
    """A campaign at a glance; what is not of the groups asked for is not looked at."""

    connection: Connection
    campaign: str

    def hours_of(self, day: date, groups: Sequence[str]) -> tuple[int, ...]:
        """How many of the day's visits were reported in each hour of it, 24 of them; later ones count for the last."""
        counts = [0] * 24
        for hour, count in self.connection.execute(_HOURS, self._of(day, groups)):
            at = datetime.fromtimestamp(hour * _HOUR, SHANGHAI)
            counts[at.hour if at.date() == day else 0 if at.date() < day else 23] += count
        return tuple(counts)

    def days_of(self, first: date, last: date, groups: Sequence[str]) -> tuple[DayCount, ...]:
        """Each day from `first` to `last`, both included."""
        values = {"of_campaign": self.campaign, "of_groups": list(groups), "of_first": first, "of_last": last}
        found = {day: DayCount(day, *map(int, sums)) for day, *sums in self.connection.execute(_DAYS, values)}
        return tuple(found.get(day) or DayCount(day) for day in days_between(first, last))

    def newest(self, day: date, groups: Sequence[str], most: int) -> list[Snapshot]:
        """The newest picture of each of the visits that something was last added to, newest first."""
        found: dict[int, Snapshot] = {}
        for row in self.connection.execute(_SNAPSHOTS, {**self._of(day, groups), "most": 2 * most}):
            kind = Kind(row.kind)
            seen = Snapshot(row.number, row.group_key, row.team, row.place, kind, row.file_sha256, row.at)
            found.setdefault(row.number, seen)
        return list(found.values())[:most]

    def _of(self, day: date, groups: Sequence[str]) -> dict[str, Any]:
        return {"of_campaign": self.campaign, "of_day": day, "of_groups": list(groups)}

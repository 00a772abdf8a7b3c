"""Control periods of a campaign: announced, ended, all of them together (there are a few dozen)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select, update

from domain.controls import ControlPeriod
from storage.control_tables import control_periods
from storage.counters import next_number

_c = control_periods.c
_OPEN = insert(control_periods)
_ALL = select(control_periods).where(_c.campaign == bindparam("of_campaign")).order_by(_c.number)
_END = (
    update(control_periods)
    .where(_c.campaign == bindparam("of_campaign"), _c.number == bindparam("of_number"))
    .values(ended_at=bindparam("at"), ended_by=bindparam("who"))
)


@dataclass(frozen=True, slots=True)
class Controls:
    connection: Connection
    now: datetime
    campaign: str

    def open(
        self, city: str, level: str, start: datetime, end: datetime | None, by: str, message_id: str
    ) -> ControlPeriod:
        """Note a period; it comes back with its number, from 1."""
        number = next_number(self.connection, self.campaign, "control_period")
        row = {"campaign": self.campaign, "number": number, "city": city, "level": level, "since": start, "until": end}
        told = {"opened_by": by, "opened_at": self.now, "message_id": message_id, "ended_at": None, "ended_by": None}
        self.connection.execute(_OPEN, {**row, **told})
        return ControlPeriod(number, city, level, start, end)

    def end(self, number: int, at: datetime, by: str) -> None:
        self.connection.execute(_END, {"of_campaign": self.campaign, "of_number": number, "at": at, "who": by})

    def all(self) -> tuple[ControlPeriod, ...]:
        """Every period ever announced, by number."""
        rows = self.connection.execute(_ALL, {"of_campaign": self.campaign})
        return tuple(ControlPeriod(r.number, r.city, r.level, r.since, r.until, r.ended_at) for r in rows)

"""Alerts: told once, said again until somebody on duty has acknowledged them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, null, select, update

from domain.alerts import Alert, AlertKind
from domain.messages import Kind
from storage.alert_tables import OPEN_ALERT, alert_readers, alerts
from storage.audit import Audit
from storage.counters import next_number
from storage.statements import AnyRow, Prepared, insert_new

_a = alerts.c
_OURS = _a.campaign == bindparam("of_campaign")
_THIS = (_OURS, _a.name == bindparam("of_name"))

_RAISE = insert(alerts)
_GET = Prepared(select(alerts).where(*_THIS))
_OPEN = Prepared(select(alerts).where(_OURS, OPEN_ALERT).order_by(_a.id))
_SINCE = Prepared(
    select(alerts).where(_OURS, _a.at >= bindparam("from_time"), _a.over_at.is_(None)).order_by(_a.at, _a.id)
)
_NOT_ELSEWHERE = Prepared(select(alerts).where(_OURS, OPEN_ALERT, _a.elsewhere_at.is_(None)).order_by(_a.id))
_ELSEWHERE = Prepared(update(alerts).where(*_THIS).values(elsewhere_at=bindparam("now_at")))
_READERS = Prepared(
    select(alert_readers.c.alert_id, alert_readers.c.person)
    .join(alerts, _a.id == alert_readers.c.alert_id)
    .where(_OURS, OPEN_ALERT)
)
_READERS_OF = Prepared(select(alert_readers.c.person).where(alert_readers.c.alert_id == bindparam("of_alert")))
_READ = Prepared(insert_new(alert_readers, ("alert_id", "person")))
_CLOSE = Prepared(update(alerts).where(*_THIS, OPEN_ALERT).values(read_by=bindparam("by"), read_at=bindparam("now_at")))
_OVER = Prepared(update(alerts).where(*_THIS, _a.over_at.is_(None)).values(over_at=bindparam("now_at")))
_HOLDS = Prepared(
    update(alerts).where(*_THIS, _a.over_at.is_not(None)).values(over_at=null()).returning(_a.id, _a.read_at)
)
_RETITLE = Prepared(update(alerts).where(*_THIS).values(title=bindparam("to_title")))
_REPEATED = Prepared(update(alerts).where(*_THIS).values(repeats=_a.repeats + 1))


@dataclass(frozen=True, slots=True)
class Alerts:
    """The alerts of one campaign."""

    connection: Connection
    now: datetime
    campaign: str

    def begin(self, alert: Alert) -> None:
        """Keep a new alert. Its name must be new in the campaign."""
        row = {
            "campaign": self.campaign,
            "name": alert.name,
            "kind": alert.kind.value,
            "group_key": alert.group,
            "team": alert.team,
            "author": alert.author,
            "message_id": alert.message_id,
            "at": alert.at,
            "title": alert.title,
            "repeats": 0,
        }
        self.connection.execute(_RAISE, row)
        detail = {"kind": alert.kind.value, "message": alert.message_id}
        Audit(self.connection, self.now).append("bot", "alert.begin", alert.name, detail)

    def get(self, name: str) -> Alert | None:
        """An alert, open or not."""
        row = _GET.first(self.connection, self._this(name))
        if row is None:
            return None
        readers = _READERS_OF.all(self.connection, {"of_alert": row.id})
        return _alert(row, (reader.person for reader in readers))

    def open(self) -> list[Alert]:
        """What nobody on duty has acknowledged, oldest first."""
        rows = _OPEN.all(self.connection, {"of_campaign": self.campaign})
        readers = _READERS.all(self.connection, {"of_campaign": self.campaign}) if rows else []
        return [_alert(row, (r.person for r in readers if r.alert_id == row.id)) for row in rows]

    def not_told_elsewhere(self) -> list[Alert]:
        """Of those that are open, what the second channel has not been given yet."""
        rows = _NOT_ELSEWHERE.all(self.connection, {"of_campaign": self.campaign})
        return [_alert(row, ()) for row in rows]

    def note_told_elsewhere(self, name: str) -> None:
        """The second channel has been given it, once for all."""
        _ELSEWHERE.run(self.connection, {**self._this(name), "now_at": self.now})
        Audit(self.connection, self.now).append("bot", "alert.elsewhere", name, {})

    def since(self, at: datetime) -> list[Alert]:
        """Those raised since then and not over, acknowledged or not, oldest first; readers are left out."""
        rows = _SINCE.all(self.connection, {"of_campaign": self.campaign, "from_time": at})
        return [_alert(row, ()) for row in rows]

    def next_emergency(self) -> str:
        """The name of the next alert that is about no visit: 急1, 急2 …"""
        return f"急{next_number(self.connection, self.campaign, 'emergency')}"

    def next_addition(self, name: str, kind: Kind) -> int:
        """The number of the next thing of its kind that is said further of an alert: 1, 2 …"""
        return next_number(self.connection, self.campaign, f"{kind.value} of {name}")

    def read_on_duty(self, name: str, person: str, message_id: str) -> None:
        """Somebody on duty has acknowledged it: it is open no more."""
        if _CLOSE.run(self.connection, {**self._this(name), "by": person, "now_at": self.now}):
            Audit(self.connection, self.now).append(person, "alert.read", name, {"message": message_id})

    def read(self, name: str, person: str, message_id: str) -> None:
        """Leader or liaison has acknowledged it for himself."""
        row = _GET.first(self.connection, self._this(name))
        if row is not None and _READ.run(self.connection, {"alert_id": row.id, "person": person, "at": self.now}):
            Audit(self.connection, self.now).append(person, "alert.read_own", name, {"message": message_id})

    def end(self, name: str) -> None:
        """It does not hold any more: nobody needs to acknowledge it."""
        _OVER.run(self.connection, {**self._this(name), "now_at": self.now})

    def hold_again(self, name: str) -> bool:
        """One that was over holds again; whether it is open by that: nobody on duty had acknowledged it."""
        row = _HOLDS.first(self.connection, self._this(name))
        return row is not None and row.read_at is None

    def retitle(self, name: str, title: str) -> None:
        _RETITLE.run(self.connection, {**self._this(name), "to_title": title})

    def note_repeat(self, alert: Alert) -> Alert:
        """It was said once more; the alert as it now is."""
        _REPEATED.run(self.connection, self._this(alert.name))
        return replace(alert, repeats=alert.repeats + 1)

    def _this(self, name: str) -> dict[str, Any]:
        return {"of_campaign": self.campaign, "of_name": name}


def _alert(row: AnyRow, readers: Iterable[str]) -> Alert:
    return Alert(
        name=row.name,
        kind=AlertKind(row.kind),
        group=row.group_key,
        team=row.team,
        author=row.author,
        message_id=row.message_id,
        at=row.at,
        title=row.title,
        repeats=row.repeats,
        readers=frozenset(readers),
        read_by=row.read_by,
        read_at=row.read_at,
    )

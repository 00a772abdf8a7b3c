"""Slow work, asked for once, that survives a crash."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from storage.statements import Prepared, insert_new
from storage.tables import WAITING, jobs

_j = jobs.c
_THIS = (_j.campaign == bindparam("of_campaign"), _j.id == bindparam("of_id"), WAITING)

_ASK = insert_new(jobs, ("campaign", "kind", "subject"), _j.id)
_WAITING = Prepared(
    select(_j.id, _j.kind, _j.subject, _j.payload, _j.asked_at)
    .where(_j.campaign == bindparam("of_campaign"), WAITING)
    .order_by(_j.id)
)
_FINISH = (
    update(jobs)
    .where(*_THIS)
    .values(state="done", result=bindparam("outcome"), ended_at=bindparam("at"))
    .returning(_j.id)
)
_FAIL = update(jobs).where(*_THIS).values(state="failed", error=bindparam("because"), ended_at=bindparam("at"))


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of slow work that waits to be done."""

    id: int
    kind: str
    subject: str
    payload: Mapping[str, Any]
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Jobs:
    """The slow work of one campaign. A job is waiting, done or failed."""

    connection: Connection
    now: datetime
    campaign: str

    def ask(self, kind: str, subject: str, payload: Mapping[str, Any]) -> bool:
        """Ask for it; False when this kind was ever asked for this subject before. `payload` is JSON."""
        row = {
            "campaign": self.campaign,
            "kind": kind,
            "subject": subject,
            "payload": payload,
            "asked_at": self.now,
            "state": "waiting",
        }
        return self.connection.execute(_ASK[self.connection.dialect.name], row).first() is not None

    def waiting(self) -> list[Job]:
        """What is still to be done, in the order asked."""
        rows = _WAITING.all(self.connection, {"of_campaign": self.campaign})
        return [Job(row.id, row.kind, row.subject, row.payload, row.asked_at) for row in rows]

    def finish(self, job_id: int, result: Mapping[str, Any]) -> bool:
        """It is done, `result` is JSON; False when it was ended before, perhaps by another bot."""
        values = {"of_campaign": self.campaign, "of_id": job_id, "at": self.now}
        return self.connection.execute(_FINISH, {**values, "outcome": result}).first() is not None

    def fail(self, job_id: int, error: str) -> None:
        """It is given up."""
        values = {"of_campaign": self.campaign, "of_id": job_id, "at": self.now}
        self.connection.execute(_FAIL, {**values, "because": error})

"""Files that wait to be read by a machine, a row for each message; the newest go first."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select, update

from domain.messages import Kind
from storage.file_reading_tables import UNREAD, reading_jobs
from storage.statements import Prepared, insert_new

_j = reading_jobs.c
_ASK = Prepared(insert_new(reading_jobs, ("namespace", "message_id")))
_WAITING = Prepared(
    select(_j.id, _j.message_id, _j.sha256, _j.kind, _j.asked_at)
    .where(_j.namespace == bindparam("of_namespace"), UNREAD)
    .order_by(_j.id.desc())
    .limit(bindparam("most"))
)
_COUNT = select(func.count()).select_from(reading_jobs).where(_j.namespace == bindparam("of_namespace"), UNREAD)
_AWAITED = select(_j.message_id).where(
    _j.namespace == bindparam("of_namespace"), _j.message_id.in_(bindparam("of_messages", expanding=True)), UNREAD
)
_FINISH = Prepared(
    update(reading_jobs).where(_j.id == bindparam("of_id"), UNREAD).values(state="done", ended_at=bindparam("at"))
)


@dataclass(frozen=True, slots=True)
class ReadingJob:
    """The file of one message, to be read."""

    id: int
    message_id: str
    sha256: str
    kind: Kind
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class ReadingJobs:
    """What waits to be read of one gateway."""

    connection: Connection
    now: datetime
    namespace: str

    def ask(self, message_id: str, sha256: str, kind: Kind) -> None:
        """Have the file of a message read; nothing where that was asked before."""
        row = {"namespace": self.namespace, "message_id": message_id, "sha256": sha256, "kind": kind}
        _ASK.run(self.connection, {**row, "state": "waiting", "asked_at": self.now})

    def waiting(self, most: int) -> list[ReadingJob]:
        """What waits, the newest first, so many at most."""
        rows = _WAITING.all(self.connection, {"of_namespace": self.namespace, "most": most})
        return [ReadingJob(row.id, row.message_id, row.sha256, Kind(row.kind), row.asked_at) for row in rows]

    def count(self) -> int:
        """How many wait."""
        found: int = self.connection.execute(_COUNT, {"of_namespace": self.namespace}).scalar_one()
        return found

    def awaited(self, message_ids: Collection[str]) -> frozenset[str]:
        """Those of these messages whose file waits to be read."""
        values = {"of_namespace": self.namespace, "of_messages": list(message_ids)}
        return frozenset(self.connection.execute(_AWAITED, values).scalars()) if message_ids else frozenset()

    def finish(self, job_id: int) -> bool:
        """It is done; False when it was ended before."""
        return _FINISH.run(self.connection, {"of_id": job_id, "at": self.now}) > 0

"""Every attempt to say something: which part of which post, when the platform was asked, and what it answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, bindparam, func, literal_column, select, update

from storage.statements import Prepared, insert_numbered
from storage.tables import sends

_TURN = select(func.pg_try_advisory_xact_lock(func.hashtext(bindparam("of_account"))))
_BEGIN = Prepared(insert_numbered(sends, sends.c.id))
_END = Prepared(
    update(sends)
    .where(sends.c.id == bindparam("of_id"))
    .values(outcome=bindparam("ended"), at=bindparam("asked_at"), platform_id=bindparam("known_as"))
)
_SAID = Prepared(
    select(sends.c.part, sends.c.platform_id).where(
        sends.c.outbox_id == bindparam("of_post"), sends.c.outcome == literal_column("'said'")
    )
)
_AFTER = (
    select(sends.c.id, sends.c.at, sends.c.lane, sends.c.urgent, sends.c.outcome)
    .where(
        sends.c.namespace == bindparam("of_namespace"), sends.c.id > bindparam("last"), sends.c.at >= bindparam("since")
    )
    .order_by(sends.c.id)
)


class Outcome(StrEnum):
    """What became of an attempt."""

    GOING = "going"  # asked, or just about to be: after a crash nobody knows
    SAID = "said"
    REFUSED = "refused"
    TOO_OFTEN = "too_often"  # refused with 频繁
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Send:
    """One attempt; `at` is when the platform was asked (while it is going: when it was claimed)."""

    id: int
    at: datetime
    lane: str
    urgent: bool
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Sends:
    """The attempts of one account (`namespace`)."""

    connection: Connection
    now: datetime
    namespace: str

    def take_turn(self) -> bool:
        """Until this transaction ends nobody else may decide to send; False when somebody else is deciding.

        It never waits. SQLite has one writer, so there it is always our turn.
        """
        if self.connection.dialect.name != "postgresql":
            return True
        return bool(self.connection.execute(_TURN, {"of_account": f"lanshao sends {self.namespace}"}).scalar())

    def begin(self, post_id: int, part: int, lane: str, *, urgent: bool) -> int:
        """An attempt at one part (from 1) of a post begins; its id."""
        row = {
            "namespace": self.namespace,
            "outbox_id": post_id,
            "part": part,
            "lane": lane,
            "urgent": urgent,
            "at": self.now,
            "outcome": Outcome.GOING,
        }
        return _BEGIN.new_id(self.connection, row)

    def end(self, send_id: int, outcome: Outcome, asked_at: datetime, platform_id: str | None = None) -> None:
        """What became of it; `asked_at` is when the platform was really asked."""
        this = {"of_id": send_id, "ended": outcome, "asked_at": asked_at, "known_as": platform_id}
        _END.run(self.connection, this)

    def said(self, post_id: int) -> dict[int, str | None]:
        """The parts of a post that were said, each with the platform's id of it."""
        return {row.part: row.platform_id for row in _SAID.all(self.connection, {"of_post": post_id})}

    def after(self, last: int, since: datetime) -> list[Send]:
        """Attempts begun after that one (by id) and not before that time, in order."""
        values = {"of_namespace": self.namespace, "last": last, "since": since}
        rows = self.connection.execute(_AFTER, values)
        return [Send(row.id, row.at, row.lane, row.urgent, Outcome(row.outcome)) for row in rows]

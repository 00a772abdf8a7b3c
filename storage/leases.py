"""One leader among several bots on one PostgreSQL: a lock that ends with its holder, and a lease for one that hangs.

The lock belongs to a connection: when the leader is killed the server sees the connection end and another bot has
the lock at once. A leader that is frozen, or cut off, keeps its lock but cannot renew its lease; when that has run
out its connection is ended for it. Each leader has a term, a number of its own, and every transaction of a leader
begins with `fence`: nothing that an earlier leader still tries can be committed. All times are the server's.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    bindparam,
    column,
    event,
    func,
    literal_column,
    select,
    table,
    text,
    update,
)
from sqlalchemy.dialects import postgresql

from storage.lease_tables import leases

LASTS = 10.0  # s that a lease lasts from its last renewal
_IDLE_MILLISECONDS = 5_000
_LOCKS = 20_777_215  # sets our advisory locks apart from anybody else's

_l = leases.c
_NOW: ColumnElement[int] = literal_column("(extract(epoch FROM clock_timestamp()) * 1000000)::bigint")
_OURS = _l.namespace == bindparam("of_namespace")
_LOCK = select(func.pg_try_advisory_lock(_LOCKS, bindparam("key")))
_FENCE = (
    select(_l.term)
    .where(_OURS, _l.term == bindparam("of_term"))
    .with_for_update(read=True, key_share=True)  # bars a new term until this transaction ends, but no renewal
)
_RENEW = (
    update(leases)
    .where(_OURS, _l.term == bindparam("of_term"))
    .values(lasts_to=_NOW + bindparam("lasting"))
    .returning(_l.term)
)
_BAR = select(_l.term).where(_OURS).with_for_update()  # waits for what the last leader was in the middle of
_HAS_RUN_OUT = select(_l.lasts_to < _NOW).where(_OURS)
_HOLDER = select(_l.holder).where(_OURS)
_locks = table("pg_locks", column("pid"), column("locktype"), column("database"), column("classid"), column("objid"))
_END_HOLDER = select(func.pg_terminate_backend(_locks.c.pid)).where(
    _locks.c.locktype == literal_column("'advisory'"),
    _locks.c.database == text("(SELECT oid FROM pg_database WHERE datname = current_database())"),
    _locks.c.classid == literal_column(f"{_LOCKS}::oid"),
    _locks.c.objid == bindparam("key").op("::")(literal_column("oid")),
    literal_column("granted"),
)
_row = postgresql.insert(leases).values(
    namespace=bindparam("of_namespace"), term=1, holder=bindparam("by"), lasts_to=_NOW + bindparam("lasting")
)
_TAKE = _row.on_conflict_do_update(
    index_elements=["namespace"],
    set_={"term": _l.term + 1, "holder": _row.excluded.holder, "lasts_to": _row.excluded.lasts_to},
).returning(_l.term)


def end_when_idle(engine: Engine) -> None:
    """Have the server end each transaction in which nothing is asked for some seconds: its program hangs.

    That is sooner than the lease of such a program runs out, so that its locks hold up nobody else.
    """

    @event.listens_for(engine, "connect")
    def limit(connection: Any, _record: Any) -> None:
        connection.execute(f"SET idle_in_transaction_session_timeout = {_IDLE_MILLISECONDS}")
        connection.commit()

    engine.dispose()  # the connections it has already


class Deposed(RuntimeError):
    """Another bot leads now: nothing of this transaction may stand."""


@dataclass(frozen=True, slots=True)
class Term:
    """One bot's time as the leader of an account (`namespace`)."""

    namespace: str
    number: int

    def fence(self, connection: Connection) -> None:
        """For the start of every transaction of the leader. Raises Deposed when another term has begun."""
        this = {"of_namespace": self.namespace, "of_term": self.number}
        if connection.execute(_FENCE, this).first() is None:
            raise Deposed(f"term {self.number} is over")

    def renew(self, connection: Connection) -> bool:
        """Once more `LASTS` from now, with the lock on this very connection; False when another bot has taken over."""
        this = {"of_namespace": self.namespace, "of_term": self.number, "lasting": _lasting()}
        return connection.execute(_RENEW, this).first() is not None


def lock(connection: Connection, namespace: str) -> bool:
    """Try to get the leader's lock, for as long as the connection lasts."""
    return bool(connection.execute(_LOCK, {"key": _key(namespace)}).scalar())


def take(connection: Connection, namespace: str, holder: str) -> Term:
    """Begin a new term, with the lock in hand; in one transaction."""
    this = {"of_namespace": namespace, "by": holder, "lasting": _lasting()}
    connection.execute(_BAR, this).first()
    return Term(namespace, int(connection.execute(_TAKE, this).scalar_one()))


def oust(connection: Connection, namespace: str) -> bool:
    """End the connection of a leader whose lease has run out; False while it lasts."""
    this = {"of_namespace": namespace, "key": _key(namespace)}
    if connection.execute(_HAS_RUN_OUT, this).scalar() is False:
        return False
    return bool(connection.execute(_END_HOLDER, this).all())


def holder_of(connection: Connection, namespace: str) -> str | None:
    """Who leads, or led last."""
    return connection.execute(_HOLDER, {"of_namespace": namespace}).scalar()


def _key(namespace: str) -> int:
    return zlib.crc32(namespace.encode()) & 0x7FFF_FFFF


def _lasting() -> int:
    return int(LASTS * 1_000_000)

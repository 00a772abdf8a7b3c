"""The log that cannot be changed unseen: each entry holds the hash of the one before it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, bindparam, insert, select, update

from domain.messages import storable
from storage.columns import canonical, microseconds
from storage.statements import Prepared, run_plain
from storage.tables import audit, audit_head

GENESIS = "0" * 64

_ENCODER = json.JSONEncoder(ensure_ascii=False, default=repr)

_HEAD = Prepared(select(audit_head.c.seq, audit_head.c.hash).where(audit_head.c.id == 1).with_for_update())
_MOVE_HEAD = Prepared(
    update(audit_head).where(audit_head.c.id == 1).values(seq=bindparam("to_seq"), hash=bindparam("to_hash"))
)
_APPEND = Prepared(insert(audit))


def entry_hash(seq: int, at: int, actor: str, action: str, subject: str, detail: str, previous: str) -> str:
    """SHA-256 of one entry: a JSON array of all its fields in UTF-8; `at` in microseconds."""
    fields = [seq, at, actor, action, subject, detail, previous]
    return hashlib.sha256(_ENCODER.encode(fields).encode(errors="replace")).hexdigest()


@dataclass(slots=True)
class _Chain:
    """The end of the chain as an open transaction holds it, and what is still to be written of it."""

    seq: int | None = None  # None: not asked for yet
    hash: str = ""
    rows: list[dict[str, Any]] = field(default_factory=list)

    def begin(self, connection: Connection) -> None:
        """Hold the head row, so that nobody else appends before this transaction has ended."""
        if self.seq is None:
            self.seq, self.hash = _HEAD.all(connection, {})[0]

    def write(self, connection: Connection) -> None:
        if self.rows:
            _APPEND.run_each(connection, self.rows)
            _MOVE_HEAD.run(connection, {"to_seq": self.seq, "to_hash": self.hash})


_chains: WeakKeyDictionary[Connection, _Chain] = WeakKeyDictionary()


@contextmanager
def written_together(connection: Connection) -> Iterator[None]:
    """All entries appended inside, up to the end of a transaction, are written at once: a third of the work.

    The chain is the same. Inside, only `savepoint` may take something back.
    """
    chain = _chains[connection] = _Chain()
    try:
        yield
        chain.write(connection)
    finally:
        del _chains[connection]


@contextmanager
def savepoint(connection: Connection) -> Iterator[None]:
    """What happens inside stands, or, when it raises, has never been; nor have its entries in the log."""
    chain = _chains.get(connection) or _Chain()
    seq, digest, count = chain.seq, chain.hash, len(chain.rows)
    run_plain(connection, "SAVEPOINT unit")
    try:
        yield
    except BaseException:
        chain.seq, chain.hash = seq, digest
        del chain.rows[count:]
        if not connection.invalidated:
            run_plain(connection, "ROLLBACK TO SAVEPOINT unit")
            run_plain(connection, "RELEASE SAVEPOINT unit")
        raise
    run_plain(connection, "RELEASE SAVEPOINT unit")


@dataclass(frozen=True, slots=True)
class Audit:
    """Appends to the one chain of this database."""

    connection: Connection
    now: datetime

    def append(self, actor: str, action: str, subject: str, detail: Mapping[str, Any]) -> None:
        """Who did what to which thing. `detail` holds ids, hashes and numbers, no evidence text and no names."""
        together = _chains.get(self.connection)
        chain = together or _Chain()
        chain.begin(self.connection)
        seq, previous, text = (chain.seq or 0) + 1, chain.hash, canonical(detail)
        actor, action, subject = storable(actor), storable(action), storable(subject)
        digest = entry_hash(seq, microseconds(self.now), actor, action, subject, text, previous)
        chain.seq, chain.hash = seq, digest
        chain.rows.append(
            {
                "seq": seq,
                "at": self.now,
                "actor": actor,
                "action": action,
                "subject": subject,
                "detail": text,
                "previous": previous,
                "hash": digest,
            }
        )
        if together is None:
            chain.write(self.connection)

"""The log that cannot be changed unseen: each entry holds the hash of the one before it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from domain.messages import storable
from storage.columns import canonical, microseconds
from storage.statements import Prepared
from storage.tables import audit, audit_head

GENESIS = "0" * 64

_HEAD = Prepared(select(audit_head.c.seq, audit_head.c.hash).where(audit_head.c.id == 1).with_for_update())
_MOVE_HEAD = Prepared(
    update(audit_head).where(audit_head.c.id == 1).values(seq=bindparam("to_seq"), hash=bindparam("to_hash"))
)
_APPEND = Prepared(insert(audit))


def entry_hash(seq: int, at: int, actor: str, action: str, subject: str, detail: str, previous: str) -> str:
    """SHA-256 of one entry: a JSON array of all its fields in UTF-8; `at` in microseconds."""
    fields = [seq, at, actor, action, subject, detail, previous]
    return hashlib.sha256(json.dumps(fields, ensure_ascii=False, default=repr).encode(errors="replace")).hexdigest()


@dataclass(frozen=True, slots=True)
class Audit:
    """Appends to the one chain of this database."""

    connection: Connection
    now: datetime

    def append(self, actor: str, action: str, subject: str, detail: Mapping[str, Any]) -> None:
        """Who did what to which thing. `detail` holds ids, hashes and numbers, no evidence text and no names."""
        head = _HEAD.all(self.connection, {})[0]
        seq, previous, text = head.seq + 1, head.hash, canonical(detail)
        actor, action, subject = storable(actor), storable(action), storable(subject)
        digest = entry_hash(seq, microseconds(self.now), actor, action, subject, text, previous)
        _APPEND.run(
            self.connection,
            {
                "seq": seq,
                "at": self.now,
                "actor": actor,
                "action": action,
                "subject": subject,
                "detail": text,
                "previous": previous,
                "hash": digest,
            },
        )
        _MOVE_HEAD.run(self.connection, {"to_seq": seq, "to_hash": digest})

"""Are the tombstones those of the log, and is nothing gone without one?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress

from sqlalchemy import Connection, select

from storage.tables import audit
from storage.tombstone_tables import tombstones

_LOGGED = select(audit.c.action, audit.c.subject, audit.c.detail).where(
    audit.c.action.in_(["file.erase", "message.erase", "original.erase"])
)
_STANDING = select(tombstones.c.what, tombstones.c.namespace, tombstones.c.message_id, tombstones.c.sha256)

Erased = tuple[str, str, str, str]  # what, namespace, message id, SHA-256


def logged_erasures(connection: Connection) -> set[Erased]:
    """What the log says was erased; a mutilated entry says nothing."""
    found = set()
    for action, message_id, detail in connection.execute(_LOGGED):
        with suppress(ValueError, KeyError, TypeError):
            told = json.loads(detail)
            found.add((action.partition(".")[0], told["namespace"], message_id, told["sha256"]))
    return found


def tombstone_faults(connection: Connection, logged: set[Erased]) -> Iterator[str]:
    """Tombstones that the log does not know, and erasures whose tombstone is gone."""
    standing = {(row.what, row.namespace, row.message_id, row.sha256) for row in connection.execute(_STANDING)}
    for _, _, message_id, _ in sorted(standing - logged):
        yield f"消息 {message_id} 的删除记录不是由日志记下的"
    for _, _, message_id, _ in sorted(logged - standing):
        yield f"消息 {message_id} 的删除记录被去掉或改动"

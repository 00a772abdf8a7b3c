"""Telling a database that fails (full, locked, read-only, gone) from a statement that is wrong."""

from __future__ import annotations

import sqlite3
from typing import Any

from sqlalchemy.exc import DBAPIError

_LOCKED = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_BROKEN = frozenset(
    {
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PROTOCOL,
    }
)
# Classes of SQLSTATE: connection, read-only, rolled back for others' sake, resources, lock, operator, system.
_POSTGRESQL = ("08", "25006", "40", "53", "55P03", "57P", "58")


def is_outage(error: BaseException) -> bool:
    """Did the database itself fail, so that the very same may succeed later?"""
    if not isinstance(error, DBAPIError):
        return False
    cause: Any = error.orig
    state = getattr(cause, "sqlstate", None)
    return (
        error.connection_invalidated
        or _code(cause) in _LOCKED | _BROKEN
        or (isinstance(state, str) and state.startswith(_POSTGRESQL))
    )


def ends_connection(error: BaseException) -> bool:
    """Did SQLite fail so that it may have rolled back by itself, savepoints and all?

    What came next on this connection would be committed statement by statement, and the rest reported as durable.
    """
    return _code(error) in _BROKEN


def _code(error: Any) -> int:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF if isinstance(error, sqlite3.Error) else 0

"""Empty databases of the newest version: migrated once in each process, then copied."""

from __future__ import annotations

import functools
import os
import sqlite3
from pathlib import Path

from sqlalchemy import Connection, Engine

from storage.databases import open_database, upgrade


@functools.cache
def _template() -> bytes:
    engine = open_database("sqlite:///:memory:")
    upgrade(engine)
    content = content_of(engine)
    engine.dispose()
    return content


def content_of(engine: Engine) -> bytes:
    """All that a SQLite database in memory holds."""
    with engine.connect() as connection:
        return _driver(connection).serialize()


def memory_database(content: bytes | None = None) -> Engine:
    """A SQLite database in memory, empty or with the content of another."""
    engine = open_database("sqlite:///:memory:")
    with engine.connect() as connection:
        connection.rollback()  # its BEGIN would keep the database from being replaced
        _driver(connection).deserialize(content or _template())
    return engine


def file_database(file: Path) -> str:
    """A SQLite database in that file; its address."""
    file.parent.mkdir(parents=True, exist_ok=True)
    out = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(out, "wb") as written:
        written.write(_template())
    return f"sqlite:///{file}"


def _driver(connection: Connection) -> sqlite3.Connection:
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    return driver

"""A database that fails is told from a statement that is wrong: the one is tried again, the other never."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from storage import databases
from storage.databases import open_database
from storage.outages import is_outage


def _error(engine: Engine, *statements: str) -> DBAPIError:
    with pytest.raises(DBAPIError) as raised, engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    return raised.value


def test_a_wrong_statement_is_no_outage(engine: Engine) -> None:
    assert not is_outage(_error(engine, "SELECT nothing FROM nowhere"))
    assert not is_outage(_error(engine, "INSERT INTO jobs (id) VALUES (NULL)"))
    assert not is_outage(ValueError("disk full"))


def test_a_locked_database_is_an_outage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(databases, "_BUSY_MILLISECONDS", 10)
    engine = open_database(f"sqlite:///{tmp_path / 'a.db'}")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE a (b INTEGER)"))
    holder = sqlite3.connect(tmp_path / "a.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    assert is_outage(_error(engine, "INSERT INTO a VALUES (1)"))
    holder.close()
    engine.dispose()


def test_a_server_that_ends_the_session_is_an_outage_and_a_statement_that_takes_too_long_is_none(
    postgres: Engine,
) -> None:
    assert is_outage(_error(postgres, "SELECT pg_terminate_backend(pg_backend_pid())", "SELECT 1"))
    assert not is_outage(_error(postgres, "SET LOCAL statement_timeout = 10", "SELECT pg_sleep(5)"))
    assert is_outage(_error(postgres, "SET TRANSACTION READ ONLY", "DELETE FROM jobs"))

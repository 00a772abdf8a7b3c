from __future__ import annotations

import sqlite3
import stat
import sys
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import DBAPIError

from storage.databases import UnusableDatabase, is_current, open_database, upgrade
from storage.tables import metadata
from tests.storage.conftest import NOON, unit


def test_an_empty_database_is_not_current_until_it_is_upgraded(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'new' / 'a.db'}")
    assert not is_current(engine)
    upgrade(engine)
    assert is_current(engine)
    upgrade(engine)
    assert is_current(engine)


def test_the_migrations_lead_to_the_tables_of_the_program(engine: Engine) -> None:
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        there = inspect(connection)
        for table in metadata.sorted_tables:
            assert {index["name"] for index in there.get_indexes(table.name)} >= {i.name for i in table.indexes}


def test_sqlite_is_opened_safely(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'a.db'}")
    connection: Any = engine.raw_connection()  # tests/conftest.py does not get at it
    settings = {
        name: connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
    }
    connection.close()
    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 10_000}
    assert stat.S_IMODE((tmp_path / "a.db").stat().st_mode) == 0o600


def test_a_savepoint_takes_back_only_what_was_done_in_it(engine: Engine) -> None:
    with engine.begin() as connection:
        unit(connection).timetable.note_tick(NOON)
        savepoint = connection.begin_nested()
        unit(connection).jobs.ask("board", "a", {})
        savepoint.rollback()
    with engine.connect() as connection:
        assert unit(connection).timetable.ticked_to() == NOON
        assert unit(connection).jobs.waiting() == []


def test_a_transaction_that_is_not_committed_leaves_nothing(engine: Engine) -> None:
    with engine.connect() as connection, connection.begin() as transaction:
        unit(connection).timetable.note_tick(NOON)
        transaction.rollback()
    with engine.connect() as connection:
        assert unit(connection).timetable.ticked_to() is None


def test_a_reader_sees_what_was_committed_and_waits_for_nobody(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'a.db'}"
    writer = open_database(url)
    upgrade(writer)
    reader = open_database(url, read_only=True)
    with writer.begin() as writing:
        unit(writing).timetable.note_tick(NOON)
        with reader.connect() as reading:
            assert unit(reading).timetable.ticked_to() is None
    with reader.connect() as reading:
        assert unit(reading).timetable.ticked_to() == NOON


def test_a_reader_cannot_write(engine: Engine) -> None:
    url = engine.url.render_as_string(hide_password=False)
    reader = open_database(url, read_only=True)
    with pytest.raises(DBAPIError), reader.begin() as connection:
        unit(connection).timetable.note_tick(NOON)
    reader.dispose()


def test_a_failed_upgrade_leaves_no_half_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'a.db'}")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE people (a INTEGER)"))  # in the way of the migration
    with pytest.raises(DBAPIError):
        upgrade(engine)
    with sqlite3.connect(tmp_path / "a.db") as plain:
        assert plain.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall() == [("people",)]


@pytest.mark.parametrize("url", ["postgresql://u:geheim@h/db", "postgres://h/db", "postgresql+psycopg2://h/db"])
def test_every_postgresql_address_is_spoken_through_psycopg(url: str) -> None:
    assert open_database(url).url.drivername == "postgresql+psycopg"


def test_without_psycopg_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(UnusableDatabase, match=r"lanshao\[postgres\]") as refused:
        open_database("postgresql://u:geheim@h/db")
    assert "geheim" not in str(refused.value)


@pytest.mark.parametrize("url", ["", "lanshao.db", "mysql://u:geheim@h/db", "sqlite"])
def test_an_address_that_cannot_be_used_is_refused_in_chinese(url: str) -> None:
    with pytest.raises(UnusableDatabase, match="数据库") as refused:
        open_database(url)
    assert "geheim" not in str(refused.value)

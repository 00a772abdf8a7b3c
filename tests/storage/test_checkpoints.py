"""One connection writes to SQLite and checkpoints; whoever only reads never does, not even when it closes last."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.exc import DBAPIError

from storage.databases import open_database, upgrade
from tests.group_chat import group_chat
from tests.storage.conftest import NOON, unit

WRITE_AND_DIE = """
import os, sys
from tests.storage.conftest import NOON, unit
from storage.databases import open_database
engine = open_database(sys.argv[1])
with engine.begin() as connection:
    unit(connection).timetable.note_tick(NOON)
os.kill(os.getpid(), 9)
"""


@pytest.fixture
def left_by_a_kill(tmp_path: Path) -> str:
    """The address of a database whose writer was killed: its last words stand in the log beside the file only."""
    url = f"sqlite:///{tmp_path / '100% sure.db'}"
    writer = open_database(url)
    upgrade(writer)
    writer.dispose()
    subprocess.run(
        [sys.executable, "-c", WRITE_AND_DIE, url], env={**os.environ, "PYTHONPATH": os.getcwd()}, check=False
    )
    return url


def _bytes(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if not path.name.endswith("-shm")}


def test_a_reader_that_closes_last_changes_no_byte(left_by_a_kill: str, tmp_path: Path) -> None:
    before = _bytes(tmp_path)
    assert any(name.endswith("-wal") and content for name, content in before.items())
    reader = open_database(left_by_a_kill, read_only=True)
    with reader.connect() as connection:
        assert unit(connection).timetable.ticked_to() == NOON
    reader.dispose()
    assert _bytes(tmp_path) == before


def test_a_reader_that_is_told_to_checkpoint_does_not(left_by_a_kill: str, tmp_path: Path) -> None:
    before = _bytes(tmp_path)
    reader = open_database(left_by_a_kill, read_only=True)
    with pytest.raises(DBAPIError), reader.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    reader.dispose()
    assert _bytes(tmp_path) == before


def test_a_connection_that_may_write_would_have_checkpointed(left_by_a_kill: str, tmp_path: Path) -> None:
    before = _bytes(tmp_path)
    plain = sqlite3.connect(left_by_a_kill.removeprefix("sqlite:///"))
    plain.execute("PRAGMA query_only=ON")
    plain.execute("SELECT count(*) FROM inbox").fetchall()
    plain.close()
    assert _bytes(tmp_path) != before


@pytest.fixture
def opened() -> Iterator[list[str]]:
    """The files to which a connection was made, once for each."""
    seen: list[str] = []

    def note(connection: Any, _record: Any) -> None:
        seen.append(str(connection.execute("PRAGMA database_list").fetchone()[2]))

    event.listen(Engine, "connect", note)
    yield seen
    event.remove(Engine, "connect", note)


def test_a_whole_day_of_the_bot_has_one_connection(opened: list[str], tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("09:00")
        chat.shows("郝大川")
        chat.says("郝大川", "1组，东泉区，青石市锦川铸造有限公司，工业，除尘设施未运行，涉嫌环境违法")
        chat.at("20:00")
        chat.at("21:05")
    assert len(opened) == 1

"""Real databases: a SQLite file, and a PostgreSQL that a wheel brings, started once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, insert, text

from domain.calendars import SHANGHAI
from domain.lexicons import parse
from storage.databases import open_database
from storage.profiles import load_campaign
from storage.roster_tables import roster_versions
from storage.tables import audit_head, metadata
from storage.work import UnitOfWork
from tests.cast import ROSTER
from tests.databases import file_database

NOON = datetime(2020, 10, 20, 12, 0, tzinfo=SHANGHAI)

assert roster_versions.metadata is metadata


def after(minutes: float) -> datetime:
    """So many minutes after noon."""
    return NOON + timedelta(minutes=minutes)


@pytest.fixture(scope="session")
def postgres_engine(migrated_postgres: Callable[[], str]) -> Iterator[Engine]:
    engine = open_database(migrated_postgres())
    yield engine
    engine.dispose()


@pytest.fixture
def postgres(postgres_engine: Engine) -> Engine:
    """An empty PostgreSQL database of the newest version."""
    _empty(postgres_engine)
    return postgres_engine


def _empty(engine: Engine) -> None:
    names = ", ".join(f'"{name}"' for name in metadata.tables)
    with engine.begin() as connection:
        connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY"))
        connection.execute(insert(audit_head), {"id": 1, "seq": 0, "hash": "0" * 64})


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An empty database of the newest version."""
    if request.param == "postgresql":
        yield request.getfixturevalue("postgres")
        return
    opened = open_database(file_database(tmp_path / "lanshao.db"))
    yield opened
    opened.dispose()


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    with engine.connect() as opened, opened.begin() as transaction:
        yield opened
        transaction.rollback()


def unit(connection: Connection, now: datetime = NOON, *, namespace: str = "gate", campaign: str = "") -> UnitOfWork:
    """A unit of work in an open transaction."""
    scheme = load_campaign("anfang-2020")[0]
    scheme = replace(scheme, key=campaign or scheme.key)
    return UnitOfWork(connection, now, scheme, ROSTER, parse({}), namespace)


@pytest.fixture
def work(connection: Connection) -> UnitOfWork:
    return unit(connection)


def wait_for_lock(postgres: Engine) -> None:
    """Until some session waits for a lock of another; fails when none ever does."""
    for _ in range(500):
        with postgres.connect() as connection:
            if connection.execute(text("SELECT 1 FROM pg_locks WHERE NOT granted")).first():
                return
            connection.execute(text("SELECT pg_sleep(0.01)"))
    raise AssertionError("nobody waited")

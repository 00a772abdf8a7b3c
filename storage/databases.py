"""Opening the database and bringing it up to date. SQLite by default, PostgreSQL by its address."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Engine, StaticPool, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from storage.folders import make_durable, sync_folder
from storage.outages import ends_connection
from storage.statements import begin_by

_MIGRATIONS = Path(__file__).parent / "migrations"
_BUSY_MILLISECONDS = 10_000
_STATEMENTS = 500  # all that we have: with the driver's 128 it would parse some of them again and again


class UnusableDatabase(ValueError):
    """A database address that cannot be used; the text says in Chinese what to do, without a password."""


def open_database(url: str, *, read_only: bool = False) -> Engine:
    """An engine for `sqlite:///file` or `postgresql://…`; nothing is created in it yet.

    Raises UnusableDatabase. A `read_only` engine never writes, never waits for the writer and leaves checkpoints
    to it, also when it is closed last: SQLite before 3.51.3 can corrupt a file that two connections checkpoint.
    """
    address = parse_address(url)
    if address.get_backend_name() == "sqlite":
        return _open_sqlite(address, read_only)
    try:
        engine = create_engine(address, hide_parameters=True)
    except ModuleNotFoundError:
        raise UnusableDatabase(
            "数据库地址是 PostgreSQL，但没有安装它的驱动 psycopg：请先安装 lanshao[postgres]，或改用 sqlite:///文件名"
        ) from None
    if read_only:  # all that is read is of one moment, as with SQLite
        return engine.execution_options(postgresql_readonly=True, isolation_level="REPEATABLE READ")
    return engine


def upgrade(engine: Engine) -> None:
    """Bring the tables to the newest version, in one transaction: old or new, never between."""
    if is_current(engine):
        return
    with _migrating(engine) as config:
        command.upgrade(config, "head")


def downgrade(engine: Engine) -> bool:
    """Take the tables back one version, in one transaction; False where there is none before this one.

    What only the newer version could remember is gone then.
    """
    scripts = ScriptDirectory.from_config(_config())
    with engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    before = None if current is None else scripts.get_revision(current).down_revision
    if not isinstance(before, str):
        return False
    with _migrating(engine) as config:
        command.downgrade(config, before)
    return True


@contextmanager
def _migrating(engine: Engine) -> Iterator[Config]:
    """Alembic's settings with an open transaction in them; one process at a time migrates."""
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtext('lanshao upgrade'))")
        config = _config()
        config.attributes["connection"] = connection
        yield config


def is_current(engine: Engine) -> bool:
    """Are the tables of the newest version? False for an empty database."""
    with engine.connect() as connection:
        return set(MigrationContext.configure(connection).get_current_heads()) == _newest()


@cache
def _newest() -> frozenset[str]:
    """The newest version: the migrations are read once, which takes as long as forty messages."""
    return frozenset(ScriptDirectory.from_config(_config()).get_heads())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def parse_address(url: str) -> URL:
    try:
        address = make_url(url.strip())
    except ArgumentError:
        raise UnusableDatabase("数据库地址看不懂：应为 sqlite:///文件名 或 postgresql://用户:密码@主机/库名") from None
    backend = address.get_backend_name()
    if backend in ("postgresql", "postgres"):
        return address.set(drivername="postgresql+psycopg")
    if backend != "sqlite":
        raise UnusableDatabase(f"数据库只能用 SQLite 或 PostgreSQL，现为 {backend}：请改数据库地址")
    return address


def _open_sqlite(address: URL, read_only: bool) -> Engine:
    options: dict[str, Any] = {}
    arguments: dict[str, Any] = {"cached_statements": _STATEMENTS}
    if address.database in (None, "", ":memory:"):
        options = {"poolclass": StaticPool}
        arguments["check_same_thread"] = False
    elif read_only:  # opened for writing, the last one to close would checkpoint, whatever the pragmas say
        address = address.set(database=f"file:{quote(str(address.database))}", query={"mode": "ro", "uri": "true"})
    else:
        _make_private(Path(str(address.database)))
    engine = create_engine(address, hide_parameters=True, connect_args=arguments, **options)
    lost = engine.dialect.is_disconnect
    setattr(engine.dialect, "is_disconnect", lambda error, *given: ends_connection(error) or lost(error, *given))  # noqa: B010
    pragmas = [f"busy_timeout={_BUSY_MILLISECONDS}", "foreign_keys=ON"]
    if read_only:
        pragmas += ["query_only=ON", "wal_autocheckpoint=0"]
    else:
        pragmas += ["journal_mode=WAL", "synchronous=FULL"]

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, else SAVEPOINT and DDL escape it
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # IMMEDIATE: a transaction that reads first and writes later would else fail when another wrote between.
        begin_by(connection, "BEGIN" if read_only else "BEGIN IMMEDIATE")

    return engine


def _make_private(file: Path) -> None:
    """The file holds evidence: only its owner may read it. Its name is on disk before anything is in it."""
    make_durable(file.absolute().parent, set())
    if not file.exists():
        os.close(os.open(file, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600))
        sync_folder(file.parent)

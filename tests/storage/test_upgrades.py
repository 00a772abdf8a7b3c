"""An upgrade that is killed leaves the old tables or the new ones; one version back and forth keeps what was there."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect

from storage import databases
from storage.databases import downgrade, is_current, open_database, upgrade
from storage.rosters import current, import_roster
from tests.cast import ROSTER
from tests.forks import Forks
from tests.storage.conftest import NOON

ROOT = Path(__file__).resolve().parent.parent.parent
MANY = 1_000_000
Schema = dict[str, Any]


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], Engine]]:
    """Makes an empty database."""
    made: list[Engine] = []

    def make() -> Engine:
        url = f"sqlite:///{tmp_path / f'{len(made)}.db'}"
        if request.param == "postgresql":
            url = request.getfixturevalue("new_postgres")()
        made.append(open_database(url))
        return made[-1]

    yield make
    for engine in made:
        engine.dispose()


def _previous(engine: Engine) -> None:
    """Bring an empty database to the version before the newest, with a roster that was imported into it."""
    upgrade(engine)
    with engine.begin() as connection:
        import_roster(connection, ROSTER, "gate", NOON)
    assert downgrade(engine)


def _schema(engine: Engine) -> Schema:
    with engine.connect() as connection:
        there = inspect(connection)
        tables: Schema = {
            name: (
                {column["name"]: str(column["type"]) for column in there.get_columns(name)},
                sorted(str(index["name"]) for index in there.get_indexes(name)),
            )
            for name in there.get_table_names()
        }
        tables["version"] = MigrationContext.configure(connection).get_current_revision()
        return tables


def _upgrade_killed(engine: Engine, before_statement: int, forks: Forks) -> tuple[int, str]:
    environment = {"LANSHAO_DATABASE_URL": engine.url.render_as_string(hide_password=False)}
    return forks.run(["upgrade"], environment, ROOT, dies_before=before_statement)


@pytest.mark.parametrize("prepare", [None, _previous], ids=["from nothing", "from the version before"])
def test_an_upgrade_killed_at_any_statement_leaves_the_old_tables(
    prepare: Callable[[Engine], None] | None, empty: Callable[[], Engine], forks: Forks
) -> None:
    def begin() -> Engine:
        engine = empty()
        if prepare is not None:
            prepare(engine)
        return engine

    whole = begin()
    status, told = _upgrade_killed(whole, MANY, forks)
    assert status == 0, told
    statements = int(told.split()[-1])
    engine = begin()
    old = _schema(engine)
    for before in sorted({statements // 3, 2 * statements // 3, statements - 1, statements}):
        assert _upgrade_killed(engine, before, forks)[0] == -signal.SIGKILL
        assert _schema(engine) == old
    upgrade(engine)
    assert is_current(engine)
    assert _schema(engine) == _schema(whole) != old


def test_one_version_back_and_forth_keeps_what_both_know(empty: Callable[[], Engine]) -> None:
    engine = empty()
    upgrade(engine)
    newest = _schema(engine)
    with engine.begin() as connection:
        import_roster(connection, ROSTER, "gate", NOON)
    assert downgrade(engine)
    assert not is_current(engine)
    upgrade(engine)
    assert _schema(engine) == newest
    with engine.connect() as connection:
        held = current(connection, NOON)
    assert held == ROSTER


def test_before_the_first_version_there_is_none(empty: Callable[[], Engine]) -> None:
    engine = empty()
    assert not downgrade(engine)
    scripts = ScriptDirectory.from_config(databases._config())
    with databases._migrating(engine) as config:
        command.upgrade(config, scripts.get_bases()[0])
    first = _schema(engine)
    assert not downgrade(engine)
    assert _schema(engine) == first

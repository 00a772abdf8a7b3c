"""One leader at a time on PostgreSQL, and nothing of an earlier one after it."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Connection, Engine, text

from storage.databases import open_database
from storage.leases import Deposed, Term, holder_of, lock, oust, take

US = "wechaty"


@pytest.fixture
def engine(postgres_url: str) -> Iterator[Engine]:
    engine = open_database(postgres_url)
    yield engine
    engine.dispose()


def begin(engine: Engine, holder: str = "one") -> Term:
    with engine.begin() as connection:
        return take(connection, US, holder)


def run_out(connection: Connection) -> None:
    connection.execute(text("UPDATE leases SET lasts_to = 0"))


def lock_once_free(connection: Connection) -> bool:
    """Ask for the lock until it is had: the server lets go of it a moment after its holder's connection was closed."""
    for _ in range(3000):
        if lock(connection, US):
            return True
        connection.execute(text("SELECT pg_sleep(0.01)"))
    return False


def test_the_lock_is_one_connections_until_it_ends_and_another_account_has_its_own(engine: Engine) -> None:
    with engine.connect() as standby:
        with engine.connect() as leader:
            assert lock(leader, US) and not lock(standby, US) and lock(standby, "another")
            leader.invalidate()
        assert lock_once_free(standby)


def test_each_term_has_a_number_of_its_own(engine: Engine) -> None:
    first, second = begin(engine, "one"), begin(engine, "two")
    assert second.number == first.number + 1
    with engine.connect() as connection:
        assert holder_of(connection, US) == "two"
        assert second.renew(connection) and not first.renew(connection)
        second.fence(connection)
        with pytest.raises(Deposed):
            first.fence(connection)


def test_a_new_term_waits_for_what_the_last_leader_is_in_the_middle_of(engine: Engine) -> None:
    first = begin(engine)
    with ThreadPoolExecutor(1) as elsewhere:
        with engine.begin() as working:
            first.fence(working)
            taking = elsewhere.submit(begin, engine, "two")
            with engine.begin() as renewing:
                assert first.renew(renewing)  # which nobody holds up
            assert not taking.done()
        assert taking.result(timeout=30).number == first.number + 1


def test_only_a_leader_whose_lease_has_run_out_is_put_out(engine: Engine) -> None:
    begin(engine)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as standby, engine.connect() as leader:
        assert lock(leader, US)
        leader.commit()
        assert not oust(standby, US) and not lock(standby, US)
        run_out(standby)
        assert oust(standby, US)
        assert lock_once_free(standby)
        leader.invalidate()

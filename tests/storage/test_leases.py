"""One leader at a time on PostgreSQL, and nothing of an earlier one after it."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Connection, Engine, text

from storage.databases import open_database, upgrade
from storage.leases import Deposed, Term, holder_of, lock, oust, take

US = "wechaty"


@pytest.fixture
def engine(postgres_url: str) -> Iterator[Engine]:
    engine = open_database(postgres_url)
    upgrade(engine)
    yield engine
    engine.dispose()


def begin(engine: Engine, holder: str = "one") -> Term:
    with engine.begin() as connection:
        return take(connection, US, holder)


def run_out(connection: Connection) -> None:
    connection.execute(text("UPDATE leases SET lasts_to = 0"))


def test_the_lock_is_one_connections_until_it_ends_and_another_account_has_its_own(engine: Engine) -> None:
    leader, standby = engine.connect(), engine.connect()
    assert lock(leader, US) and not lock(standby, US) and lock(standby, "another")
    leader.invalidate()
    leader.close()
    assert lock(standby, US)
    standby.close()


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
    leader, standby = engine.connect(), engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    assert lock(leader, US)
    leader.commit()
    assert not oust(standby, US) and not lock(standby, US)
    run_out(standby)
    assert oust(standby, US)
    for _ in range(1000):
        if lock(standby, US):
            break
    else:
        raise AssertionError("the lock stayed with a connection that was ended")
    standby.close()
    leader.invalidate()
    leader.close()

"""The short road to the database behaves as SQLAlchemy's own: types, transactions, errors."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import Engine, bindparam, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from domain.calendars import SHANGHAI
from storage.audit import savepoint
from storage.statements import Prepared, insert_new, insert_numbered
from storage.tables import clock, counters, jobs

AT = datetime(2020, 10, 21, 9, 0, tzinfo=SHANGHAI)
ADD = Prepared(insert(counters))
COUNT = Prepared(select(func.count()).select_from(counters))
ROW = {"campaign": "c", "name": "n", "value": 1}


def test_values_and_rows_pass_the_types_of_the_columns(engine: Engine) -> None:
    with engine.begin() as connection:
        Prepared(insert(clock)).run(connection, {"campaign": "半个\ud83d", "ticked_to": AT})
        row = Prepared(select(clock)).first(connection, {})
    assert row is not None
    assert (row.campaign, row.ticked_to) == ("半个\ufffd", AT) == tuple(row)
    assert row.ticked_to.tzinfo is SHANGHAI


def test_a_constant_of_the_statement_need_not_be_given(engine: Engine) -> None:
    change = Prepared(update(counters).where(counters.c.name == bindparam("of_name")).values(value=7))
    with engine.begin() as connection:
        ADD.run_each(connection, [ROW, {**ROW, "name": "m"}])
        change.run(connection, {"of_name": "m"})
        rows = Prepared(select(counters.c.value).order_by(counters.c.name)).all(connection, {})
    assert [row.value for row in rows] == [7, 1]


def test_other_values_than_at_the_first_use_are_refused(engine: Engine) -> None:
    with engine.begin() as connection:
        ADD.run(connection, ROW)
        with pytest.raises(TypeError):
            ADD.run(connection, {"campaign": "c", "name": "m"})
        with pytest.raises(KeyError):
            ADD.run(connection, {"campaign": "c", "name": "m", "number": 1})


def test_a_statement_tells_how_many_rows_it_wrote_and_an_insert_the_number_of_its_row(engine: Engine) -> None:
    add_new = Prepared(insert_new(counters, ("campaign", "name")))
    row = {"campaign": "c", "kind": "drawing", "subject": "s", "payload": {}, "state": "waiting", "asked_at": AT}
    with engine.begin() as connection:
        assert [add_new.run(connection, ROW), add_new.run(connection, {**ROW, "value": 2})] == [1, 0]
        assert Prepared(select(counters.c.value)).scalar(connection, {}) == 1
        add = Prepared(insert_numbered(jobs, jobs.c.id))
        numbers = [add.new_id(connection, {**row, "subject": subject}) for subject in "ab"]
        assert Prepared(select(jobs.c.id).order_by(jobs.c.id)).all(connection, {}) == [(n,) for n in numbers]


def test_a_list_of_values_cannot_be_prepared(engine: Engine) -> None:
    with engine.begin() as connection, pytest.raises(TypeError):
        Prepared(select(counters).where(counters.c.name.in_(["a", "b"]))).all(connection, {})


def test_errors_are_those_of_sqlalchemy_and_tell_no_values(engine: Engine) -> None:
    with pytest.raises(IntegrityError) as caught, engine.begin() as connection:
        ADD.run(connection, {**ROW, "name": "somebody"})
        ADD.run(connection, {**ROW, "name": "somebody", "value": None})
    assert caught.value.statement is not None and caught.value.statement.startswith("INSERT INTO counters")
    assert caught.value.params is None
    with engine.begin() as connection:
        assert COUNT.scalar(connection, {}) == 0


def test_without_a_transaction_one_begins_and_is_lost_without_a_commit(engine: Engine) -> None:
    with engine.connect() as connection:
        ADD.run(connection, ROW)
        assert connection.in_transaction()
    with engine.connect() as connection:
        assert COUNT.scalar(connection, {}) == 0


def test_a_savepoint_takes_back_what_was_done_in_it_and_nothing_else(engine: Engine) -> None:
    with engine.begin() as connection:
        ADD.run(connection, ROW)
        with pytest.raises(IntegrityError), savepoint(connection):
            ADD.run(connection, {**ROW, "name": "m"})
            ADD.run(connection, ROW)
        with savepoint(connection):
            ADD.run(connection, {**ROW, "name": "o"})
    with engine.begin() as connection:
        rows = Prepared(select(counters.c.name).order_by(counters.c.name)).all(connection, {})
    assert [row.name for row in rows] == ["n", "o"]

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, delete, insert, select, update

from domain.messages import Kind, Message
from storage.audit import entry_hash, savepoint, written_together
from storage.columns import microseconds
from storage.tables import audit, audit_head, inbox
from storage.verifications import verify
from storage.work import UnitOfWork
from tests.storage.conftest import NOON, after, unit, wait_for_lock

ENTRIES = 9
COLUMNS = [column.name for column in audit.columns if column.name != "seq"]


def write(connection: Connection, count: int = ENTRIES) -> None:
    for n in range(1, count + 1):
        unit(connection, after(n)).audit.append("id-qi", "test.note", f"s{n}", {"number": n, "中": None})


def faults(connection: Connection) -> str:
    return "；".join(verify(connection).faults)


def put(connection: Connection, where: int, /, **changes: Any) -> None:
    connection.execute(update(audit).where(audit.c.seq == where).values(**changes))


def renumber(connection: Connection, rows: list[int], by: int) -> None:
    for seq in sorted(rows, reverse=by > 0):
        put(connection, seq, seq=seq + by)


def forged(connection: Connection, seq: int) -> dict[str, Any]:
    """An entry that fits behind the one before it."""
    previous = connection.execute(select(audit.c.hash).where(audit.c.seq == seq - 1)).scalar() or "0" * 64
    row = {"seq": seq, "actor": "x", "action": "a", "subject": "s", "detail": "{}", "previous": previous}
    digest = entry_hash(seq, microseconds(NOON), "x", "a", "s", "{}", previous)
    return {**row, "at": NOON, "hash": digest}


def test_an_untouched_log_has_no_fault(connection: Connection) -> None:
    assert (verify(connection).entries, verify(connection).faults) == (0, ())
    write(connection)
    assert (verify(connection).entries, verify(connection).faults) == (ENTRIES, ())


def test_what_is_rolled_back_was_never_in_the_log(connection: Connection) -> None:
    write(connection, 2)
    taken_back = connection.begin_nested()
    write(connection, 3)
    taken_back.rollback()
    write(connection, 1)
    assert (verify(connection).entries, verify(connection).faults) == (3, ())


def test_entries_written_together_are_the_same_chain_without_those_taken_back(connection: Connection) -> None:
    write(connection, 1)
    with written_together(connection):
        for count in (3, 2):
            with pytest.raises(ZeroDivisionError), savepoint(connection):
                write(connection, count)
                raise ZeroDivisionError
            write(connection, 1)
        with savepoint(connection):
            write(connection, 1)
    assert (verify(connection).entries, verify(connection).faults) == (4, ())
    write(connection, 1)
    assert (verify(connection).entries, verify(connection).faults) == (5, ())


def test_of_a_transaction_that_fails_nothing_is_written(connection: Connection) -> None:
    with pytest.raises(ZeroDivisionError), written_together(connection):
        write(connection, 2)
        raise ZeroDivisionError
    assert verify(connection).entries == 0


def test_texts_that_no_database_takes_are_logged_in_a_form_that_verifies(connection: Connection) -> None:
    unit(connection).audit.append("a\x00", "b\ud83d", '"\\|', {"k": "\x00\ud83d", "n": 1.5})
    assert verify(connection).faults == ()


@settings(max_examples=70, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seq=st.integers(1, ENTRIES), column=st.sampled_from(COLUMNS), data=st.data())
def test_any_single_change_of_an_entry_is_found_and_named(
    engine: Engine, seq: int, column: str, data: st.DataObject
) -> None:
    with engine.connect() as connection, connection.begin() as transaction:
        write(connection)
        if column == "at":
            put(connection, seq, at=data.draw(st.integers(1, 10_000).map(lambda n: after(seq + n / 60))))
        else:
            old = connection.execute(select(audit.c[column]).where(audit.c.seq == seq)).scalar_one()
            place = data.draw(st.integers(0, len(old)))
            new = old[:place] + data.draw(st.sampled_from(["", "0", "x", " ", "“"])) + old[place + 1 :]
            put(connection, seq, **{column: new if new != old else old + "1"})
        assert verify(connection).faults == (f"第{seq}条被改动",)
        transaction.rollback()


@pytest.mark.parametrize("seq", range(1, ENTRIES + 1))
def test_a_deleted_entry_is_named_with_its_tail_or_without(connection: Connection, seq: int) -> None:
    write(connection)
    connection.execute(delete(audit).where(audit.c.seq == seq))
    assert verify(connection).faults == (f"第{seq}条被删除",)
    renumber(connection, list(range(seq + 1, ENTRIES + 1)), -1)
    assert f"第{seq}条被删除" in faults(connection)
    assert "被改动" not in faults(connection) and "插入" not in faults(connection)


@pytest.mark.parametrize("seq", range(1, ENTRIES + 2))
def test_an_inserted_entry_is_named(connection: Connection, seq: int) -> None:
    write(connection)
    renumber(connection, list(range(seq, ENTRIES + 1)), 1)
    connection.execute(insert(audit), forged(connection, seq))
    found = verify(connection).faults
    if seq == ENTRIES + 1:
        assert found == (f"第{seq}条是后来加在末尾的",)
    else:
        assert f"第{seq}条是后来插入或换上的" in found
        assert [fault for fault in found if "移动" not in fault] == [f"第{seq}条是后来插入或换上的"]


@pytest.mark.parametrize("seq", range(1, ENTRIES + 1))
def test_an_entry_exchanged_for_a_well_made_one_is_named(connection: Connection, seq: int) -> None:
    write(connection)
    row = forged(connection, seq)
    put(connection, seq, **{name: value for name, value in row.items() if name != "seq"})
    expected = f"第{seq}条是后来插入或换上的" if seq < ENTRIES else f"日志末尾的记号与第{seq}条不符"
    assert verify(connection).faults == (expected,)


def test_entries_that_changed_places_are_both_named_and_nobody_else(connection: Connection) -> None:
    for one, other in ((2, 3), (2, 7), (1, ENTRIES)):
        taken_back = connection.begin_nested()
        write(connection)
        put(connection, one, seq=99)
        put(connection, other, seq=one)
        put(connection, 99, seq=other)
        expected = {f"第{one}条被移动，原为第{other}条", f"第{other}条被移动，原为第{one}条"}
        assert set(verify(connection).faults) == expected
        taken_back.rollback()


def test_a_tail_cut_off_is_noticed(connection: Connection) -> None:
    write(connection)
    connection.execute(delete(audit).where(audit.c.seq > 6))
    assert verify(connection).faults == ("第7至9条被删除",)
    connection.execute(update(audit_head).values(seq=6))
    assert "第6条不符" in faults(connection)


def test_a_head_that_was_touched_is_named(connection: Connection) -> None:
    write(connection)
    for changes in ({"seq": 5}, {"seq": 50}, {"hash": "1" * 64}):
        taken_back = connection.begin_nested()
        connection.execute(update(audit_head).values(**changes))
        assert "末尾的记号" in faults(connection) and "被删除" not in faults(connection)
        taken_back.rollback()
    connection.execute(delete(audit_head))
    assert verify(connection).faults == ("日志末尾的记号被删除",)


def test_two_writers_do_not_fork_the_chain(postgres: Engine) -> None:
    with postgres.connect() as one, ThreadPoolExecutor(1) as elsewhere:
        first = one.begin()
        unit(one).audit.append("a", "first", "", {})
        other = elsewhere.submit(_append, postgres)  # waits for the head row
        wait_for_lock(postgres)
        first.commit()
        other.result()
    with postgres.connect() as connection:
        assert verify(connection).faults == ()
        assert connection.execute(select(audit.c.action).order_by(audit.c.seq)).scalars().all() == ["first", "second"]


def _append(engine: Engine) -> None:
    with engine.begin() as connection:
        unit(connection).audit.append("b", "second", "", {})


def test_random_mutations_are_all_found(work: UnitOfWork) -> None:
    chance = random.Random(20201020)
    write(work.connection, 30)
    for _ in range(150):
        taken_back = work.connection.begin_nested()
        seq = chance.randint(1, 30)
        match chance.randrange(4):
            case 0:
                work.connection.execute(delete(audit).where(audit.c.seq == seq))
            case 1:
                put(work.connection, seq, detail="{}")
            case 2:
                put(work.connection, seq, seq=chance.randint(31, 99))
            case 3:
                work.connection.execute(insert(audit), forged(work.connection, 31) | {"seq": chance.randint(31, 99)})
        assert verify(work.connection).faults
        taken_back.rollback()
    assert verify(work.connection).faults == ()


def _keep(work: UnitOfWork, number: int) -> None:
    message = Message(f"m{number}", None, "id-hao", "郝大川", after(number), Kind.TEXT, f"第{number}条")
    assert work.inbox.keep(message, f'{{"n": {number}}}'.encode())


def test_a_kept_message_that_was_edited_or_deleted_is_named(work: UnitOfWork) -> None:
    for number in (1, 2, 3):
        _keep(work, number)
    assert verify(work.connection).faults == ()
    work.connection.execute(update(inbox).where(inbox.c.message_id == "m1").values(raw=b'{"n": 9}'))
    work.connection.execute(delete(inbox).where(inbox.c.message_id == "m3"))
    assert faults(work.connection) == "消息 m1 的原文被改动；消息 m3 被删除"

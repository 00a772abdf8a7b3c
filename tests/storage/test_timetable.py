from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import Connection, Engine, select

from domain.slots import Slot
from storage.tables import timetable
from storage.work import UnitOfWork
from tests.storage.conftest import NOON, after, unit


def slot(subject: str, due: float = 0, run: float | None = None, rule: str = "roll_call") -> Slot:
    return Slot(rule, subject, after(due), after(due if run is None else run))


def claimed(work: UnitOfWork) -> list[str]:
    return [taken.subject for taken in iter(work.timetable.claim, None)]


def test_a_slot_is_put_down_once_and_the_first_stays(work: UnitOfWork) -> None:
    assert work.timetable.plan(slot("a", 0, 5))
    assert not work.timetable.plan(slot("a", 0, 9))
    assert work.timetable.next_at() == after(5)


def test_slots_are_claimed_once_each_in_order_when_their_time_has_come(connection: Connection) -> None:
    work = unit(connection, after(10))
    for planned in (slot("late", 3), slot("first", 1), slot("same", 3), slot("not yet", 11)):
        work.timetable.plan(planned)
    assert work.timetable.claim() == slot("first", 1)
    assert claimed(work) == ["late", "same"]
    assert work.timetable.claim() is None
    assert work.timetable.next_at() == after(11)
    assert claimed(unit(connection, after(11))) == ["not yet"]
    assert work.timetable.next_at() is None


def test_several_of_a_rule_are_claimed_up_to_the_first_of_another(connection: Connection) -> None:
    work = unit(connection, after(10))
    planned = [slot("a", 1), slot("b", 2), slot("c", 2), slot("other", 3, rule="tally"), slot("d", 4), slot("e", 11)]
    for each in planned:
        work.timetable.plan(each)
    assert work.timetable.claim_next("roll_call", 2) == planned[:2]
    assert work.timetable.claim_next("tally", 9) == []
    assert work.timetable.claim_next("roll_call", 9) == planned[2:3]
    assert claimed(work) == ["other", "d"]


def test_a_claim_that_is_rolled_back_is_open_again(connection: Connection) -> None:
    work = unit(connection)
    work.timetable.plan(slot("a"))
    savepoint = connection.begin_nested()
    assert work.timetable.claim() is not None
    savepoint.rollback()
    assert claimed(work) == ["a"]


def test_an_open_slot_can_be_moved_and_a_done_one_not(connection: Connection) -> None:
    work = unit(connection)
    assert work.timetable.move(slot("a", 0, 5))
    assert work.timetable.move(slot("a", 0, 9))
    assert work.timetable.next_at() == after(9)
    assert claimed(unit(connection, after(9))) == ["a"]
    assert not work.timetable.move(slot("a", 0, 20))
    assert work.timetable.next_at() is None


def test_a_skipped_slot_says_why_and_is_not_claimed(work: UnitOfWork) -> None:
    work.timetable.plan(slot("open"))
    work.timetable.plan(slot("taken", -1))
    taken = work.timetable.claim()
    assert taken is not None
    work.timetable.skip(taken, "停机超过宽限")
    work.timetable.skip(slot("open"), "停机超过宽限")
    assert work.timetable.claim() is None
    rows = work.connection.execute(select(timetable.c.state, timetable.c.note, timetable.c.ran_at)).all()
    assert set(rows) == {("skipped", "停机超过宽限", NOON)}


def test_campaigns_have_timetables_and_clocks_of_their_own(connection: Connection) -> None:
    work, other = unit(connection), unit(connection, campaign="other")
    work.timetable.plan(slot("a"))
    work.timetable.note_tick(NOON)
    assert other.timetable.plan(slot("a"))
    assert claimed(work) == ["a"]
    assert claimed(other) == ["a"]
    assert other.timetable.ticked_to() is None


def test_the_clock_remembers_how_far_it_has_ticked_and_never_goes_back(work: UnitOfWork) -> None:
    assert work.timetable.ticked_to() is None
    work.timetable.note_tick(after(1))
    work.timetable.note_tick(after(5))
    work.timetable.note_tick(after(3))
    assert work.timetable.ticked_to() == after(5)


def test_two_instances_share_the_slots_and_none_waits_for_the_other(postgres: Engine) -> None:
    with postgres.begin() as connection:
        for n in range(40):
            unit(connection).timetable.plan(slot(f"s{n}", -n))
    with postgres.connect() as one, one.begin():
        held = unit(one).timetable.claim()
        with ThreadPoolExecutor(2) as pool:
            rest = [subject for each in pool.map(_claim_all, [postgres] * 2) for subject in each]
    assert held is not None
    assert sorted([held.subject, *rest]) == sorted(f"s{n}" for n in range(40))


def _claim_all(engine: Engine) -> list[str]:
    found: list[str] = []
    while True:
        with engine.begin() as connection:
            taken = unit(connection).timetable.claim()
        if taken is None:
            return found
        found.append(taken.subject)

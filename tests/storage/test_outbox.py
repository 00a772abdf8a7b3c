from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine, event, select, text

from domain.posts import NOBODYS, Once, Post, PostKind
from storage.tables import audit
from storage.work import UnitOfWork
from tests.cast import BAIHE, QINGSHI, ROSTER
from tests.storage.conftest import NOON, after, unit, wait_for_lock


def post(subject: str, room: str | None = QINGSHI, **changes: object) -> Post:
    plain = Post(
        Once("anfang-2020", "test", subject, "2020-10-20"), PostKind.ANSWER, room, None, f"关于{subject}", about=NOBODYS
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def due(work: UnitOfWork) -> list[str]:
    return [owed.post.once.subject for owed in work.outbox.due()]


def test_a_post_comes_back_as_it_was(work: UnitOfWork) -> None:
    full = Post(
        Once("anfang|2020", "roll", "组|一", "d", 3, 2),
        PostKind.ROLL_CALL,
        None,
        "id-luo",
        "=1+1 \u202e 文",
        ("ab" * 32,),
        ("id-luo", "all"),
        True,
        NOON,
        "m1",
        released_by="id-qi",
        about=frozenset({"qingshi"}),
    )
    assert work.outbox.owe(full)
    (owed,) = work.outbox.due()
    assert (owed.post, owed.owed_at) == (full, NOON)


def test_a_once_key_is_owed_once_whatever_became_of_it(work: UnitOfWork) -> None:
    assert work.outbox.owe(post("a"))
    assert not work.outbox.owe(post("a", text="others words", room=BAIHE))
    work.outbox.mark_failed(work.outbox.due()[0].id, "given up")
    assert not work.outbox.owe(post("a"))
    assert due(work) == []


@pytest.mark.parametrize(
    "once",
    [
        Once("anfang-2020", "test", "a", "2020-10-20", revision=1),
        Once("anfang-2020", "test", "a", "2020-10-20", part=2),
    ],
)
def test_a_correction_or_a_second_part_is_another_post(work: UnitOfWork, once: Once) -> None:
    assert work.outbox.owe(post("a"))
    assert work.outbox.owe(replace(post("a"), once=once))
    assert len(work.outbox.due()) == 2


def test_urgent_goes_first_and_else_the_order_owed(work: UnitOfWork) -> None:
    for subject, urgent in (("a", False), ("b", False), ("c", True), ("d", False)):
        work.outbox.owe(post(subject, urgent=urgent))
    assert due(work) == ["c", "a", "b", "d"]
    assert [owed.post.once.subject for owed in work.outbox.due(2)] == ["c", "a"]


def test_a_post_is_held_until_its_time(engine: Engine) -> None:
    with engine.connect() as connection, connection.begin() as transaction:
        unit(connection).outbox.owe(post("a", not_before=after(5)))
        assert due(unit(connection, after(4.9))) == []
        assert due(unit(connection, after(5))) == ["a"]
        transaction.rollback()


def test_a_room_waits_for_the_post_that_is_on_its_way(work: UnitOfWork) -> None:
    for subject, room in (("a", QINGSHI), ("b", QINGSHI), ("c", BAIHE)):
        work.outbox.owe(post(subject, room))
    first = work.outbox.due()[0]
    assert work.outbox.claim(first.id)
    assert due(work) == ["c"]
    work.outbox.owe(post("d", urgent=True))
    assert due(work) == ["d", "c"]
    work.outbox.mark_sent(first.id, "p1", after(1))
    assert due(work) == ["d", "b", "c"]


def test_a_post_is_claimed_by_one(work: UnitOfWork) -> None:
    work.outbox.owe(post("a"))
    (owed,) = work.outbox.due()
    assert work.outbox.claim(owed.id)
    assert not work.outbox.claim(owed.id)
    assert not work.outbox.claim(12345)
    assert work.outbox.attempts(owed.id) == 1


def test_what_a_crash_interrupted_is_shown_and_not_sent_again_by_itself(work: UnitOfWork) -> None:
    work.outbox.owe(post("a"))
    work.outbox.owe(post("b"))
    first = work.outbox.due()[0]
    work.outbox.claim(first.id)
    assert [owed.id for owed in work.outbox.interrupted()] == [first.id]
    work.outbox.mark_unknown(first.id)
    assert work.outbox.interrupted() == []
    assert due(unit(work.connection, after(0.9))) == []  # its room waits for its echo, a minute at most
    assert due(unit(work.connection, after(1))) == ["b"]


def test_a_post_that_was_surely_not_said_is_owed_again_later(engine: Engine) -> None:
    with engine.connect() as connection, connection.begin() as transaction:
        work = unit(connection)
        work.outbox.owe(post("a"))
        (owed,) = work.outbox.due()
        work.outbox.claim(owed.id)
        work.outbox.release(owed.id, after(10))
        assert due(work) == []
        assert due(unit(connection, after(10))) == ["a"]
        transaction.rollback()


def test_a_post_is_known_by_every_id_it_ever_had(work: UnitOfWork) -> None:
    work.outbox.owe(post("a"))
    (owed,) = work.outbox.due()
    work.outbox.claim(owed.id)
    work.outbox.note_id(owed.id, "p0")
    work.outbox.mark_sent(owed.id, "p1", after(1))
    assert work.outbox.by_platform_id("p0") == work.outbox.by_platform_id("p1") == owed.post
    assert work.outbox.by_platform_id("p2") is None
    (sent,) = work.outbox.all_sent()
    assert (sent.post, sent.sent_at, sent.platform_id) == (owed.post, after(1), "p1")


def test_what_was_sent_stays_sent(work: UnitOfWork) -> None:
    work.outbox.owe(post("a"))
    (owed,) = work.outbox.due()
    work.outbox.claim(owed.id)
    work.outbox.mark_sent(owed.id, None, NOON)
    work.outbox.mark_failed(owed.id, "late news")
    work.outbox.mark_unknown(owed.id)
    work.outbox.release(owed.id, None)
    assert [sent.sent_at for sent in work.outbox.all_sent()] == [NOON]
    assert due(work) == []


def test_two_senders_never_claim_the_same_post(postgres: Engine) -> None:
    with postgres.begin() as connection:
        unit(connection).outbox.owe(post("a"))
        post_id = unit(connection).outbox.due()[0].id
    with postgres.connect() as one, ThreadPoolExecutor(1) as elsewhere:
        first = one.begin()
        assert unit(one).outbox.claim(post_id)
        other = elsewhere.submit(_claim, postgres, post_id)  # waits for the row
        wait_for_lock(postgres)
        first.commit()
        assert other.result() is False


def _claim(engine: Engine, post_id: int) -> bool:
    with engine.begin() as connection:
        return unit(connection).outbox.claim(post_id)


def test_what_is_said_next_is_found_without_sorting_a_long_queue(work: UnitOfWork) -> None:
    asked: list[tuple[str, Any]] = []
    on_sqlite = work.connection.dialect.name == "sqlite"

    def listen(_: Any, __: Any, statement: str, parameters: Any, *___: Any) -> None:
        asked.append((statement, parameters))

    event.listen(work.connection, "before_cursor_execute", listen)
    work.outbox.due(passing_over=["room-qingshi"])
    event.remove(work.connection, "before_cursor_execute", listen)
    if not on_sqlite:  # an empty table is sorted in no time; so say that it is not
        work.connection.execute(text("SET LOCAL enable_sort = off"))
        work.connection.execute(text("SET LOCAL enable_seqscan = off"))
        work.connection.execute(text("SET LOCAL enable_bitmapscan = off"))
    ((statement, parameters),) = asked
    explain = "EXPLAIN QUERY PLAN " if on_sqlite else "EXPLAIN "
    plan = "\n".join(str(row) for row in work.connection.exec_driver_sql(explain + statement, parameters))
    assert plan.count("ix_outbox_next") == 1, "what is asked of each post must not look through the queue again"
    assert "TEMP B-TREE" not in plan and "Sort" not in plan


@pytest.mark.parametrize("one_by_one", [True, False])
def test_what_a_room_may_not_hear_is_not_owed_but_goes_on_record_and_is_told(
    work: UnitOfWork, withheld: list[Post], one_by_one: bool
) -> None:
    foreign = post("a", about=frozenset({"baihe"}))
    if one_by_one:
        assert not work.outbox.owe(foreign)
    else:
        work.outbox.owe_all([foreign])
    assert work.outbox.owe(post("b", about=frozenset({"qingshi"})))
    assert due(work) == ["b"]
    kept = work.connection.execute(select(audit.c.actor, audit.c.action, audit.c.detail)).all()
    detail = {"kind": "answer", "room": QINGSHI, "contact": None, "about": ["baihe"]}
    assert [(actor, action, json.loads(told)) for actor, action, told in kept] == [("bot", "post.withhold", detail)]
    assert (slot := work.timetable.claim()) is not None and slot.rule == "withheld"
    assert withheld == [foreign]
    withheld.clear()


def test_who_belongs_to_another_group_by_the_time_it_is_sent_does_not_get_it(
    work: UnitOfWork, withheld: list[Post]
) -> None:
    work.outbox.owe(post("a", room=None, contact="id-luo", about=frozenset({"qingshi"})))
    (owed,) = work.outbox.due()
    assert not work.outbox.stops(owed)
    moved = tuple(replace(p, group="baihe") if p.id == "id-luo" else p for p in ROSTER.people)
    later = replace(work, roster=replace(ROSTER, people=moved))
    assert later.outbox.stops(owed)
    assert due(work) == [] and withheld == [owed.post]
    withheld.clear()

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, select

from domain.messages import Kind, Message, storable
from domain.purposes import Purpose
from storage.tables import inbox
from storage.work import UnitOfWork
from tests.cast import BAIHE, QINGSHI
from tests.storage.conftest import NOON, after, unit

WORDS = Message("m1", QINGSHI, "id-hao", "郝大川", NOON, Kind.TEXT, "砂石厂未覆盖")
PHOTO = Message("m2", QINGSHI, "id-hao", "郝大川", after(1), Kind.IMAGE, file_name="a.jpg")


def test_a_message_comes_back_as_it_was(work: UnitOfWork) -> None:
    full = Message(
        "m9",
        None,
        "id-hao",
        "郝大川🌸",
        NOON.astimezone(UTC),
        Kind.LOCATION,
        "云台县",
        "图.jpg",
        (34.123456789, 114.2),
        "m1",
        ("bot", "all"),
        "m0",
    )
    assert work.inbox.keep(full, b"{}")
    assert work.inbox.message("m9") == full
    assert work.inbox.message("m9").at.utcoffset() == NOON.utcoffset()  # type: ignore[union-attr]
    assert work.inbox.message("nothing") is None


def test_the_second_copy_of_a_message_counts_for_nothing(work: UnitOfWork) -> None:
    assert work.inbox.keep(WORDS, b"first")
    assert not work.inbox.keep(replace(WORDS, text="other"), b"second")
    assert [kept.message.text for kept in work.inbox.all()] == ["砂石厂未覆盖"]


def test_another_gateway_may_use_the_same_id(connection: Connection) -> None:
    assert unit(connection, namespace="a").inbox.keep(WORDS, b"")
    assert unit(connection, namespace="b").inbox.keep(replace(WORDS, text="b"), b"")
    assert unit(connection, namespace="b").inbox.message("m1").text == "b"  # type: ignore[union-attr]
    assert len(unit(connection, namespace="a").inbox.all()) == 1


def test_the_raw_bytes_stay_with_their_hash(work: UnitOfWork) -> None:
    raw = b"\x00\xff\xed\xa0\x80 half an emoji"
    work.inbox.keep(replace(WORDS, text="NUL \x00 half \ud83d emoji"), raw)
    row = work.connection.execute(select(inbox.c.raw, inbox.c.raw_sha256, inbox.c.text)).one()
    assert (bytes(row.raw), row.raw_sha256) == (raw, hashlib.sha256(raw).hexdigest())
    assert row.text == "NUL \ufffd half \ufffd emoji"


def test_a_megabyte_of_text_is_kept(work: UnitOfWork) -> None:
    long = "检" * 350_000
    work.inbox.keep(replace(WORDS, text=long), long.encode())
    assert work.inbox.message("m1").text == long  # type: ignore[union-attr]


def test_a_file_is_awaited_until_it_comes_or_is_given_up(work: UnitOfWork) -> None:
    for n, kind in enumerate((Kind.IMAGE, Kind.VIDEO, Kind.FILE, Kind.TEXT)):
        work.inbox.keep(replace(PHOTO, id=f"f{n}", kind=kind), b"")
    assert work.inbox.awaiting_files() == ["f0", "f1", "f2"]
    work.inbox.attach("f0", "ab" * 32, 3_000_000_000)
    work.inbox.lose_file("f1", "gone from the gateway")
    assert work.inbox.awaiting_files() == ["f2"]
    assert (work.inbox.sha256_of("f0"), work.inbox.sha256_of("f1")) == ("ab" * 32, None)


def test_a_file_that_was_given_up_may_still_come_but_none_replaces_the_first(work: UnitOfWork) -> None:
    work.inbox.keep(PHOTO, b"")
    work.inbox.lose_file("m2", "late")
    work.inbox.attach("m2", "ab" * 32, 1)
    work.inbox.attach("m2", "cd" * 32, 1)
    work.inbox.lose_file("m2", "too late")
    assert work.inbox.sha256_of("m2") == "ab" * 32


def test_what_is_handled_or_failed_is_no_longer_waiting(work: UnitOfWork) -> None:
    for n in range(3):
        work.inbox.keep(replace(WORDS, id=f"m{n}"), b"")
    work.inbox.settle("m0", Purpose.EVIDENCE)
    work.inbox.fail("m1", "ValueError")
    assert [message.id for message in work.inbox.unhandled()] == ["m2"]
    assert [kept.purpose for kept in work.inbox.all()] == [Purpose.EVIDENCE, None, None]


def test_a_recalled_message_stays_and_says_so(work: UnitOfWork) -> None:
    work.inbox.keep(WORDS, b"")
    assert not work.inbox.is_recalled("m1")
    work.inbox.mark_recalled("m1")
    assert work.inbox.is_recalled("m1")
    assert [kept.recalled for kept in work.inbox.all()] == [True]
    assert not work.inbox.is_recalled("nothing")


@pytest.mark.parametrize(("since", "before", "asked"), [(-1, 1, True), (0, 1, False), (-1, 0, False), (1, 5, False)])
def test_a_request_for_receipt_is_found_strictly_between_two_times(
    work: UnitOfWork, since: int, before: int, asked: bool
) -> None:
    work.inbox.keep(WORDS, b"")
    work.inbox.settle("m1", Purpose.CHATTER, asks_receipt=True)
    assert work.inbox.asked_since(QINGSHI, after(since), after(before)) is asked
    assert not work.inbox.asked_since(BAIHE, after(since), after(before))


def test_a_request_taken_back_asks_no_longer(work: UnitOfWork) -> None:
    work.inbox.keep(WORDS, b"")
    work.inbox.settle("m1", Purpose.CHATTER, asks_receipt=True)
    work.inbox.mark_recalled("m1")
    assert not work.inbox.asked_since(QINGSHI, after(-1), after(1))


def test_what_follows_is_of_the_same_sender_and_place_in_order_of_sending(work: UnitOfWork) -> None:
    for n, (minute, room, sender) in enumerate(
        [
            (2, QINGSHI, "id-hao"),
            (0, QINGSHI, "id-hao"),
            (1, BAIHE, "id-hao"),
            (1, QINGSHI, "id-jin"),
            (3, None, "id-hao"),
        ]
    ):
        work.inbox.keep(replace(WORDS, id=f"m{n}", at=after(minute), room=room, sender=sender), b"")
    assert [m.id for m in work.inbox.following(QINGSHI, "id-hao", NOON, after(2))] == ["m1", "m0"]
    assert [m.id for m in work.inbox.following(None, "id-hao", NOON, after(9))] == ["m4"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(codec=None), max_size=40))
def test_any_text_is_kept_alike_on_both_databases(engine: Engine, text: str) -> None:
    with engine.connect() as connection, connection.begin() as transaction:
        work = unit(connection)
        work.inbox.keep(replace(WORDS, text=text, mentions=(text,)), text.encode("utf-8", "surrogatepass"))
        kept = work.inbox.message("m1")
        assert kept is not None and kept.text == storable(text)
        transaction.rollback()


def test_texts_of_a_room_are_found_by_a_piece_of_them_newest_first_and_taken_literally(work: UnitOfWork) -> None:
    for name, text in (("m1", "清单 QS-01"), ("m2", "别的话"), ("m3", "核QS-01"), ("m4", "QS_01")):
        work.inbox.keep(replace(WORDS, id=name, text=text), b"")
    work.inbox.mark_recalled("m3")
    assert [found.id for found in work.inbox.holding(QINGSHI, "QS-01", NOON)] == ["m1"]
    assert [found.id for found in work.inbox.holding(QINGSHI, "QS_", NOON)] == ["m4"]
    assert work.inbox.holding(BAIHE, "QS-01", NOON) == []

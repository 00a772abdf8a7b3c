"""Originals that are had later, as rows: asked for twice, kept beside what came, gone with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from domain.messages import Kind, Message
from domain.purposes import Purpose
from domain.scopes import Sight
from storage.backups import named_media
from storage.originals import AWAY_WAIT, REMEMBERED, WAITS, Originals
from storage.retention import Retention
from storage.tables import inbox
from storage.tombstones import logged_erasures, tombstone_faults
from storage.work import UnitOfWork
from tests.cast import BAIHE, QINGSHI
from tests.storage.conftest import NOON

A, B, C = ("a" * 64, "b" * 64, "c" * 64)


@pytest.fixture(autouse=True)
def photo(work: UnitOfWork) -> None:
    work.inbox.keep(Message("m1", QINGSHI, "id-hao", "郝大川", NOON, Kind.IMAGE), b"raw")
    work.inbox.attach("m1", A, 8, "normal")
    work.inbox.settle("m1", Purpose.EVIDENCE)
    work.originals.ask("m1")
    work.originals.ask("m1")


def after(work: UnitOfWork, waited: timedelta) -> Originals:
    return replace(work.originals, now=NOON + waited)


def test_an_original_is_asked_for_when_it_is_due_and_given_up_after_the_last_try(work: UnitOfWork) -> None:
    first, second = WAITS[0], WAITS[0] + WAITS[1]
    assert work.originals.next_due() is None
    assert after(work, first).next_due() == "m1"
    after(work, first).put_off("m1")
    assert after(work, first).next_due() is None and after(work, second).next_due() == "m1"
    after(work, second).put_off("m1")
    assert after(work, timedelta(days=1)).next_due() is None


def test_a_gateway_that_is_always_away_for_one_picture_keeps_none_waiting_and_is_not_asked_for_ever(
    work: UnitOfWork,
) -> None:
    work.inbox.keep(Message("m2", QINGSHI, "id-hao", "郝大川", NOON, Kind.IMAGE), b"raw")
    work.inbox.attach("m2", C, 8, "normal")
    work.originals.ask("m2")
    first = after(work, WAITS[0])
    assert first.next_due() == "m1"
    first.wait("m1")
    assert first.next_due() == "m2"
    assert after(work, WAITS[0] + AWAY_WAIT).next_due() == "m2"
    assert after(work, REMEMBERED).next_due() is None and work.originals.next_due() is None


def test_what_is_kept_is_found_by_what_came_and_is_not_asked_for_again(work: UnitOfWork) -> None:
    assert not work.originals.keep("m1", A, 8)  # the same bytes under another name
    assert work.originals.best_of([A, B]) == {}
    assert work.originals.keep("m1", B, 99) and work.originals.keep("m1", C, 98)
    assert work.originals.best_of([A, B]) == {A: B} and work.originals.best_of([]) == {}
    assert after(work, timedelta(days=1)).next_due() is None
    assert work.inbox.sha256_of("m1") == A
    own, other = (Sight((), (room,), ()) for room in (QINGSHI, BAIHE))
    assert work.files.name_of(B, own) == "" and work.files.name_of(B, other) is None
    assert named_media(work.connection) == [A, B]


def test_a_photo_told_again_when_its_original_was_had_is_a_repeat(work: UnitOfWork) -> None:
    work.inbox.keep(Message("m2", QINGSHI, "id-hao", "郝大川", NOON, Kind.IMAGE), b"raw")
    work.inbox.attach("m2", B, 99, "original")
    assert work.repeats.of_file("m2") is None
    work.originals.keep("m1", B, 99)
    assert work.repeats.of_file("m2") == ("m2", "m1")


def test_of_a_photo_that_was_recalled_nothing_is_asked_for(work: UnitOfWork) -> None:
    work.connection.execute(update(inbox).values(recalled_at=NOON))
    assert after(work, WAITS[0]).next_due() is None
    work.connection.execute(update(inbox).values(recalled_at=None))
    assert after(work, WAITS[0]).next_due() is None


def test_both_go_together_each_with_its_tombstone_and_its_entry_in_the_log(work: UnitOfWork) -> None:
    work.originals.keep("m1", B, 99)
    policy = Retention(
        work.connection, NOON + timedelta(days=100), replace(work.campaign, keep_media=timedelta(days=90))
    )
    assert policy.swept() == []
    assert policy.erase(10) == 1
    assert policy.swept() == [A, B] and named_media(work.connection) == []
    erased = logged_erasures(work.connection)
    assert {(what, sha256) for what, _, _, sha256 in erased} == {("file", A), ("original", B)}
    assert list(tombstone_faults(work.connection, erased)) == []
    assert work.originals.best_of([A]) == {}

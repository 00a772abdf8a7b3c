"""The search for pictures that look alike: exact, and never wrong about what was written."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine

from bot.media import likenesses as module
from bot.media.likenesses import Likenesses, put_on_record
from domain.calendars import SHANGHAI
from domain.file_readings import FileReading
from domain.lexicons import parse
from domain.likenesses import BITS, Hashes, Likeness, Limits, apart, are_near
from domain.messages import Kind
from storage.profiles import load_campaign
from storage.work import UnitOfWork
from tests.cast import ROSTER
from tests.databases import memory_database

A, B, C = (letter * 64 for letter in "abc")
NOON = datetime(2020, 10, 20, 12, 0, tzinfo=SHANGHAI)
ZERO = Hashes(0, 0)
bits = st.integers(0, (1 << BITS) - 1)
views = st.builds(Hashes, bits, bits)
hashes = st.builds(Hashes, bits, bits, st.none() | views)


def changed(hashes: Hashes, count: int, chance: random.Random) -> Hashes:
    """With so many bits of each the other way."""
    whole, top = (sum(1 << bit for bit in chance.sample(range(BITS), count)) for _ in range(2))
    return Hashes(hashes.whole ^ whole, hashes.top ^ top, hashes.inside)


def index_of(rows: Sequence[Hashes]) -> Likenesses:
    index = Likenesses()
    for place, one in enumerate(rows):
        index.add(10 * (place + 1), one)
    return index


@given(st.lists(hashes, max_size=8), hashes, st.integers(0, 128), st.integers(0, 128), st.data())
@settings(max_examples=60, deadline=None)
def test_the_index_finds_exactly_what_a_look_at_every_pair_finds(
    rows: list[Hashes], asked: Hashes, whole: int, top: int, data: st.DataObject
) -> None:
    chance = random.Random(data.draw(st.integers(0, 9)))
    rows += [changed(asked, count, chance) for count in range(0, 256, 15)]
    limits = Limits(whole, top)
    expected = [
        (10 * (place + 1), *apart(one, asked)) for place, one in enumerate(rows) if are_near(one, asked, limits)
    ]
    found = index_of(rows).near(asked, limits)
    if asked.inside is None and all(one.inside is None for one in rows):
        assert found == expected
    assert [near.number for near in found] == [number for number, _, _ in expected]


def test_a_full_block_is_followed_by_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_BLOCK", 4)
    index = index_of([ZERO] * 9)
    assert [near.number for near in index.near(ZERO)] == list(range(10, 100, 10))


def test_a_screenshot_is_found_by_what_it_shows_and_finds_by_it() -> None:
    shown, around = Hashes(7, 7), Hashes((1 << 256) - 1, (1 << 256) - 1)
    shot = replace(around, inside=shown)
    for kept, asked in ((shown, shot), (shot, shown)):
        assert index_of([kept]).near(asked) == [(10, 0, 0)]
    assert index_of([shown]).near(around) == []


def test_a_picture_is_in_the_index_once() -> None:
    index = index_of([ZERO])
    with pytest.raises(ValueError, match="picture 10 comes after 10"):
        index.add(10, ZERO)


@pytest.fixture
def engine() -> Iterator[Engine]:
    opened = memory_database()
    yield opened
    opened.dispose()


def unit(connection: Connection) -> UnitOfWork:
    return UnitOfWork(connection, NOON, load_campaign("anfang-2020")[0], ROSTER, parse({}), "gate")


def photo(name: str, hashes: Hashes | None = ZERO) -> FileReading:
    return FileReading(name, Kind.IMAGE, hashes=hashes)


def noted(engine: Engine) -> list[Likeness]:
    with engine.connect() as connection:
        return sorted(unit(connection).file_readings.like([A, B, C]), key=lambda pair: (pair.earlier, pair.later))


def test_a_picture_waits_until_it_was_compared_with_all_that_are_near(engine: Engine) -> None:
    index = Likenesses()
    with engine.begin() as connection:
        assert put_on_record(photo(A), {}, index, unit(connection)) == []
    pair = Likeness(A, B, 3, 0)
    with engine.begin() as connection:
        work = unit(connection)
        assert put_on_record(photo(B, Hashes(7, 0)), {}, index, work) == [pair]
        assert B not in work.file_readings.known([B])
        assert put_on_record(photo(B, Hashes(7, 0)), {A: True}, index, work) == []
    assert noted(engine) == [pair]


def test_what_the_pixels_deny_is_not_noted_and_what_is_read_again_neither(engine: Engine) -> None:
    index = Likenesses()
    for reading, judged in ((photo(A), {}), (photo(B), {A: False}), (photo(C, None), {}), (photo(A), {B: True})):
        with engine.begin() as connection:
            assert put_on_record(reading, judged, index, unit(connection)) == []
    assert noted(engine) == []


def test_two_pictures_of_one_transaction_do_not_miss_each_other(engine: Engine) -> None:
    index = Likenesses()
    with engine.begin() as connection:
        assert put_on_record(photo(A), {}, index, unit(connection)) == []
        assert put_on_record(photo(B), {}, index, unit(connection)) == [Likeness(A, B, 0, 0)]
    assert index.last == 0, "what may still be undone is not in memory"


def test_a_transaction_that_is_undone_leaves_nothing_behind(engine: Engine) -> None:
    index = Likenesses()
    with engine.connect() as connection:
        transaction = connection.begin()
        assert put_on_record(photo(A), {}, index, unit(connection)) == []
        assert put_on_record(photo(C), {A: True}, index, unit(connection)) == []
        transaction.rollback()
    with engine.begin() as connection:  # its number is the one of the picture that is gone
        assert put_on_record(photo(B), {}, index, unit(connection)) == []
    with engine.begin() as connection:
        assert put_on_record(photo(A), {}, index, unit(connection)) == [Likeness(B, A, 0, 0)]
        assert index.last == 1


def test_a_picture_whose_reading_is_gone_is_not_found(engine: Engine) -> None:
    index = Likenesses()
    index.add(5, ZERO)
    with engine.begin() as connection:
        assert put_on_record(photo(A), {}, index, unit(connection)) == []


def test_only_the_nearest_are_compared_where_all_look_alike(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_COMPARED", 2)
    index = Likenesses()
    near = {A: Hashes(1, 7), B: Hashes(3, 7), C: Hashes(7, 7)}
    with engine.begin() as connection:
        for name, one in near.items():
            unit(connection).file_readings.add(photo(name, one))
    with engine.begin() as connection:
        asked = put_on_record(photo("d" * 64), {}, index, unit(connection))
    assert [pair.earlier for pair in asked] == [A, B]

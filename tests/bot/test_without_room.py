"""When the disk is nearly full words go first: files wait until there is room, or are noted as lost if gone by then."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot import receiver as receiving
from bot.app import prepare
from bot.executor import Executor
from bot.receiver import RESERVE, Receiver
from bot.transports import Arrival
from bot.transports.memory import arrival_of
from domain.calendars import SHANGHAI
from domain.messages import Kind, Message
from storage.media import MediaStore
from tests.cast import QINGSHI, ROSTER
from tests.databases import file_database

NOW = datetime(2020, 10, 21, 9, 0, tzinfo=SHANGHAI)


class Stage:
    """A receiver on a disk whose free bytes the test sets."""

    def __init__(self, folder: Path) -> None:
        self.engine, scene, _ = prepare(file_database(folder / "a.db"), ROSTER, "memory", NOW)
        self.executor = Executor(self.engine, scene.work)
        self.media = MediaStore(folder / "media")
        self.free = RESERVE - 1
        self.receiver = Receiver(self.executor, self.media, lambda: NOW, free=lambda: self.free)

    def close(self) -> None:
        self.executor.close()
        self.engine.dispose()


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    monkeypatch.setattr(receiving, "ROOM_PAUSE", 0.005)
    staged = Stage(tmp_path)
    yield staged
    staged.close()


def _message(n: int, kind: Kind) -> Message:
    return Message(f"m{n}", QINGSHI, "id-hao", "", NOW + timedelta(seconds=n), kind, "早" if kind is Kind.TEXT else "")


async def _no_file() -> AsyncIterator[bytes]:
    pieces: tuple[bytes, ...] = ()
    for piece in pieces:
        yield piece
    raise ConnectionError("the gateway has forgotten it")


async def _settled(stage: Stage) -> None:
    async with asyncio.timeout(10):
        while stage.receiver.without_room:
            await asyncio.sleep(0.005)


def _file_states(stage: Stage) -> dict[str, str]:
    with stage.engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT message_id, file_state FROM inbox").all()
    return {message_id: state for message_id, state in rows}


def test_below_the_reserve_words_are_kept_and_files_wait(stage: Stage) -> None:
    async def day() -> None:
        for n in range(4):
            await stage.receiver.receive(arrival_of(_message(n, Kind.IMAGE if n % 2 else Kind.TEXT), b"photo %d" % n))
        await stage.receiver.drain()
        assert stage.receiver.without_room == 2
        assert _file_states(stage) == {"m0": "none", "m1": "awaited", "m2": "none", "m3": "awaited"}
        assert list(stage.media.root.rglob("*")) == []
        stage.free = RESERVE
        await _settled(stage)

    asyncio.run(day())
    assert _file_states(stage) == {"m0": "none", "m1": "kept", "m2": "none", "m3": "kept"}


def test_a_file_that_is_gone_when_there_is_room_again_is_noted_as_lost(stage: Stage) -> None:
    async def day() -> None:
        await stage.receiver.receive(Arrival(_message(1, Kind.IMAGE), b"{}", _no_file))
        await stage.receiver.receive(arrival_of(_message(2, Kind.IMAGE), b"photo"))
        await stage.receiver.drain()
        stage.free = RESERVE
        await _settled(stage)

    asyncio.run(day())
    assert _file_states(stage) == {"m1": "lost", "m2": "kept"}


def test_who_stops_while_there_is_no_room_leaves_the_files_awaited(stage: Stage) -> None:
    async def day() -> None:
        await stage.receiver.receive(arrival_of(_message(1, Kind.IMAGE), b"photo"))
        await stage.receiver.drain()
        await stage.receiver.wind_down(0)

    asyncio.run(day())
    assert _file_states(stage) == {"m1": "awaited"}


def test_the_real_disk_tells_what_it_can_take(tmp_path: Path) -> None:
    assert MediaStore(tmp_path / "not" / "there" / "yet").free_bytes() > 0

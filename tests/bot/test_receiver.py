"""A message is kept even when the database will not take it at first; files that never came are given up."""

from __future__ import annotations

import asyncio
import hashlib
import tracemalloc
from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import OperationalError

from bot import executor as executing
from bot import receiver as receiving
from bot.app import Scene, prepare
from bot.executor import Executor, NotDurable, Unit
from bot.receiver import Receiver
from bot.transports import Arrival, FileAway
from bot.transports.memory import arrival_of
from domain.calendars import SHANGHAI
from domain.messages import Kind, Message
from storage.media import MediaStore
from storage.tables import audit
from storage.work import UnitOfWork
from tests.cast import QINGSHI, ROSTER
from tests.databases import file_database

NOW = datetime(2020, 10, 21, 9, 0, tzinfo=SHANGHAI)


class Unwilling:
    """A database that refuses the first transactions."""

    def __init__(self, scene: Scene, refusals: int) -> None:
        self.scene = scene
        self.left = refusals

    def work(self, connection: Connection, now: datetime) -> UnitOfWork:
        if self.left:
            self.left -= 1
            raise OperationalError("BEGIN", {}, Exception("disk I/O error"))
        return self.scene.work(connection, now)


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Engine, Scene]]:
    monkeypatch.setattr(executing, "RETRY_PAUSES", (0.0, 0.0, 0.0))
    engine, scene, _ = prepare(file_database(tmp_path / "x.db"), ROSTER, "memory", NOW)
    yield engine, scene
    engine.dispose()


def _message(n: int, kind: Kind = Kind.TEXT) -> Message:
    return Message(f"m{n}", QINGSHI, "id-hao", "郝大川", NOW + timedelta(seconds=n), kind, "早")


def _kept(engine: Engine, scene: Scene) -> list[str]:
    with engine.connect() as connection:
        return [kept.message.id for kept in scene.work(connection, NOW).inbox.all()]


async def _receive(executor: Executor, folder: Path, message: Message) -> None:
    await Receiver(executor, MediaStore(folder), lambda: NOW).receive(Arrival(message, b"{}"))


def test_a_message_is_kept_once_the_database_takes_it_again(stage: tuple[Engine, Scene], tmp_path: Path) -> None:
    engine, scene = stage
    executor = Executor(engine, Unwilling(scene, refusals=3).work)
    asyncio.run(_receive(executor, tmp_path / "media", _message(1)))
    executor.close()
    assert _kept(engine, scene) == ["m1"]


def test_a_database_that_never_takes_it_is_told_to_the_transport(stage: tuple[Engine, Scene], tmp_path: Path) -> None:
    engine, scene = stage
    executor = Executor(engine, Unwilling(scene, refusals=100).work)
    with pytest.raises(NotDurable):
        asyncio.run(_receive(executor, tmp_path / "media", _message(1)))
    executor.close()
    assert _kept(engine, scene) == []


def test_one_unit_that_breaks_the_transaction_takes_no_other_with_it(stage: tuple[Engine, Scene]) -> None:
    engine, scene = stage
    executor = Executor(engine, scene.work)

    def keep(n: int) -> Unit[None]:
        def run(work: UnitOfWork) -> bool:
            if n == 3:
                raise OperationalError("INSERT", {}, Exception("a row that breaks everything"))
            return work.inbox.keep(_message(n), b"{}")

        return Unit(f"m{n}", NOW, lambda work: None, keep=run)

    futures: list[Any] = [executor.submit(keep(n)) for n in range(1, 6)]
    errors = [future.exception(30) for future in futures]
    executor.close()
    assert [n for n, error in enumerate(errors, 1) if isinstance(error, NotDurable)] == [3]
    assert _kept(engine, scene) == ["m1", "m2", "m4", "m5"]


def _file_of_1(engine: Engine, scene: Scene) -> tuple[str | None, list[str]]:
    with engine.connect() as connection:
        work = scene.work(connection, NOW)
        logged = connection.execute(select(audit.c.action).where(audit.c.action.like("file.%")))
        return work.inbox.sha256_of("m1"), list(logged.scalars())


def test_files_that_the_last_run_never_got_are_fetched_anew(stage: tuple[Engine, Scene], tmp_path: Path) -> None:
    engine, scene = stage
    executor = Executor(engine, scene.work)
    receiver = Receiver(executor, MediaStore(tmp_path / "media"), lambda: NOW)

    async def restart() -> None:
        await receiver.receive(Arrival(_message(1, Kind.IMAGE), b"{}"))
        await receiver.take_up(await receiver.awaited(), lambda message: arrival_of(message, b"photo"))
        await receiver.drain()

    asyncio.run(restart())
    executor.close()
    assert _file_of_1(engine, scene) == (hashlib.sha256(b"photo").hexdigest(), ["file.keep"])


def test_a_file_is_waited_for_while_the_platform_is_away(
    stage: tuple[Engine, Scene], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine, scene = stage
    monkeypatch.setattr(receiving, "AWAY_PAUSE", 0.0)
    executor = Executor(engine, scene.work)
    receiver = Receiver(executor, MediaStore(tmp_path / "media"), lambda: NOW)
    absences = iter(range(50))

    async def chunks() -> AsyncIterator[bytes]:
        if next(absences, None) is not None:
            raise FileAway("nobody there")
        yield b"photo"

    async def fetch() -> None:
        await receiver.receive(Arrival(_message(1, Kind.IMAGE), b"{}", chunks))
        await receiver.drain()

    asyncio.run(fetch())
    executor.close()
    assert _file_of_1(engine, scene) == (hashlib.sha256(b"photo").hexdigest(), ["file.keep"])


def test_of_a_film_no_more_than_a_megabyte_is_ever_in_memory(stage: tuple[Engine, Scene], tmp_path: Path) -> None:
    executor = Executor(stage[0], stage[1].work)
    receiver = Receiver(executor, MediaStore(tmp_path / "media"), lambda: NOW)

    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(64):
            yield bytes(1 << 17)

    async def fetch() -> None:
        await receiver.receive(Arrival(_message(1, Kind.VIDEO), b"{}", chunks))
        await receiver.drain()

    tracemalloc.start()
    try:
        asyncio.run(fetch())
        assert tracemalloc.get_traced_memory()[1] < 1.4 * 2**20  # the machinery's own is in it
    finally:
        tracemalloc.stop()
        executor.close()


def test_a_file_fetched_twice_at_the_same_time_is_noted_once(stage: tuple[Engine, Scene], tmp_path: Path) -> None:
    engine, scene = stage
    executor = Executor(engine, scene.work)
    receiver = Receiver(executor, MediaStore(tmp_path / "media"), lambda: NOW)

    async def announced_twice() -> None:
        together = asyncio.Barrier(2)

        async def chunks() -> AsyncIterator[bytes]:
            await together.wait()
            yield b"photo"

        for _ in range(2):
            await receiver.receive(Arrival(_message(1, Kind.IMAGE), b"{}", chunks))
        await receiver.drain()

    asyncio.run(announced_twice())
    executor.close()
    assert _file_of_1(engine, scene) == (hashlib.sha256(b"photo").hexdigest(), ["file.keep"])


def test_files_that_the_last_run_never_got_and_nobody_has_are_given_up(
    stage: tuple[Engine, Scene], tmp_path: Path
) -> None:
    engine, scene = stage
    executor = Executor(engine, scene.work)
    receiver = Receiver(executor, MediaStore(tmp_path / "media"), lambda: NOW)

    async def restart() -> int:
        await receiver.receive(Arrival(_message(1, Kind.IMAGE), b"{}"))
        awaited = await receiver.awaited()
        await receiver.take_up(awaited, None)
        return len(awaited)

    assert asyncio.run(restart()) == 1
    executor.close()
    with engine.connect() as connection:
        assert scene.work(connection, NOW).inbox.awaiting_files() == []

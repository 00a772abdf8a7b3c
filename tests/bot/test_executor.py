"""Twenty messages in one batch, one of them breaks: nothing else is lost."""

from __future__ import annotations

import asyncio
import inspect
import threading
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import handlers
from bot.app import prepare
from bot.executor import Executor, Unit
from bot.receiver import unit_of
from domain.calendars import SHANGHAI
from domain.messages import Kind, Message
from domain.posts import NOBODYS, Reply
from domain.purposes import Purpose
from handlers.routing import Router
from storage.work import UnitOfWork
from tests.cast import QINGSHI, ROSTER
from tests.databases import file_database
from tests.group_chat import group_chat

NOW = datetime(2020, 10, 21, 9, 0, tzinfo=SHANGHAI)


def _message(n: int) -> Message:
    return Message(f"m{n:02d}", QINGSHI, "id-hao", "郝大川", NOW + timedelta(seconds=n), Kind.TEXT, f"第{n}条")


def _router(handler: Any) -> Router:
    router = Router()
    router.on(Purpose.CHATTER, when=lambda message, work: True)(handler)
    return router


def test_when_the_seventh_of_twenty_breaks_nineteen_are_handled_and_twenty_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_on_seven(message: Message, work: UnitOfWork) -> Reply | None:
        if message.id == "m07":
            raise ZeroDivisionError("第7条")
        return Reply(f"答{message.id}", about=NOBODYS)

    monkeypatch.setattr(handlers, "ROUTERS", (_router(break_on_seven),))
    engine, scene, _ = prepare(file_database(tmp_path / "x.db"), ROSTER, "memory", NOW)
    commits: list[int] = []
    gate = threading.Event()

    def first_wait(connection: Any, now: datetime) -> UnitOfWork:
        gate.wait(10)
        commits.append(1)
        return scene.work(connection, now)

    executor = Executor(engine, first_wait)
    futures = [executor.submit(unit_of(_message(n), b"{}", NOW)) for n in range(1, 21)]
    gate.set()
    errors = [future.exception(30) for future in futures]
    executor.close()

    assert [n for n, error in enumerate(errors, 1) if error is not None] == [7]
    with engine.connect() as connection:
        work = scene.work(connection, NOW)
        kept = work.inbox.all()
        assert len(kept) == 20
        assert work.inbox.errors() == {"m07": "ZeroDivisionError"}
        assert len(work.outbox.due(100)) == 19
    engine.dispose()


def test_at_most_four_of_our_frames_lie_between_receiver_and_handler(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = Path(inspect.getfile(handlers)).parent.parent
    seen: list[list[str]] = []

    def look_around(message: Message, work: UnitOfWork) -> Reply | None:
        frames = [Path(frame.filename) for frame in inspect.stack()[1:]]
        seen.append([str(f.relative_to(own)) for f in frames if f.is_relative_to(own) and ".venv" not in f.parts])
        return None

    monkeypatch.setattr(handlers, "ROUTERS", (_router(look_around),))
    with group_chat(tmp_path) as chat:
        chat.says("郝大川", "早")
    (frames,) = seen
    assert frames.index("bot/receiver.py") <= 4
    assert len([frame for frame in frames if frame != "bot/receiver.py"]) <= 4, frames


def test_who_stops_waiting_for_a_unit_does_not_stop_the_writer(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:

        async def give_up() -> None:
            waiting = asyncio.create_task(chat.app.executor.run(Unit("slow", NOW, lambda work: time.sleep(0.05))))
            await asyncio.sleep(0.01)
            waiting.cancel()
            await asyncio.gather(waiting, return_exceptions=True)

        asyncio.run(give_up())
        assert chat.look(lambda work: "still there") == "still there"

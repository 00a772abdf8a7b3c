"""A bot that will not stop: run as a process of its own, told to stop by its test. `main([DATA, HOW])` is for `forks`.

It takes three texts and a photo that never ends, owes a post, is given a job of a minute, says `ready` and waits.
`HOW`: "hanging" (the platform answers no send), "deaf" (the transport's stop goes on for ever and cannot be cancelled),
"stuck" (the event loop itself stands still), "locked" (another program holds the database).
"""

from __future__ import annotations

import asyncio
import atexit
import sqlite3
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import timedelta
from pathlib import Path

from bot import jobs
from bot.alarms import Alarms
from bot.app import prepare
from bot.config import load_settings
from bot.executor import Executor, Unit
from bot.live import _until_told
from bot.scheduler import live_now
from bot.transports import Arrival, Deliver, Parcel
from bot.transports.memory import MemoryTransport, arrival_of
from domain.messages import Kind, Message
from domain.posts import NOBODYS, Once, Post, PostKind
from storage.work import UnitOfWork
from tests.cast import COMMAND, QINGSHI, ROSTER

TEXTS = 3


def _say(word: str) -> None:
    """A line of its own: written at once, so that no log line of another thread can lie around or inside it."""
    sys.stdout.write(f"\n{word}\n")
    sys.stdout.flush()


async def _endless() -> AsyncIterator[bytes]:
    while True:
        yield b"one more piece"
        await asyncio.sleep(0.1)


class Stubborn(MemoryTransport):
    def __init__(self, folder: Path, how: str) -> None:
        super().__init__()
        self._folder, self._how = folder, how
        self._telling: asyncio.Task[None] | None = None
        self._busy = asyncio.Barrier(3)  # a post is on its way, a job begun, and we

    async def start(self, deliver: Deliver) -> None:
        await super().start(deliver)
        self._telling = asyncio.create_task(self._tell(deliver))

    async def _tell(self, deliver: Deliver) -> None:
        for n in range(TEXTS):
            text = Message(f"m{n}", QINGSHI, "id-hao", "", live_now(), Kind.TEXT, f"第{n}句")
            await deliver(arrival_of(text, None))
        photo = Message("photo", QINGSHI, "id-hao", "", live_now(), Kind.IMAGE)
        await deliver(Arrival(photo, b"{}", _endless))
        await self._busy.wait()
        if self._how == "locked":
            self._lock = sqlite3.connect(self._folder / "lanshao.db", isolation_level=None)
            self._lock.execute("BEGIN IMMEDIATE")
        _say("ready")
        if self._how == "stuck":
            time.sleep(60)
        late = Message("late", QINGSHI, "id-hao", "", live_now(), Kind.TEXT, "又一句")
        await deliver(arrival_of(late, None))
        _say("late")

    async def send(self, parcel: Parcel) -> str:
        _say("sending")
        await self._busy.wait()
        await asyncio.sleep(3600)
        return ""

    def job_begins(self) -> Callable[[float], None]:
        self._waiting = asyncio.create_task(self._busy.wait())
        return time.sleep

    async def stop(self) -> None:
        while self._how == "deaf":
            try:
                await asyncio.sleep(3600)
            except asyncio.CancelledError:
                continue


async def _owe(app_executor: Executor) -> None:
    def owe(work: UnitOfWork) -> None:
        once = Once(work.campaign.key, "test", "stop", "today")
        work.outbox.owe(Post(once, PostKind.ANSWER, COMMAND, None, "各组请注意", urgent=True, about=NOBODYS))
        work.jobs.ask("sleep", "stop", {})

    await app_executor.run(Unit("owe", live_now() - timedelta(seconds=1), owe))


def main(words: Sequence[str]) -> None:
    folder, how = Path(words[0]), words[1]
    settings = load_settings(
        {
            "LANSHAO_DATABASE_URL": f"sqlite:///{folder}/lanshao.db",
            "LANSHAO_DATA": str(folder),
            "LANSHAO_CONSOLE_PORT": "0",
        }
    )
    transport = Stubborn(folder, how)
    jobs.CRAFTS = {
        "sleep": jobs.Craft(
            task=lambda job, media: (transport.job_begins(), (60,)),
            done=lambda job, result, media: lambda work: None,
            failed=lambda job, error: lambda work: None,
        )
    }
    engine, scene, _ = prepare(settings.database_url, ROSTER, transport.namespace, live_now())
    executor = Executor(engine, scene.work)
    asyncio.run(_owe(executor))
    executor.close()
    engine.dispose()
    asyncio.run(_until_told(settings, transport, Alarms((), live_now)))
    _end_as_a_program_does()


def _end_as_a_program_does() -> None:
    """A fork ends without it: wait for the threads that are not daemons, then for whoever wants to be asked."""
    getattr(threading, "_shutdown")()  # noqa: B009
    getattr(atexit, "_run_exitfuncs")()  # noqa: B009

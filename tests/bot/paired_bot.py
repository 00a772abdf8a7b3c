"""One of two bots on one PostgreSQL, as a program of its own that may be killed: `main` is for `forks`.

The real bot on a shifted clock; its platform is a file to which every send is appended, so that what
was said outlives who said it. A bot that connects hears what its account said last, as one does from
a gateway that synchronises after a login.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.app import prepare
from bot.crashpoints import arm
from bot.leading import Leadership, run_when_leading
from bot.live import assemble_leading, serve
from bot.logs import quiet_logs
from bot.pacing import Paced
from bot.scheduler import live_now
from bot.transports import Arrival, Deliver, Parcel
from domain.messages import Kind, Message
from domain.rosters import Group, Room, RoomKind, Roster
from tests.cast import ROUNDS

SYNCHRONISED = 80  # what an account may say in two minutes


def crowd(groups: int) -> Roster:
    """So many groups, each with a room."""
    return Roster(
        "anfang-2020",
        ROUNDS,
        tuple(Group(f"g{n}", f"驻第{n}市暗访核查组", f"第{n}市", (), (), (1,)) for n in range(groups)),
        tuple(Room(f"room-{n}", f"驻第{n}市暗访核查工作群", RoomKind.GROUP, f"g{n}") for n in range(groups)),
        (),
    )


class FilePlatform:
    """What is said is one line of a file: room, text, and the time of day in seconds."""

    namespace = "file"

    def __init__(self, file: Path, shift: timedelta) -> None:
        self._file = file
        self._shift = shift
        self._deliver: Deliver | None = None
        self._echoes: set[asyncio.Task[None]] = set()

    async def start(self, deliver: Deliver) -> None:
        self._deliver = deliver
        for said in read_platform(self._file)[-SYNCHRONISED:]:
            await self._echo(said)

    async def send(self, parcel: Parcel) -> str:
        at = time.time()
        said = {"id": f"{os.getpid()}-{at}", "room": parcel.room, "text": parcel.text, "at": at}
        out = os.open(self._file, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(out, json.dumps(said).encode() + b"\n")
        os.close(out)
        task = asyncio.create_task(self._echo(said))
        self._echoes.add(task)
        task.add_done_callback(self._echoes.discard)
        return str(said["id"])

    async def stop(self) -> None:
        await asyncio.gather(*self._echoes, return_exceptions=True)

    async def _echo(self, said: dict[str, Any]) -> None:
        assert self._deliver is not None
        at = live_now().fromtimestamp(said["at"], live_now().tzinfo) + self._shift
        message = Message(said["id"], said["room"], "me", "蓝哨", at, Kind.TEXT, said["text"])
        await self._deliver(Arrival(message, b"{}", own=True))


def read_platform(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_bytes().splitlines()] if file.exists() else []


class Hurried(Paced):
    """An account's pace for three seconds, then fifty a second: the bot is measured, and it has to come to an end."""

    begun_at = last_at = next_at = -60.0

    def asked(self, lane: str, *, urgent: bool) -> None:
        now = time.monotonic()
        if now - self.last_at > 5.0:
            self.begun_at = now
        self.last_at, self.next_at = now, now + (1.5 if now - self.begun_at < 3.0 else 0.02)

    def wait(self, lane: str, *, urgent: bool) -> float:
        return self.next_at - time.monotonic()

    def wait_for_any(self, *, urgent: bool) -> float:
        return self.next_at - time.monotonic()


async def run(url: str, folder: Path, shift: timedelta) -> None:
    stopping = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopping.set)
    platform = FilePlatform(folder / "platform.jsonl", shift)
    engine, scene, _ = prepare(url, None, platform.namespace, live_now() + shift)

    def clock() -> datetime:
        return live_now() + shift

    async def serve_led(leadership: Leadership | None) -> None:
        app = assemble_leading(engine, scene, folder / "media", platform, clock, Hurried(clock), leadership)
        try:
            await serve(app, platform, stopping)
        finally:
            app.close()

    await run_when_leading(engine, platform.namespace, stopping, serve_led)


def main(words: Sequence[str]) -> None:
    """Words: the database, the folder, the seconds that the clock is ahead, where to be killed (or nothing)."""
    url, folder, shift, crash_at = words
    quiet_logs(level=30)
    arm(crash_at)
    asyncio.run(run(url, Path(folder), timedelta(seconds=float(shift))))

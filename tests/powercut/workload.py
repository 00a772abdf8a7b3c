"""The real bot at work, told by a test to lose its disk: a fork that has the recorder in it.

Takes texts, photos and questions, answers, and notes outside in `told.ack` each thing as soon as it may be believed:
`ready`, `message ID`, `file ID SHA256`, `said SHA256 OF THE WORDS`.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import random
import stat
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, Pool, event

from bot.app import App, assemble_app, prepare
from bot.executor import Unit
from bot.replaying import no_pause
from bot.transports import Parcel
from bot.transports.memory import MemoryTransport, arrival_of
from domain.calendars import SHANGHAI
from domain.messages import BOT, Kind, Message
from tests.cast import PEOPLE, QINGSHI, ROSTER
from tests.powercut.recordings import watch_the_disk

NOW = datetime(2020, 10, 21, 9, 0, tzinfo=SHANGHAI)
MODES = ("whole", "synchronous NORMAL", "synchronous OFF", "no file sync", "no folder sync")
INSPECTORS = [person.id for person in PEOPLE if person.group == "qingshi"]


class Acknowledging(MemoryTransport):
    """Notes what was said aloud."""

    def __init__(self, acks: Path) -> None:
        super().__init__()
        self._acks = os.open(acks, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def note(self, line: str) -> None:
        os.write(self._acks, f"{line}\n".encode())

    async def send(self, parcel: Parcel) -> str:
        self.note(f"said {hashlib.sha256(parcel.text.encode()).hexdigest()}")
        return await super().send(parcel)


def weaken(mode: str) -> None:
    """Leave out one thing of those that keep evidence safe, so that the test shows that it would see that."""
    if mode.startswith("synchronous"):

        @event.listens_for(Pool, "checkout")  # after the bot has set what it wants
        def loosen(connection: Any, *_: Any) -> None:
            connection.execute(f"PRAGMA {mode.replace(' ', '=')}").close()

    elif mode != "whole":
        sync = os.fsync

        def skipping(file: Any) -> None:
            if stat.S_ISDIR(os.fstat(file).st_mode) != (mode == "no folder sync"):
                sync(file)

        setattr(os, "fsync", skipping)  # noqa: B010  mypy would have the very signature


def said(n: int, chance: random.Random) -> tuple[Message, bytes | None]:
    """The n-th message, with its photo: one in three is a photo, one in seven a question to the bot."""
    at = NOW + timedelta(seconds=n)
    sender = chance.choice(INSPECTORS)
    if n % 3 == 1:
        return Message(f"m{n}", QINGSHI, sender, "", at, Kind.IMAGE), chance.randbytes(chance.randint(2_000, 60_000))
    if n % 7 == 0:
        return Message(f"m{n}", QINGSHI, sender, "", at, Kind.TEXT, "@蓝哨 进度", mentions=(BOT,)), None
    text = f"1组，东泉区，青石市锦川铸造有限公司{n}，工业，除尘设施未运行，涉嫌环境违法"
    return Message(f"m{n}", QINGSHI, sender, "", at, Kind.TEXT, text), None


async def _take(app: App, transport: Acknowledging, message: Message, photo: bytes | None) -> None:
    await app.receiver.receive(arrival_of(message, photo))
    transport.note(f"message {message.id}")


async def day(app: App, transport: Acknowledging, count: int) -> None:
    chance = random.Random(count)
    await transport.start(app.receiver.receive)
    n = 0
    while n < count:
        wave = [said(n + k, chance) for k in range(chance.choice((1, 1, 2, 5, 9)))]
        n += len(wave)
        await asyncio.gather(*(_take(app, transport, message, photo) for message, photo in wave))
        await app.receiver.drain()
        for message, photo in wave:
            if photo is not None:
                transport.note(f"file {message.id} {await _hash_of(app, message.id)}")
        await app.settle()


async def _hash_of(app: App, message_id: str) -> str:
    return str(await app.executor.run(Unit("look", app.clock(), lambda work: work.inbox.sha256_of(message_id))))


def main(words: Sequence[str]) -> None:
    """Words: the folder, the mode, how many messages."""
    watch_the_disk()
    folder, mode, count = Path(words[0]), words[1], int(words[2])
    weaken(mode)

    @event.listens_for(Engine, "connect")
    def checkpoint_often(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA wal_autocheckpoint=50").close()

    transport = Acknowledging(folder / "told.ack")
    engine, scene, _ = prepare(f"sqlite:///{folder / 'data' / 'lanshao.db'}", ROSTER, transport.namespace, NOW)
    transport.note("ready")
    app = assemble_app(engine, scene, folder / "data" / "media", transport, lambda: NOW, no_pause)
    asyncio.run(day(app, transport, count))
    app.close()

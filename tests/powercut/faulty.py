"""The real bot on a disk that refuses, one call later each time: a fork that has the recorder in it.

For each errno and each kind of message: the n-th call on the disk fails, and all after it, until the bot has seen it;
then the disk is well again and the message must be there, whole. n grows until nothing is left that could fail.
Prints `tried N`, or what went wrong.
"""

from __future__ import annotations

import asyncio
import errno
import hashlib
import mmap
import os
import struct
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from bot import executor, receiver
from bot.app import App, assemble_app, prepare
from bot.executor import Unit
from bot.replaying import no_pause
from bot.transports.memory import MemoryTransport, arrival_of
from domain.calendars import SHANGHAI
from domain.messages import Kind, Message
from storage.media import MediaStore
from storage.verifications import verify
from tests.cast import QINGSHI, ROSTER
from tests.powercut.recordings import watch_the_disk

NOW = datetime(2020, 10, 21, 9, 0, tzinfo=SHANGHAI)
NUMBERS = struct.Struct("<qq")
WELL = NUMBERS.pack(0, 0)
_Arriving = tuple[Message, bytes | None]


class Faults:
    """What the preloaded library shares with us: the errno, and how many calls may still succeed."""

    def __init__(self, file: Path) -> None:
        descriptor = os.open(file, os.O_RDWR)
        self._shared = mmap.mmap(descriptor, NUMBERS.size)
        os.close(descriptor)

    def after(self, calls: int, number: int) -> None:
        self._shared[:] = NUMBERS.pack(number, calls)

    @property
    def refused(self) -> int:
        """How many calls have failed."""
        number, left = NUMBERS.unpack(self._shared[:])
        return max(0, -left) if number else 0

    def end(self) -> None:
        self._shared[:] = WELL


async def _take(app: App, message: Message, photo: bytes | None) -> None:
    await app.receiver.receive(arrival_of(message, photo))
    while True:
        await app.receiver.drain()
        if not app.receiver.without_room:
            return
        await asyncio.sleep(0.001)


async def _with_fault(app: App, faults: Faults, arriving: list[_Arriving], calls: int, number: int) -> bool:
    """Whether anything was refused on the way."""
    faults.after(calls, number)
    taking = asyncio.gather(*(_take(app, message, photo) for message, photo in arriving))
    while not taking.done() and not faults.refused:
        await asyncio.wait({taking}, timeout=0.002)
    if not taking.done():
        await asyncio.wait({taking}, timeout=0.02)
    refused = faults.refused
    faults.end()
    await taking
    return bool(refused)


def _is_kept(app: App, message_id: str) -> bool:
    with app.engine.connect() as connection:
        return app.scene.work(connection, NOW).inbox.message(message_id) is not None


async def _hash_of(app: App, message_id: str) -> str | None:
    return await app.executor.run(Unit("look", NOW, lambda work: work.inbox.sha256_of(message_id)))


def _arriving(tried: int, kind: Kind) -> list[_Arriving]:
    """One photo, or three texts that share a transaction."""
    at = NOW + timedelta(seconds=tried)
    return [
        (
            Message(f"m{tried}.{n}", QINGSHI, "id-hao", "", at, kind, f"第{tried}句之{n}"),
            f"photo {tried}".encode() * 3000 if kind is Kind.IMAGE else None,
        )
        for n in range(1 if kind is Kind.IMAGE else 3)
    ]


async def day(app: App, store: MediaStore, faults: Faults) -> int:
    tried = 0
    for number in (errno.ENOSPC, errno.EROFS, errno.EIO):
        for kind in (Kind.TEXT, Kind.IMAGE):
            calls, more = 0, True
            while more:
                tried += 1
                arriving = _arriving(tried, kind)
                more = await _with_fault(app, faults, arriving, calls, number)
                for message, photo in arriving:
                    where = message.id, errno.errorcode[number], calls
                    assert _is_kept(app, message.id), where
                    if photo is not None:
                        sha256 = hashlib.sha256(photo).hexdigest()
                        assert await _hash_of(app, message.id) == sha256, where
                        assert store.is_intact(sha256), where
                calls += 1
    return tried


def main(words: Sequence[str]) -> None:
    """Word: the folder."""
    watch_the_disk()
    folder = Path(words[0])
    faults = Faults(Path(os.environ["LANSHAO_FAULTS"]))
    executor.RETRY_PAUSES = (0.005,) * 100
    receiver.ROOM_PAUSE = 0.005

    @event.listens_for(Engine, "connect")
    def with_little_memory(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA cache_size=5").close()  # so that it writes before the commit, too

    transport = MemoryTransport()
    engine, scene, _ = prepare(f"sqlite:///{folder / 'data' / 'lanshao.db'}", ROSTER, transport.namespace, NOW)
    app = assemble_app(engine, scene, folder / "data" / "media", transport, lambda: NOW, no_pause)
    tried = asyncio.run(day(app, MediaStore(folder / "data" / "media"), faults))
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        assert verify(connection).faults == ()
        assert scene.work(connection, NOW).inbox.errors() == {}
    app.close()
    left = [path.name for path in (folder / "data" / "media").rglob(".incoming-*")]
    assert not left, left
    print(f"tried {tried}")

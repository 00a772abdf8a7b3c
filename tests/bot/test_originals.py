"""A photo that came compressed is asked for again; what is had then is kept beside it, and papers show it."""

from __future__ import annotations

import asyncio
import hashlib
import io
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import update

from bot.app import App, assemble_app, prepare
from bot.executor import Unit
from bot.live import serve
from bot.originals import Originals
from bot.replaying import no_pause
from bot.transports import Arrival, FileAway
from bot.transports.memory import MemoryTransport, arrival_of
from domain.calendars import SHANGHAI
from domain.messages import Kind, Message
from domain.renditions import Rendition
from storage import originals
from storage.jobs import Job
from storage.media import MediaStore
from storage.original_tables import originals as original_rows
from storage.originals import WAITS
from tests.cast import ID, QINGSHI, ROSTER
from tests.databases import file_database

NOW = datetime(2020, 10, 21, 10, 0, tzinfo=SHANGHAI)
CAME, SENT = b"compressed", b"as it was sent"
PHOTO = Message("m1", QINGSHI, ID["郝大川"], "", NOW, Kind.IMAGE)


class Gateway:
    """What it gives for an original: bytes, or what it raises."""

    def __init__(self, *gives: bytes | Exception) -> None:
        self._left = list(gives)

    def original(self, message: Message) -> Arrival:
        async def chunks() -> AsyncIterator[bytes]:
            given = self._left.pop(0)
            if isinstance(given, Exception):
                raise given
            yield given

        return replace(arrival_of(message, None), chunks=chunks)


def drawn(place: tuple[int, int], quality: int) -> bytes:
    """A dark thing on light ground, compressed."""
    image, out = Image.new("RGB", (320, 240), (200, 190, 170)), io.BytesIO()
    image.paste((40, 50, 60), (*place, place[0] + 120, place[1] + 80))
    image.save(out, "JPEG", quality=quality)
    return out.getvalue()


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    engine, scene, _ = prepare(file_database(tmp_path / "lanshao.db"), ROSTER, "memory", NOW)
    app = assemble_app(engine, scene, tmp_path / "media", MemoryTransport(), lambda: NOW, no_pause)
    yield app
    app.close()


async def come(app: App) -> None:
    await app.receiver.receive(replace(arrival_of(PHOTO, CAME), rendition=lambda: "normal"))
    await app.receiver.drain()


async def tries(app: App, *gives: bytes | Exception) -> list[bool]:
    """Of two tries, each when it is due, whether there was anything to ask for."""
    now = NOW
    asking, asked = Originals(app.executor, app.receiver, lambda: now, Gateway(*gives).original), []
    for wait in WAITS:
        now += wait
        asked.append(await asking.try_next())
    return asked


def best(app: App) -> Any:
    return app.executor.submit(Unit("best", NOW, lambda work: work.originals.best_of([sha(CAME)]))).result()


@pytest.mark.parametrize(
    ("gives", "asked", "found"),
    [
        ((SENT,), [True, False], {sha(CAME): sha(SENT)}),
        ((ValueError(), SENT), [True, True], {sha(CAME): sha(SENT)}),
        ((CAME, CAME), [True, True], {}),
        ((FileAway(), SENT), [False, True], {sha(CAME): sha(SENT)}),
    ],
)
def test_an_original_is_kept_beside_what_came(
    app: App, tmp_path: Path, gives: tuple[bytes | Exception, ...], asked: list[bool], found: dict[str, str]
) -> None:
    async def go() -> list[bool]:
        await come(app)
        return await tries(app, *gives)

    assert asyncio.run(go()) == asked
    assert best(app) == found
    assert all(MediaStore(tmp_path / "media").is_intact(name) for name in (sha(CAME), *found.values()))


def test_a_live_bot_asks_for_it(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    class Asked(MemoryTransport):
        def again(self, message: Message, *, as_sent: bool = False) -> Arrival:
            return arrival_of(message, SENT if as_sent else CAME)

    async def go() -> None:
        await come(app)
        stopping = asyncio.Event()
        serving = asyncio.create_task(serve(app, Asked(), stopping))
        async with asyncio.timeout(30):
            while not await app.executor.run(Unit("best", NOW, lambda work: work.originals.best_of([sha(CAME)]))):
                await asyncio.sleep(0.01)
        stopping.set()
        await serving

    monkeypatch.setattr(originals, "WAITS", (timedelta(0), timedelta(0)))
    asyncio.run(go())
    assert best(app) == {sha(CAME): sha(SENT)}


def test_papers_show_the_original_and_what_came_where_that_shows_nothing_or_something_else(
    app: App, tmp_path: Path
) -> None:
    media = MediaStore(tmp_path / "media")
    pictures = [drawn((10, 10), 60), drawn((10, 10), 95), drawn((180, 150), 95)]
    came, same, other = (media.put([picture]).sha256 for picture in pictures)
    job = Job(1, "write_paper", "", {"photos": [sha(CAME)]}, NOW)

    def made(parent: bytes, copy: str) -> None:
        one = Rendition(sha(parent), copy, copy, 8, 6)
        app.executor.submit(Unit("made", NOW, lambda work: work.renditions.add(one))).result()

    async def shown() -> str:
        return str((await app.jobs._prepared(job)).payload["renditions"][sha(CAME)].paper)

    def held(of: bytes) -> None:
        change = update(original_rows).values(state="kept", sha256=sha(of))
        app.executor.submit(Unit("held", NOW, lambda work: work.connection.execute(change).rowcount)).result()

    asyncio.run(come(app))
    made(CAME, came)
    assert asyncio.run(shown()) == came
    made(SENT, same)
    made(b"another", other)
    held(SENT)
    assert asyncio.run(shown()) == same
    media.remove(same)
    assert asyncio.run(shown()) == came
    held(b"another")
    assert asyncio.run(shown()) == came

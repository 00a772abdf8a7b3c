"""The console beside the bot: what an overview of a whole day costs, and what thirty viewers cost the messages.

`python -m scripts.benches.consoles`. The sample day is said in 18 groups; its last messages come at a steady pace, in
turns with and without thirty live overviews (12 of dispatchers, 18 of leaders, one of each group), whose browsers are
another process.
"""

from __future__ import annotations

import asyncio
import gc
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles

from aiohttp import CookieJar, web
from aiohttp.test_utils import TestClient, TestServer

from bot.console import console_app
from bot.console.desks import Desk, Viewer
from bot.logs import quiet_logs
from bot.playing import SAMPLES
from bot.readers import Readers
from bot.transports.memory import arrival_of
from domain.messages import Kind, Message
from domain.rosters import Role
from scripts.benches.crowds import IN_FLIGHT, Crowd, Stage, crowd, stage
from storage.media import MediaStore

LIVE = 1_600  # the last messages of the day
TURN = 200  # of them at a time, with viewers and without
PACE = 0.05  # seconds between two: the rush before the deadline
DISPATCHERS = 12
LOOKS = 30
CPU, SIZE, DELAY = 30.0, 300.0, 1.5  # goals: ms, KB, times


class CookieDoor:
    """Believes the id in a cookie: a bench tells of no passwords."""

    routes: Sequence[web.RouteDef] = ()

    def __init__(self, on: Stage) -> None:
        self._on = on

    async def viewer(self, request: web.Request) -> Viewer | None:
        person = self._on.app.scene.roster.person.get(request.cookies.get("person", ""))
        return None if person is None else Viewer(person, person.id, str(request.remote) + person.id, "")


@dataclass
class Delays:
    """Milliseconds from a message's arrival until all that it made is durable, its answer in the outbox included."""

    alone: list[float] = field(default_factory=list)
    watched: list[float] = field(default_factory=list)
    came: int = 0  # messages at the browsers


def print_consoles(crowd: Crowd) -> None:
    with stage(crowd) as on:
        asyncio.run(_measure(on, crowd))


async def _measure(on: Stage, crowd: Crowd) -> None:
    said = list(crowd.messages(1))
    await _deliver_all(on, said[:-LIVE])
    readers = Readers(on.app)
    console = console_app(Desk(on.app, readers, MediaStore(on.home / "media")), CookieDoor(on))
    async with TestClient(TestServer(console), cookie_jar=CookieJar(unsafe=True)) as client:
        address = str(client.make_url("/overview/live"))
        delays = await _in_turns(on, said[-LIVE:], address, _viewers(crowd))
        on.begin()
        await _print_overview(on, client, crowd)
    _print_delays(delays)
    readers.close()


def _viewers(crowd: Crowd) -> list[str]:
    people = crowd.roster.people
    dispatchers = [person.id for person in people if person.role is Role.DISPATCHER][:DISPATCHERS]
    leaders = {person.group: person.id for person in people if person.role is Role.LEADER}
    return [*dispatchers, *leaders.values()]


async def _deliver_all(on: Stage, said: Sequence[Message]) -> None:
    coming = iter(said)

    async def deliver() -> None:
        for message in coming:
            await _receive(on, message)

    await asyncio.gather(*(deliver() for _ in range(IN_FLIGHT)))
    await on.app.receiver.drain()


async def _receive(on: Stage, message: Message) -> None:
    on.clock.advance(message.at)
    file = message.id.encode() if message.kind in (Kind.IMAGE, Kind.VIDEO) else None
    await on.app.receiver.receive(arrival_of(message, file))


async def _in_turns(on: Stage, said: Sequence[Message], address: str, viewers: Sequence[str]) -> Delays:
    delays = Delays()
    for number, start in enumerate(range(0, len(said), TURN)):
        gc.collect()
        part = said[start : start + TURN]
        if number % 2 == 0:
            delays.alone += await _paced(on, part)
            continue
        async with _watching(address, viewers) as count:
            delays.watched += await _paced(on, part)
        delays.came += count[0]
    return delays


async def _paced(on: Stage, part: Sequence[Message]) -> list[float]:
    async def one(message: Message) -> float:
        began = time.perf_counter()
        await _receive(on, message)
        return (time.perf_counter() - began) * 1_000

    tasks = []
    for message in part:
        tasks.append(asyncio.create_task(one(message)))
        await asyncio.sleep(PACE)
    return list(await asyncio.gather(*tasks))


@asynccontextmanager
async def _watching(address: str, viewers: Sequence[str]) -> AsyncIterator[list[int]]:
    """Thirty browsers; how many messages came to them is told at the end."""
    module = ["-m", "scripts.benches.viewers", address, *viewers]
    pipes = {"stdin": asyncio.subprocess.PIPE, "stdout": asyncio.subprocess.PIPE}
    process = await asyncio.create_subprocess_exec(sys.executable, *module, **pipes)  # type: ignore[arg-type]
    assert process.stdin is not None
    assert process.stdout is not None
    assert (await process.stdout.readline()).strip() == b"open"
    count = [0]
    yield count
    process.stdin.close()
    count[0] = int(await process.stdout.readline())
    await process.wait()


async def _print_overview(on: Stage, client: TestClient[web.Request, web.Application], crowd: Crowd) -> None:
    dispatcher = _viewers(crowd)[0]
    costs, size = [], 0
    for _ in range(LOOKS):
        began = time.process_time()
        async with client.get("/", cookies={"person": dispatcher}) as response:
            assert response.status == 200
            size = len(await response.read())
        costs.append((time.process_time() - began) * 1_000)
    with on.app.engine.connect() as connection:
        (visits,) = connection.exec_driver_sql("SELECT count(*) FROM visits").one()
    print(f"总览，{len(crowd.roster.groups)} 个组、{visits} 个点位（CPU 毫秒，连同浏览器一边，{LOOKS} 次）：")
    best, middle = min(costs), sorted(costs)[LOOKS // 2]
    print(f"  最好 {best:.1f}，中位 {middle:.1f}，目标 {CPU:.0f}；{size / 1_000:.0f} KB，目标 {SIZE:.0f} KB")


def _print_delays(delays: Delays) -> None:
    alone, watched = (quantiles(one, n=20) for one in (delays.alone, delays.watched))
    print(f"收到至答复入发件箱（毫秒，每 {PACE * 1_000:.0f} 毫秒一条，轮流各 {len(delays.alone)} 条）：")
    print(f"  没人看 中位 {alone[9]:.1f}，p95 {alone[18]:.1f}")
    print(f"  三十人看 中位 {watched[9]:.1f}，p95 {watched[18]:.1f}，送出 {delays.came} 次")
    print(f"  p95 之比 {watched[18] / alone[18]:.2f}，目标 {DELAY}")


if __name__ == "__main__":
    quiet_logs(level=30)
    print_consoles(crowd(min(path.parent for path in Path(SAMPLES).glob("*/messages.jsonl"))))

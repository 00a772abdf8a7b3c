"""A broadcast on a virtual clock: the real outbox, executor, sender and pacing; only time and the platform are played.

`make bench` prints the table, tests/bot/test_pacing.py holds a smaller form of it.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from bot.app import App, assemble_app, prepare
from bot.executor import Unit
from bot.pacing import Paced
from bot.transports import Deliver, Parcel, SendRefused
from domain.calendars import SHANGHAI
from domain.paces import ACCOUNT, ROOM, Ceiling
from domain.posts import NOBODYS, Once, Post, PostKind
from storage.work import UnitOfWork
from tests.cast import ROSTER
from tests.databases import file_database

START = datetime(2020, 10, 21, 9, 0, tzinfo=SHANGHAI)
URGENT = ("急", "【险情", "已转告")  # how posts begin that are urgent
HAIR = 1e-6  # s; what is lost in rounding


class VirtualTime:
    """Sleeps that cost nothing: when everybody sleeps, the first to wake is woken."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._numbers = itertools.count()

    def now(self) -> datetime:
        """As the live clock shows it: whole seconds."""
        return START + timedelta(seconds=int(self.seconds))

    def steady(self) -> float:
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self.seconds + seconds, next(self._numbers), woken))
        await woken

    @property
    def sleeping(self) -> int:
        return len(self._sleepers)

    @property
    def wakes_at(self) -> float:
        """When the first of the sleepers wakes."""
        return self._sleepers[0][0]

    def wake_first(self) -> None:
        at, _, woken = heapq.heappop(self._sleepers)
        self.seconds = max(self.seconds, at)
        if not woken.done():
            woken.set_result(None)


@dataclass(frozen=True, slots=True)
class Call:
    """The platform was asked at `at` to say something in a lane."""

    at: float
    lane: str
    text: str
    urgent: bool


@dataclass
class Platform:
    """Takes `latency` seconds for a send and refuses a share of them; `errors` and `slow` are for single sends."""

    time: VirtualTime
    latency: float = 0.3
    failing: float = 0.0
    seed: int = 0
    namespace: str = "memory"
    calls: list[Call] = field(default_factory=list)
    said: list[Parcel] = field(default_factory=list)
    last_at: float = 0.0
    errors: dict[int, Exception] = field(default_factory=dict)  # by the number of the call, from 1
    slow: dict[str, float] = field(default_factory=dict)  # seconds for a send to this lane

    def __post_init__(self) -> None:
        self._dice = random.Random(self.seed)

    async def start(self, deliver: Deliver) -> None: ...

    async def stop(self) -> None: ...

    async def send(self, parcel: Parcel) -> str:
        lane = parcel.room or parcel.contact or ""
        self.calls.append(Call(self.time.seconds, lane, parcel.text, parcel.text.startswith(URGENT)))
        error = self.errors.get(len(self.calls))
        if error is None and self._dice.random() < self.failing:
            error = SendRefused("no")
        await self.time.sleep(self.slow.get(lane, self.latency))
        if error is not None:
            raise error
        self.said.append(parcel)
        self.last_at = self.time.seconds
        return f"id-{len(self.said)}"


def start_bot(folder: Path, time: VirtualTime, platform: Platform) -> App:
    """A bot on the SQLite file in `folder`, paced as a live one."""
    file = folder / "lanshao.db"
    url = f"sqlite:///{file}" if file.exists() else file_database(file)
    engine, scene, _ = prepare(url, ROSTER, platform.namespace, time.now())
    return assemble_app(engine, scene, folder / "media", platform, time.now, Paced(time.now, time.steady, time.sleep))


def owe(app: App, time: VirtualTime, posts: Sequence[Post]) -> None:
    def run(work: UnitOfWork) -> None:
        for post in posts:
            work.outbox.owe(post)

    app.executor.submit(Unit("owe", time.now(), run)).result()


def instruction_to(rooms: int) -> list[Post]:
    """One instruction, to so many rooms."""
    return [a_post(f"room-{number}", f"请各组今晚8点前报送。{number}") for number in range(1, rooms + 1)]


def a_post(room: str, text: str, *, urgent: bool = False) -> Post:
    once = Once("anfang-2020", "test", f"{room}/{text[:40]}", "2020-10-21")
    return Post(once, PostKind.INSTRUCTION, room, None, ("急" if urgent else "") + text, urgent=urgent, about=NOBODYS)


async def ring(app: App, time: VirtualTime, until: float) -> None:
    """What the live scheduler does: once a second the sender is asked, unless it is still at it."""
    while time.seconds < until:
        await app.sender.flush(time.now())
        await time.sleep(1 - time.seconds % 1)


async def run(
    app: App,
    platform: Platform,
    *,
    seconds: float,
    posts: int | None = None,
    events: Sequence[tuple[float, Callable[[], None]]] = (),
) -> None:
    """Let the bot send for so many virtual seconds, or until the platform has said so many posts more.

    `events` happen meanwhile, each at its virtual second, in this order.
    """
    coming = list(events)
    time, end = platform.time, platform.time.seconds + seconds
    enough = len(platform.said) + posts if posts is not None else None
    ringing = asyncio.create_task(ring(app, time, end))
    while time.seconds < end and not ringing.done() and (enough is None or len(platform.said) < enough):
        full = app.sender.going >= Paced.together  # then the sender waits for one of them, and does not sleep
        if time.sleeping >= app.sender.going + (not full):
            if coming and coming[0][0] <= time.wakes_at:
                time.seconds, happens = max(time.seconds, coming[0][0]), coming.pop(0)[1]
                happens()
            else:
                time.wake_first()
        await asyncio.sleep(0.0002)  # not 0: the writer's thread needs its turn
    ringing.cancel()
    await asyncio.gather(ringing, return_exceptions=True)


def least_seconds(sends: int, latency: float, ceilings: Sequence[Ceiling] = ACCOUNT) -> float:
    """No sender can be faster: each send as early as the ceilings for ordinary posts allow, then its answer."""
    times: list[float] = []
    for _ in range(sends):
        shares = [(ceiling.most - ceiling.reserved, ceiling.seconds) for ceiling in ceilings]
        times.append(max((times[-most] + seconds for most, seconds in shares if len(times) >= most), default=0.0))
    return times[-1] + latency


def windows_broken(calls: Sequence[Call]) -> list[str]:
    """Every window, of the account or of a room, in which more was asked than its ceiling allows."""
    broken = _broken("account", sorted(call.at for call in calls), ACCOUNT, reserved=False)
    broken += _broken("not urgent", sorted(call.at for call in calls if not call.urgent), ACCOUNT, reserved=True)
    for lane in {call.lane for call in calls}:
        broken += _broken(lane, sorted(call.at for call in calls if call.lane == lane), ROOM, reserved=False)
    return broken


def _broken(whose: str, times: Sequence[float], ceilings: Sequence[Ceiling], *, reserved: bool) -> list[str]:
    broken = []
    for ceiling in ceilings:
        most = ceiling.most - (ceiling.reserved if reserved else 0)
        for first, last in zip(times, times[most:], strict=False):
            if last - first < ceiling.seconds - HAIR:
                broken.append(f"{whose}: {most + 1} in {last - first:.3f} s from {first:.3f}, {ceiling}")
    return broken


@dataclass(frozen=True, slots=True)
class Broadcast:
    """How long a broadcast took, the least that it could, and whether all got it once within every ceiling.

    `least` is for one attempt a room, `least_tried` for as many as were made: the ceiling counts refused ones too.
    """

    seconds: float
    least: float
    least_tried: float
    attempts: int
    broken: int

    @property
    def ratio(self) -> float:
        return self.seconds / self.least

    @property
    def ratio_tried(self) -> float:
        return self.seconds / self.least_tried


def broadcast(folder: Path, rooms: int, *, failing: float = 0.0, seed: int = 0, latency: float = 0.3) -> Broadcast:
    """Send one instruction to so many rooms; each must get it exactly once."""
    time = VirtualTime()
    platform = Platform(time, latency, failing, seed)
    app = start_bot(folder, time, platform)
    try:
        owe(app, time, instruction_to(rooms))
        asyncio.run(run(app, platform, seconds=3_600, posts=rooms))
    finally:
        app.close()
    if sorted(parcel.room or "" for parcel in platform.said) != sorted(f"room-{n}" for n in range(1, rooms + 1)):
        raise AssertionError("not every room was told exactly once")
    tried, broken = len(platform.calls), len(windows_broken(platform.calls))
    return Broadcast(platform.last_at, least_seconds(rooms, latency), least_seconds(tried, latency), tried, broken)

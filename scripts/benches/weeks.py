"""Weeks of a campaign: what a message of the last day costs beside one of the first, and whether memory grows.

`python -m scripts.benches.weeks GROUPS DAYS` measures as many as wanted; 18 groups of 20 days are 148,000 messages.
"""

from __future__ import annotations

import asyncio
import functools
import gc
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path
from statistics import linear_regression

from bot.app import App, assemble_app, prepare
from bot.logs import quiet_logs
from bot.playing import SAMPLES
from bot.replaying import no_pause, run_to
from bot.transports import Deliver, Parcel
from bot.transports.memory import arrival_of
from bot.transports.replay import VirtualClock
from domain.calendars import day_of
from domain.messages import Message
from scripts.benches.crowds import Crowd, crowd

GROUPS, DAYS = 2, 20
SETTLED_EVERY = 50  # messages; then what fell due is done and what is owed is said
FLOORS = frozenset({"bot", "handlers", "schedules", "documents", "storage", "domain"})
FIRST = 3  # days until all that is made once is made: they count for cost and not for growth
PAGE = os.sysconf("SC_PAGE_SIZE")


class Forgetful:
    """A platform that takes everything and remembers nothing: what grows is the bot."""

    namespace = "memory"

    def __init__(self) -> None:
        self._count = 0

    async def start(self, deliver: Deliver) -> None: ...

    async def stop(self) -> None: ...

    async def send(self, parcel: Parcel) -> str:
        self._count += 1
        return f"sent-{self._count}"


@dataclass(frozen=True, slots=True)
class Day:
    """One day's end: messages so far, CPU microseconds for each of the day's, memory held in bytes, objects in use."""

    messages: int
    cost: float
    resident: int
    blocks: int


def days_of(crowd: Crowd, days: int) -> Iterator[Day]:
    """So many days of all groups through the whole bot, on a virtual clock and a fresh SQLite file."""
    with tempfile.TemporaryDirectory() as folder:
        home, clock, transport = Path(folder), VirtualClock(crowd.day[0].at), Forgetful()
        engine, scene, _ = prepare(f"sqlite:///{home / 'lanshao.db'}", crowd.roster, transport.namespace, clock())
        app, count = assemble_app(engine, scene, home / "media", transport, clock, no_pause), 0
        try:
            for _, said in groupby(crowd.messages(days), key=_day):
                messages = list(said)
                begun = time.process_time()
                asyncio.run(_live(app, clock, messages))
                cost, count = (time.process_time() - begun) / len(messages) * 1e6, count + len(messages)
                del messages
                _empty_caches()
                yield Day(count, cost, _resident(), sys.getallocatedblocks())
        finally:
            app.close()


def _day(message: Message) -> datetime:
    return datetime.combine(day_of(message.at), datetime.min.time())


async def _live(app: App, clock: VirtualClock, messages: Sequence[Message]) -> None:
    for first in range(0, len(messages), SETTLED_EVERY):
        part = messages[first : first + SETTLED_EVERY]
        await run_to(app, clock, part[-1].at)
        clock.advance(part[-1].at)
        await asyncio.gather(*(app.receiver.receive(arrival_of(message, None)) for message in part))
        await app.settle()


def _empty_caches() -> None:
    """What is remembered up to a bound is no growth, but takes weeks to fill: at night it is forgotten.

    Else the days measured would tell how full the caches of times, links and posts are by then.
    """
    gc.collect()
    for one in gc.get_objects():
        ours = isinstance(one, functools._lru_cache_wrapper) and one.__module__.partition(".")[0] in FLOORS
        if ours and one.cache_info().maxsize is not None:
            one.cache_clear()
    gc.collect()


def _resident() -> int:
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * PAGE


def slope(days: Sequence[Day], of: str) -> float:
    """How much more there is after 100,000 messages more, by the line through the days once the first are over."""
    later = days[FIRST:]
    return linear_regression([one.messages for one in later], [getattr(one, of) for one in later]).slope * 1e5


def print_weeks(sample: Path, groups: int = GROUPS, days: int = DAYS) -> None:
    lived = list(days_of(crowd(sample, groups), days))
    first, last = (sorted(one.cost for one in part)[1] for part in (lived[:3], lived[-3:]))
    print(f"{days} 天、{groups} 个群，每天 {lived[0].messages} 条，整个机器人（虚拟时钟，含点名、统计、发送）")
    print(f"  一条消息：头三天 {first:.0f} 微秒 CPU（三天取中），末三天 {last:.0f}，比值 {last / first:.2f}，目标 1.2")
    memory, blocks = slope(lived, "resident") / 1e6, slope(lived, "blocks")
    print(f"  内存：末了 {lived[-1].resident / 1e6:.0f} MB，每十万条多 {memory:.2f} MB，目标 1；对象多 {blocks:.0f} 个")


if __name__ == "__main__":
    quiet_logs(level=50)
    print_weeks(min(path.parent for path in SAMPLES.glob("*/messages.jsonl")), *map(int, sys.argv[1:]))

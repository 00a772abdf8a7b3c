"""`lanshao demo` with a clock that a test moves, or whoever wants pictures of it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from bot.demonstrations import Stage, pages_of, playing, set_up
from bot.executor import Unit
from bot.media import is_available
from bot.paced_clocks import PacedClock
from bot.playing import sample_day
from bot.transports.transcripts import read_transcript
from tests.bot.performances import Steady
from tests.browser.offices import LoopThread
from tests.databases import file_database


@dataclass(frozen=True, slots=True)
class Demonstration:
    """The living demo: its bot, the seconds of its clock (`steady.at`), the thread that it is in, its address."""

    stage: Stage
    steady: Steady
    bot: LoopThread
    address: str

    def play_to(self, moment: datetime) -> None:
        """Let the day go on to this moment, as fast as it can."""
        while self.stage.clock() < moment:
            self.steady.at += min(1.0, max(0.0, self.stage.clock.until(moment)) + 0.01)
            time.sleep(0.005)

    def wait_for_small_copies(self) -> None:
        """Until there is one of every photo that came."""
        lacking = Unit("lacking", self.stage.clock(), lambda work: work.renditions.lacking(most=1))
        while self.bot.run(self.stage.app.executor.run(lacking)):
            time.sleep(0.2)

    def wait_for_readings(self) -> None:
        """Until a machine has read all that came, where it can: minutes."""
        left = Unit("left", self.stage.clock(), lambda work: work.reading_jobs.count())
        while is_available() and self.bot.run(self.stage.app.executor.run(left)):
            time.sleep(1)


@contextmanager
def demonstration(home: Path, first: int | None = None) -> Iterator[Demonstration]:
    """The demo, playing so many of the sample day's messages (all of them without a number)."""
    day, bot, steady, doing = read_transcript(sample_day()), LoopThread(), Steady(), AsyncExitStack()
    day = replace(day, arrivals=day.arrivals[:first])
    clock = PacedClock(day.arrivals[0].message.at, 60, steady)
    stage = set_up(day, home, file_database(home / "lanshao.db"), "蓝哨", clock)

    async def begin() -> str:
        address = await doing.enter_async_context(pages_of(stage, 0))
        await doing.enter_async_context(playing(stage, asyncio.Event()))
        return address

    try:
        yield Demonstration(stage, steady, bot, bot.run(begin()))
    finally:
        bot.run(doing.aclose())
        stage.app.close()
        bot.close()

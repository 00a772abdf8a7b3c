"""The live clock: APScheduler rings, the timetable in the database says what is due.

APScheduler keeps nothing: it holds no job of ours, only a bell. What fell due while the bot was
down is found by the first ring, because it is a row.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta

import structlog
from apscheduler.job import Job
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from bot.app import ROSTER_SECONDS, App
from bot.clocks import WatchedClock
from bot.executor import Unit
from bot.media.readers import READING_SECONDS
from bot.ticker import next_due, tick
from domain.calendars import SHANGHAI, day_of
from schedules.clocks import tell_wrong_clock

RING_SECONDS = 1
log = structlog.get_logger("scheduler")


def live_now() -> datetime:
    """The time of day, to the second; the only reading of the system clock that decides anything."""
    return datetime.now(SHANGHAI).replace(microsecond=0)


class Scheduler:
    """Rings once a second: what is due is done, what is owed is sent, slow work is done."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._watched = app.clock if isinstance(app.clock, WatchedClock) else None
        self._minding: asyncio.Task[None] | None = None
        self._planned_for: date | None = None
        self._sending: Job | None = None
        self._scheduler = AsyncIOScheduler(timezone=SHANGHAI)
        # It warns of each ring that it drops, and a broadcast drops one a second.
        logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)

    def start(self) -> None:
        """Start ringing. A ring that finds its work still going on is dropped: the next one comes."""
        self._ring(self._tick)
        self._sending = self._ring(self._send)
        self._ring(self._do_jobs)
        self._ring(self._make_renditions)
        self._ring(self._read_files, after=READING_SECONDS)
        self._ring(self._send_mails)
        self._ring(self._app.outages.look)
        self._ring(self._app.renew, ROSTER_SECONDS)
        self._scheduler.start()
        self._minding = asyncio.create_task(self._mind_jumps())

    def stop(self) -> None:
        if self._minding is not None:
            self._minding.cancel()
        self._scheduler.shutdown(wait=False)

    def _ring(self, work: Callable[[], Awaitable[None]], seconds: int = RING_SECONDS, after: int = 0) -> Job:
        """Ring for this at once, or after so many seconds, then as a second begins, for then things fall due.

        A late ring rings all the same.
        """

        async def guarded() -> None:
            try:
                await work()
            except Exception as error:  # the next ring tries again; the alarm clock would log it with its data
                log.error("ring failed", work=work.__name__, error=type(error).__name__)

        now = live_now() + timedelta(seconds=after)
        bell = IntervalTrigger(seconds=seconds, start_date=now, timezone=SHANGHAI)
        return self._scheduler.add_job(
            guarded, bell, max_instances=1, coalesce=True, misfire_grace_time=None, next_run_time=now
        )

    async def _mind_jumps(self) -> None:
        """APScheduler goes by the system's clock: when that is set back by an hour it would not ring for an hour."""
        last = live_now()
        while True:
            await asyncio.sleep(RING_SECONDS)
            now = live_now()
            if now < last:
                for job in self._scheduler.get_jobs():
                    job.modify(next_run_time=now)
            last = now

    async def _is_sure(self, now: datetime) -> bool:
        """Whether the time is known well enough for timed work; what is wrong with it is told once."""
        if self._watched is None:
            return True
        off, doubted = self._watched.news(), self._watched.is_doubted()
        if off is not None:
            log.error("the clock is wrong", seconds=round(off.total_seconds()), held_back=doubted)
            tell = Unit("clock", now, lambda work: tell_wrong_clock(off, work, holds_back=doubted))
            await self._app.executor.run(tell)
        return not doubted

    async def _tick(self) -> None:
        """Once more where a second began meanwhile: its ring was dropped, and something may be due at it."""
        done_at: datetime | None = None
        while (now := self._app.clock()) != done_at:
            if await self._is_sure(now):
                await self._do_what_is_due(now)
            self._app.executor.vitals.clock_beat = time.monotonic()
            done_at = now

    async def _do_what_is_due(self, now: datetime) -> None:
        due = await next_due(self._app.executor, now)
        if self._planned_for != day_of(now) or (due is not None and due <= now):
            await tick(self._app.executor, now, self._send_at_once)
            self._planned_for = day_of(now)
        self._app.executor.vitals.clock_beat = time.monotonic()

    def _send_at_once(self) -> None:
        """What is owed now waits for no second ring."""
        if self._sending is not None:
            self._sending.modify(next_run_time=live_now())

    async def _send(self) -> None:
        await self._app.sender.flush(self._app.clock())

    async def _send_mails(self) -> None:
        await self._app.mailing.send_owed(self._app.clock)

    async def _do_jobs(self) -> None:
        await self._app.jobs.run_waiting(self._app.clock)

    async def _make_renditions(self) -> None:
        await self._app.jobs.make_renditions(self._app.clock)

    async def _read_files(self) -> None:
        await self._app.media_readers.read_waiting(self._app.clock)

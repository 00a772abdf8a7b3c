"""Plays a recorded day into a running bot at the pace of its clock; people may join in, and the clock goes on after."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress

import structlog

from bot.app import ROSTER_SECONDS, App
from bot.executor import Unit
from bot.media.readers import READING_SECONDS
from bot.paced_clocks import SLOWEST, PacedClock
from bot.replaying import last_moment
from bot.ticker import next_due, tick
from bot.transports import Arrival, Deliver
from domain.calendars import day_of, midnight_after

GLANCE = 0.2  # s: so often it is looked whether people have asked for something
log = structlog.get_logger("demo")

Wait = Callable[[float], Awaitable[None]]


class Player:
    """Plays `arrivals` through `bring`. `wait` passes so many seconds of the clock's steady time, or fewer."""

    def __init__(
        self, app: App, clock: PacedClock, arrivals: Sequence[Arrival], bring: Deliver, wait: Wait | None = None
    ) -> None:
        self._app, self._clock, self._bring = app, clock, bring
        self._arrivals = arrivals
        self._left: deque[Arrival] = deque(arrivals)
        self._wait = wait or self._wait_awake

    @property
    def count(self) -> int:
        return len(self._arrivals)

    @property
    def played(self) -> int:
        return len(self._arrivals) - len(self._left)

    @property
    def is_over(self) -> bool:
        """Whether the recorded day is; the clock goes on."""
        return not self._left

    async def take_up(self) -> None:
        """Go on where the last run stopped, however it did: what it had begun is finished."""
        self._clock.stand_at(await last_moment(self._app, self._clock()))
        await self._app.sender.resume(self._clock(), resend=True)
        kept = await self._app.executor.run(
            Unit("played", self._clock(), lambda work: {row.message.id for row in work.inbox.all()})
        )
        awaited = await self._app.receiver.awaited()
        fetching = {message.id for message in awaited}
        for arrival in self._arrivals:
            if arrival.message.id in fetching:
                await self._app.receiver.receive(arrival)
                fetching.remove(arrival.message.id)
        await self._app.receiver.take_up([message for message in awaited if message.id in fetching], None)
        self._left = deque(arrival for arrival in self._arrivals if arrival.message.id not in (kept or ()))
        await self._beat()

    async def play(self, stopping: asyncio.Event) -> None:
        """Until told to stop; ends between two steps, with all written down up to this moment."""
        besides = (self._keep_pictures_small, self._read_files, self._keep_the_roster)
        asides = [asyncio.create_task(aside()) for aside in besides]
        was_over = False
        try:
            while not stopping.is_set():
                if self.is_over and not was_over:
                    was_over = True
                    self._clock.pace(SLOWEST, paused=self._clock.paused)
                await self.step()
            await self._beat()
        finally:
            for aside in asides:
                aside.cancel()

    async def step(self) -> None:
        """Let the next thing happen, if its time has come; else do what people asked for, and wait a little."""
        now = self._clock()
        due = await next_due(self._app.executor, now)
        midnight = midnight_after(day_of(now))
        strikes = min(due or midnight, midnight)
        arrival = self._left[0] if self._left and self._left[0].message.at < strikes else None
        moment = arrival.message.at if arrival is not None else strikes
        self._clock.go_on(moment)
        if self._clock() < moment:
            await self._app.settle()
            await self._wait(min(GLANCE, self._clock.until(moment)))
            return
        self._clock.stand_at(moment)
        if arrival is None:
            await self._beat()
        else:
            await self._bring(arrival)
            self._left.popleft()
            await self._app.settle()

    async def _beat(self) -> None:
        await tick(self._app.executor, self._clock())
        await self._app.settle()

    async def _wait_awake(self, seconds: float) -> None:
        """A change of pace ends the wait."""
        self._clock.changed.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._clock.changed.wait()

    async def _keep_pictures_small(self) -> None:
        """As a live bot does: smaller copies of what came, for who looks at the pages."""
        await self._again_and_again(1.0, self._app.jobs.make_renditions, self._clock)

    async def _read_files(self) -> None:
        await asyncio.sleep(READING_SECONDS)
        await self._again_and_again(1.0, self._app.media_readers.read_waiting, self._clock)

    async def _keep_the_roster(self) -> None:
        await self._again_and_again(ROSTER_SECONDS, self._app.renew)

    async def _again_and_again(self, seconds: float, do: Callable[..., Awaitable[object]], *given: object) -> None:
        while True:
            try:
                await do(*given)
            except Exception as error:  # the next time it may work
                log.error("aside failed", error=type(error).__name__)
            await asyncio.sleep(seconds)

"""Whether the bot hears: absences of the platform and of the bot itself become blind windows."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Protocol, runtime_checkable

import structlog

from bot.clocks import WatchedClock
from bot.executor import Executor, Unit
from bot.transports import Listener
from schedules.blind_windows import ON_ITS_WAY, note_absence, note_loss, note_return
from storage.work import UnitOfWork

NOTED_EVERY = 10  # seconds: so much of a crash's downtime may be taken for hearing
SILENT = timedelta(seconds=1)
log = structlog.get_logger("hearing")


@runtime_checkable
class Reporting(Protocol):
    """A transport that reports to a listener."""

    listener: Listener | None

    def waiting_since(self) -> datetime | None:
        """When the oldest message was announced that is not durable yet; None when there is none."""
        ...


async def longest_stand(
    seconds: int,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    steady: Callable[[], float] = time.monotonic,
) -> timedelta:
    """After so many seconds: how long the bot stood still in them, as on a machine that swaps before it kills."""
    longest = 0.0
    for _ in range(seconds):
        began = steady()
        await sleep(1.0)
        longest = max(longest, steady() - began - 1.0)
    return timedelta(seconds=longest)


class Hearing:
    """Listens to a transport's reports (bot.transports.Listener). `clock` tells the time of the bot itself.

    `waiting_since` is Reporting's: what was announced and is not durable would be lost by a crash, so it is not heard.
    """

    def __init__(
        self,
        executor: Executor,
        clock: Callable[[], datetime],
        waiting_since: Callable[[], datetime | None] = lambda: None,
    ) -> None:
        self._executor = executor
        self._clock = clock
        self._waiting_since = waiting_since
        self._reports: deque[Unit[None]] = deque()
        self._writing: asyncio.Task[None] | None = None
        self._late = timedelta()
        self._watched = clock if isinstance(clock, WatchedClock) else None

    async def begin(self) -> None:
        """Before the transport is started: from when the last run was surely listening, the bot was deaf."""

        def begin(work: UnitOfWork) -> None:
            since = work.blind_windows.heard_to()
            if self._watched is not None:
                self._watched.begin_after(since)
            if since is None:  # the first start of all: what is lost from now on counts
                work.blind_windows.note_heard(work.now - ON_ITS_WAY)
            elif since + SILENT < work.now:
                note_absence(since, work)

        await self._executor.run(Unit("hearing begins", self._clock(), begin))

    async def connected(self) -> None:
        """The transport has started: from now on the bot hears."""
        now = self._clock()
        heard_to = self._heard_to(now)
        self._submit("hearing", lambda work: note_return(now, work, heard_to))
        await self.written()

    async def keep_noting(self) -> None:
        """Note again and again that the bot hears, until cancelled."""
        while True:
            await self.note(await longest_stand(NOTED_EVERY))

    async def note(self, late: timedelta = timedelta()) -> None:
        """Note up to when everything has been heard, unless the bot knows that it is deaf.

        So `late` was the bot of late: what was announced while it stood still it took note of so much later.
        """
        now = self._clock()
        if self._watched is not None and self._watched.is_doubted():
            return  # a time noted now might lie in the future
        self._late = max(late, self._late) if self._waiting_since() is not None else late
        heard_to = min(self._heard_to(now), now - ON_ITS_WAY - self._late)

        def note(work: UnitOfWork) -> None:
            if not work.blind_windows.is_deaf():
                work.blind_windows.note_heard(heard_to)

        try:
            await self._executor.run(Unit("hearing", now, note))
        except Exception as error:
            log.error("hearing not noted", error=type(error).__name__)

    def lost(self, message_id: str, at: datetime) -> None:
        log.error("message lost", message=message_id)
        at = self._ours(at)
        self._submit("lost message", lambda work: note_loss(at, work))

    def away(self, since: datetime) -> None:
        since = self._ours(since)
        log.warning("deaf", since=since.isoformat())
        self._submit("away", lambda work: note_absence(since, work))

    def back(self, since: datetime, until: datetime) -> None:
        since, until = self._ours(since), self._ours(until)
        heard_to = self._heard_to(until)
        log.info("hears again", since=since.isoformat(), until=until.isoformat())

        def back(work: UnitOfWork) -> None:
            note_absence(since, work)
            note_return(until, work, heard_to)

        self._submit("back", back)

    def login(self, account: str) -> None:
        """Contact ids are those of this account from now on."""
        self._submit("login", lambda work: note_login(account, work))

    def logout(self) -> None:
        """That nobody is any more is told as an absence too."""

    def scan(self, qr: str) -> None:
        """How somebody logs in is not this one's business."""

    async def written(self) -> None:
        """Wait until everything reported is written."""
        if self._writing is not None:
            await asyncio.wait({self._writing})

    def _heard_to(self, at: datetime) -> datetime:
        """That moment, or an earlier one before which everything announced has been kept."""
        waiting = self._waiting_since()
        return at if waiting is None else min(at, self._ours(waiting) - ON_ITS_WAY - self._late)

    def _ours(self, at: datetime) -> datetime:
        """A transport reads the system's clock, which may have jumped."""
        return at if self._watched is None else self._watched.corrected(at)

    def _submit(self, name: str, run: Callable[[UnitOfWork], None]) -> None:
        """In the order reported, for as long as the database takes over it."""
        self._reports.append(Unit(name, self._clock(), run))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())

    async def _write(self) -> None:
        while self._reports:
            try:
                await self._executor.insist(self._reports[0])
            except Exception as error:
                log.error("report of the platform not written", error=type(error).__name__)
            self._reports.popleft()


def note_login(account: str, work: UnitOfWork) -> None:
    """This account is logged in at the gateway."""
    if work.bindings.log_in(account):
        log.warning("another account is logged in: nobody is known to it but by its own bindings")
        if work.trust.is_doubted():
            work.timetable.move(work.trust.list_slot())

"""Runs plain functions in one worker thread, many units of work to a transaction.

Natural group commit: while one transaction is being made durable the next units queue up, and
all of them share the next one. A unit that fails takes nothing else with it: the transaction is
undone, and done again with a savepoint for each unit's `run`; what its `keep` wrote stands.
Savepoints for all from the start would cost a sixth of the work, for SQLite copies every page
that is changed inside one.
"""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

import structlog
from sqlalchemy import Connection, Engine

from bot.crashpoints import crashpoint
from bot.logs import where
from bot.vitals import Vitals
from storage.audit import savepoint, written_together
from storage.outages import is_outage
from storage.work import UnitOfWork

BATCH = 100  # units a transaction: with 50 each costs a tenth more, with 200 the writer is only held longer
# Seconds: what is in memory only is lost if given up, so an hour of it; recovery is seen within five.
RETRY_PAUSES = (0.5, 1.0, 2.0, 4.0, *[5.0] * 720)
log = structlog.get_logger("executor")

T = TypeVar("T")


class _UnitFailed(Exception):
    """A unit raised where it had no savepoint: all that shares its transaction is undone with it."""


class NotDurable(RuntimeError):
    """The transaction itself failed, so nothing of the unit stands; the cause says why. It may be tried again."""


MakeWork = Callable[[Connection, datetime], UnitOfWork]
Fence = Callable[[Connection], None]


@dataclass(frozen=True, slots=True)
class Unit(Generic[T]):
    """One unit of work.

    `keep` runs first and says whether there is anything to do (False: seen before, the unit's
    result is None). `failed` records an error of `run`, whose effects are undone by then. All three
    change nothing but the database: what they did may be undone, and they are called again.
    """

    name: str
    now: datetime
    run: Callable[[UnitOfWork], T]
    keep: Callable[[UnitOfWork], bool] | None = None
    failed: Callable[[UnitOfWork, Exception], None] | None = None


_Answer = Future[Any] | asyncio.Future[Any]
_Waiting = tuple[Unit[Any], _Answer]
_Outcome = tuple[_Answer, Any, Exception | None]


class Executor:
    """The one writer. Start it with the engine and a way to make a unit of work; close it to drain.

    `fence` is called at the start of each transaction and raises where this bot may write no more.
    """

    def __init__(self, engine: Engine, make_work: MakeWork, fence: Fence | None = None) -> None:
        self.vitals = Vitals()
        self._engine = engine
        self._make_work = make_work
        self._fence = fence
        self._queue: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._loop, name="writer", daemon=True)
        self._thread.start()

    @property
    def waiting(self) -> int:
        """How many units nobody has begun with."""
        return self._queue.qsize()

    def submit(self, unit: Unit[T]) -> Future[T | None]:
        """Queue a unit; units are done in the order in which they are submitted."""
        future: Future[T | None] = Future()
        future.set_running_or_notify_cancel()  # who stops waiting for it must not stop the writer
        self._queue.put((unit, future))
        return future

    async def run(self, unit: Unit[T]) -> T | None:
        """Submit and wait until the unit's effects are durable. Raises what `run` raised, or NotDurable."""
        answer: asyncio.Future[T | None] = asyncio.get_running_loop().create_future()
        self._queue.put((unit, answer))
        return await answer

    async def insist(self, unit: Unit[T]) -> T | None:
        """Run a unit; while the database will not take it (full, locked, restarting), try again.

        Raises what `run` raised, or NotDurable after an hour.
        """
        for pause in RETRY_PAUSES:
            try:
                return await self.run(unit)
            except NotDurable as error:
                log.error("database did not take it", unit=unit.name, error=str(error), again_in=pause)
                await asyncio.sleep(pause)
        return await self.run(unit)

    def close(self, seconds: float | None = None) -> bool:
        """Finish what is queued, then stop the thread; False when that took longer than so many seconds."""
        self._queue.put(None)
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _loop(self) -> None:
        ending = False
        while not ending:
            batch: list[_Waiting] = []
            item = self._queue.get()
            while True:
                if item is None:
                    ending = True
                    break
                batch.append(item)
                if len(batch) == BATCH:
                    break
                try:
                    item = self._queue.get_nowait()
                except queue.Empty:
                    break
            if batch:
                self._commit(batch)

    def _commit(self, batch: list[_Waiting], savepoints: bool = False) -> None:
        started = self.vitals.writing_since = time.monotonic()
        outcomes: list[_Outcome] = []
        begun = False  # with a database that is locked or gone nothing begins, and no unit is to blame
        try:
            with self._engine.begin() as connection:
                if self._fence is not None:
                    self._fence(connection)
                begun = True
                with written_together(connection):
                    for unit, answer in batch:
                        outcomes.append((answer, *self._do(connection, unit, savepoints)))
                crashpoint("batch.done")
        except _UnitFailed:
            self._commit(batch, savepoints=True)
            return
        except Exception as error:  # the transaction itself failed: nothing of the batch stands
            self.vitals.refused()
            log.error("transaction failed", units=len(batch), error=type(error).__name__)
            if len(batch) == 1 or not begun:
                _tell([(answer, None, _refusal(error)) for _, answer in batch])
            else:  # one unit may be to blame for all: each has its own transaction now
                for waiting in batch:
                    self._commit([waiting])
            return
        crashpoint("batch.committed")
        seconds, failed = time.monotonic() - started, sum(failure is not None for _, _, failure in outcomes)
        self.vitals.committed(seconds, len(batch), failed)
        log.debug("committed", units=len(batch), ms=round(seconds * 1000, 1))
        _tell(outcomes)

    def _do(self, connection: Connection, unit: Unit[Any], savepoints: bool) -> tuple[Any, Exception | None]:
        work = self._make_work(connection, unit.now)
        if unit.keep is not None and not unit.keep(work):
            return None, None
        try:
            if not savepoints:
                return unit.run(work), None
            with savepoint(connection):
                return unit.run(work), None
        except Exception as error:
            if connection.invalidated or is_outage(error):
                raise  # not the unit failed but the database: with it goes the transaction, which may be gone already
            if not savepoints:
                raise _UnitFailed from error
            log.error("unit failed", unit=unit.name, error=type(error).__name__, where=where(error))
            if unit.failed is not None:
                unit.failed(self._make_work(connection, unit.now), error)
            return None, error


def _refusal(error: Exception) -> NotDurable:
    refusal = NotDurable(type(error).__name__)
    refusal.__cause__ = error
    return refusal


def _tell(outcomes: list[_Outcome]) -> None:
    """Answer all who wait; each event loop is woken once, for waking it costs as much as writing a message."""
    loops: dict[asyncio.AbstractEventLoop | None, list[_Outcome]] = {}
    for outcome in outcomes:
        answer = outcome[0]
        loops.setdefault(answer.get_loop() if isinstance(answer, asyncio.Future) else None, []).append(outcome)
    for loop, told in loops.items():
        if loop is None:
            _settle(told)
        else:
            with suppress(RuntimeError):  # the loop is closed: nobody waits any more
                loop.call_soon_threadsafe(_settle, told)


def _settle(outcomes: list[_Outcome]) -> None:
    for answer, result, failure in outcomes:
        if answer.done():
            continue  # who asked has stopped waiting
        if failure is None:
            answer.set_result(result)
        else:
            answer.set_exception(failure)

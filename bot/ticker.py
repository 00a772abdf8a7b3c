"""The clock is one function: `tick(now)` does what fell due since the last tick, each thing once."""

from __future__ import annotations

import asyncio
from datetime import datetime

import structlog

from bot.crashpoints import crashpoint
from bot.executor import Executor, Unit
from domain.proposals import LATE_WORDS
from handlers import read_late_words
from schedules import next_wake, plan_slots, run_next
from schedules.timing import Rule
from storage.work import UnitOfWork

MOST = 20  # slots submitted together

#: Timed work that is a habit's: only the body knows both sides of the house.
HABITS = {LATE_WORDS: Rule(LATE_WORDS, read_late_words)}
log = structlog.get_logger("ticker")


async def tick(executor: Executor, now: datetime) -> int:
    """Plan the day, then do every slot that is due, each in a unit of its own; how many were done."""
    await executor.run(Unit("plan", now, plan_slots))
    done = 0
    while results := await _run_some(executor, now, MOST if done else 1):
        for result in results:
            done += 1
            crashpoint("tick.ran")
            if isinstance(result, Exception):
                log.error("timed work failed", error=type(result).__name__)
    crashpoint("tick.ended")
    if done:
        log.info("timed work done", slots=done)
    await executor.run(Unit("clock", now, lambda work: work.timetable.note_tick(now)))
    return done


async def _run_some(executor: Executor, now: datetime, most: int) -> list[Exception | bool]:
    """Do the next slots that are due, in their order; where many are due, many share a transaction."""
    units = [executor.run(Unit("slot", now, _next_slot)) for _ in range(most)]
    return [result for result in await asyncio.gather(*units) if result]


def _next_slot(work: UnitOfWork) -> Exception | bool:
    return run_next(work, HABITS)


async def next_due(executor: Executor, now: datetime) -> datetime | None:
    """When the next planned slot is to be run; None when nothing is planned."""
    return await executor.run(Unit("wake", now, next_wake))

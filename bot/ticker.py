"""The clock is one function: `tick(now)` does what fell due since the last tick, each thing once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

import structlog

from bot.crashpoints import crashpoint
from bot.executor import Executor, Unit
from domain.proposals import LATE_WORDS
from handlers import read_late_words
from schedules import next_wake, plan_slots, run_due
from schedules.timing import Rule

#: Timed work that is a habit's: only the body knows both sides of the house.
HABITS = {LATE_WORDS: Rule(LATE_WORDS, read_late_words)}
#: Where many are due, many share a transaction.
ONE, MANY = (partial(run_due, most=most, more=HABITS) for most in (1, 20))
log = structlog.get_logger("ticker")


async def tick(executor: Executor, now: datetime, did_some: Callable[[], None] = lambda: None) -> int:
    """Plan the day, then do every slot that is due; how many were done. `did_some` is called whenever some were."""
    await executor.run(Unit("plan", now, plan_slots))
    done = 0
    while results := await executor.run(Unit("slots", now, MANY if done else ONE)):
        for error in results:
            done += 1
            crashpoint("tick.ran")
            if error is not None:
                log.error("timed work failed", error=type(error).__name__)
        did_some()
    crashpoint("tick.ended")
    if done:
        log.info("timed work done", slots=done)
    await executor.run(Unit("clock", now, lambda work: work.timetable.note_tick(now)))
    return done


async def next_due(executor: Executor, now: datetime) -> datetime | None:
    """When the next planned slot is to be run; None when nothing is planned."""
    return await executor.run(Unit("wake", now, next_wake))

"""Slow work as rows: done in a worker process, its result posted by a second unit of work."""

from __future__ import annotations

import asyncio
import multiprocessing
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import structlog

from bot.crashpoints import crashpoint
from bot.executor import Executor, Unit
from bot.workers import confined, end_with_parent
from documents.boards import draw_from
from documents.instruction_boards import draw_instruction_board
from documents.papers import FILE_LOST, FILE_TOO_SLOW
from documents.word_papers import BROKEN, judge_word
from documents.workbooks import write_workbook
from handlers import post_made, word_read
from schedules.tallies import post_board, post_without_board
from storage.jobs import Job
from storage.lexicons import load_lexicon
from storage.media import MediaStore
from storage.work import UnitOfWork

SECONDS = 60.0  # a job that takes longer is given up
TRIES = 2  # a worker that dies twice over one job will die a third time
log = structlog.get_logger("jobs")

Finish = Callable[[UnitOfWork], None]


@dataclass(frozen=True, slots=True)
class Craft:
    """How one kind of job is done.

    `task` gives the function and arguments for the worker process; `done` takes its result and
    gives what the second unit of work does; `failed` what it does when there is no result, and why.
    """

    task: Callable[[Job, MediaStore], tuple[Callable[..., Any], tuple[Any, ...]]]
    done: Callable[[Job, Any, MediaStore], Finish]
    failed: Callable[[Job, Exception], Finish]


def _board_done(job: Job, result: Any, media: MediaStore) -> Finish:
    stored = media.put([result])
    return lambda work: post_board(job.payload, stored.sha256, work)


def _made(job: Job, result: Any, media: MediaStore) -> Finish:
    stored = media.put([result])
    return lambda work: post_made(job.payload, (stored.sha256,), work)


def _not_made(job: Job, error: Exception) -> Finish:
    return lambda work: post_made(job.payload, (), work)


def _answering(make: Callable[[Mapping[str, Any]], bytes]) -> Craft:
    """A craft that makes of its payload the file of an answer."""
    return Craft(task=lambda job, media: (make, (job.payload,)), done=_made, failed=_not_made)


@cache
def _papers() -> Mapping[str, Any]:
    """The wordings that a worker needs to judge a paper."""
    return load_lexicon().tables["papers"]


def _unread(error: Exception) -> str:
    """What a sender is told whose file could not be read: to send it again, or to save it anew."""
    if isinstance(error, FileNotFoundError):
        return FILE_LOST
    return FILE_TOO_SLOW if isinstance(error, TimeoutError) else BROKEN


#: In the order of their turns: a picture that a room waits for goes before papers to be read.
CRAFTS: Mapping[str, Craft] = {
    "draw_tally": Craft(
        task=lambda job, media: (draw_from, (job.payload,)),
        done=_board_done,
        failed=lambda job, error: lambda work: post_without_board(job.payload, work),
    ),
    "draw_progress": _answering(draw_from),
    "draw_instructions": _answering(draw_instruction_board),
    "write_table": _answering(write_workbook),
    "read_word": Craft(
        task=lambda job, media: (
            confined,
            (judge_word, media.path(job.payload["sha256"]), _papers(), job.payload.get("group")),
        ),
        done=lambda job, result, media: lambda work: word_read(job.subject, result, work),
        failed=lambda job, error: lambda work: word_read(job.subject, {"error": _unread(error)}, work),
    ),
}


class Jobs:
    """Does the jobs that wait, one at a time, in a process of their own."""

    def __init__(self, executor: Executor, media: MediaStore, crafts: Mapping[str, Craft] | None = None) -> None:
        self._executor = executor
        self._media = media
        self._given = crafts
        self._pool: ProcessPoolExecutor | None = None

    async def run_waiting(self, clock: Callable[[], datetime]) -> int:
        """Do all that wait; how many were done. A job interrupted by a crash waits again."""
        count = 0
        while waiting := await self._executor.run(Unit("jobs", clock(), lambda work: work.jobs.waiting())):
            job = min(waiting, key=self._turn)
            finish = await self._result(job)
            crashpoint("job.done")
            await self._finish(job, finish, max(clock(), job.asked_at))
            crashpoint("job.finished")
            count += 1
        return count

    def close(self) -> None:
        """End the worker, also one that hangs, has died or is in the middle of a job: that waits again."""
        if self._pool is not None:
            for process in list((self._pool._processes or {}).values()):
                process.kill()
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None

    @property
    def _crafts(self) -> Mapping[str, Craft]:
        return CRAFTS if self._given is None else self._given

    def _turn(self, job: Job) -> tuple[int, int]:
        return list(self._crafts).index(job.kind), job.id

    async def _result(self, job: Job) -> Finish:
        craft = self._crafts[job.kind]
        for left in reversed(range(TRIES)):
            try:
                function, arguments = craft.task(job, self._media)
                work = asyncio.get_running_loop().run_in_executor(self._workers(), function, *arguments)
                return craft.done(job, await asyncio.wait_for(work, SECONDS), self._media)
            except Exception as error:
                log.error("job failed", job=job.id, kind=job.kind, error=type(error).__name__)
                is_lost = isinstance(error, BrokenProcessPool)
                if is_lost or isinstance(error, TimeoutError):
                    self.close()
                if not left or not is_lost:  # what took too long once would take too long again
                    return craft.failed(job, error)
        raise AssertionError("TRIES is at least 1")

    async def _finish(self, job: Job, finish: Finish, now: datetime) -> None:
        """The second unit: the job's end and the result's effect in one transaction, once whoever else did the job."""

        def end(work: UnitOfWork) -> None:
            if work.jobs.finish(job.id, {}):
                finish(work)

        def failed(work: UnitOfWork, error: Exception) -> None:
            work.jobs.fail(job.id, type(error).__name__)

        try:
            await self._executor.run(Unit(f"job {job.kind} {job.id}", now, end, failed=failed))
            log.info("job done", job=job.id, kind=job.kind)
        except Exception as error:
            log.error("job not finished", job=job.id, kind=job.kind, error=type(error).__name__)

    def _workers(self) -> ProcessPoolExecutor:
        if self._pool is None:
            # spawn: a forked child would inherit the writer's locks and the database connection
            spawn = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(1, mp_context=spawn, initializer=end_with_parent)
        return self._pool

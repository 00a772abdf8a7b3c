"""Files are read by a machine, the newest first, when there is nothing better to do, and what was read is noted once.

What a reading says is a unit of its own: its job's end, the row and what follows from it, together or not at all.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

import structlog

from bot.crashpoints import crashpoint
from bot.executor import Executor, NotDurable, Unit
from bot.jobs import Jobs
from bot.media import is_available
from bot.media.reading import READERS, Answer, Read
from bot.media.workers import NotStarted, Worker, WorkerLost
from domain.file_readings import FileFault, FileReading
from domain.messages import Kind
from handlers import file_read
from storage.media import MediaStore
from storage.reading_jobs import ReadingJob
from storage.work import UnitOfWork

WORKERS = min(2, os.cpu_count() or 1)
TRIES = 2  # a worker that dies twice over one file will die a third time
MOST_MEMORY = 650 * 1024**2  # bytes that a worker may hold between two files; one that holds more is replaced
MOST_FILES = 500  # after so many too
MOST_LAG = 0.1  # s that the event loop may be late
LOOKED_AT = 16  # jobs at a time: hardly ever do they all have a file that is being read
DERIVED = ("sheet", "playable")
log = structlog.get_logger("reading")

Clock = Callable[[], datetime]


class MediaReaders:
    """Reads what waits to be read. `readers` says how each kind of file is; without the extra nothing is read."""

    def __init__(
        self, executor: Executor, media: MediaStore, jobs: Jobs, readers: Mapping[Kind, Read] | None = None
    ) -> None:
        self._executor = executor
        self._media = media
        self._jobs = jobs
        self._readers = READERS if readers is None else readers
        self._threads = ThreadPoolExecutor(WORKERS, thread_name_prefix="reading")
        self._idle: list[Worker] = []
        self._at_work: set[Worker] = set()
        self._under_way: set[str] = set()  # SHA-256 of the files that are being read
        self._looked_at = -1
        self._is_told = False

    async def read_waiting(self, clock: Clock) -> int:
        """Read what waits for as long as the bot has nothing better to do; how many files were dealt with."""
        return await self._read(clock, self._is_quiet)

    async def read_all(self, clock: Clock) -> int:
        """Read all that waits, whatever else is to be done; how many files were dealt with."""
        return await self._read(clock, lambda: True)

    def close(self) -> None:
        """End the workers, also those in the middle of a file: that waits again."""
        for worker in (*self._idle, *self._at_work):
            worker.end()
        self._idle.clear()
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _read(self, clock: Clock, may_begin: Callable[[], bool]) -> int:
        if not self._can_read():
            return 0
        count = 0
        tasks: set[asyncio.Task[None]] = set()
        try:
            while True:
                while len(tasks) < WORKERS and may_begin() and (found := await self._next(clock())) is not None:
                    tasks.add(self._begin(*found, clock))
                if not tasks:
                    return count
                done, tasks = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
                count += len([task.result() for task in done])
        finally:
            for task in tasks:
                task.cancel()

    def _can_read(self) -> bool:
        can = is_available()
        if not can and not self._is_told:
            self._is_told = True
            log.warning("no photo, film or voice is read: the extra vision is not installed")
        return can

    def _is_quiet(self) -> bool:
        """Words go first, then whatever somebody waits for, then the smaller copies of photos."""
        is_prompt = self._executor.vitals.loop_lag <= MOST_LAG
        return is_prompt and not self._executor.waiting and not self._jobs.is_busy

    async def _next(self, now: datetime) -> tuple[ReadingJob, FileReading | None] | None:
        """The newest file that nobody reads yet, and what was read of it when it came before."""
        seen = self._executor.vitals.files_kept
        if self._looked_at == seen:
            return None
        found = await self._executor.run(Unit("unread", now, _unread)) or []
        if not found:
            self._looked_at = seen
        return next((one for one in found if one[0].sha256 not in self._under_way), None)

    def _begin(self, job: ReadingJob, known: FileReading | None, clock: Clock) -> asyncio.Task[None]:
        self._under_way.add(job.sha256)
        task = asyncio.create_task(self._deal_with(job, known, clock))
        task.add_done_callback(lambda _: self._under_way.discard(job.sha256))
        return task

    async def _deal_with(self, job: ReadingJob, known: FileReading | None, clock: Clock) -> None:
        try:
            reading = known or await self._reading(job)
        except (
            NotStarted,
            OSError,
        ) as error:  # no file is to blame: it waits, and the next one to come is the next try
            log.error("nothing can be read", job=job.id, error=type(error).__name__)
            self._looked_at = self._executor.vitals.files_kept
            return
        except Exception as error:
            log.error("file not read", job=job.id, kind=job.kind, error=type(error).__name__)
            reading = FileReading(job.sha256, job.kind, fault=FileFault.BROKEN)
        crashpoint("reading.read")
        await self._note(job, reading, max(clock(), job.asked_at))
        crashpoint("reading.noted")

    async def _reading(self, job: ReadingJob) -> FileReading:
        """What is read of it, or why nothing is; what was derived from it is in the media store."""
        try:
            path = self._media.path(job.sha256)
        except FileNotFoundError:
            return FileReading(job.sha256, job.kind, fault=FileFault.GONE)
        fault = FileFault.BROKEN
        for _ in range(TRIES):
            try:
                answer = await self._ask(self._readers[job.kind], path)
            except WorkerLost as lost:
                log.warning("worker lost", job=job.id, kind=job.kind, is_spent=lost.is_spent)
                fault = FileFault.TOO_SLOW if lost.is_spent else FileFault.BROKEN
                continue
            if not answer.error:
                return FileReading(job.sha256, job.kind, **await self._stored(answer.found))
            log.error("file not read", job=job.id, kind=job.kind, error=answer.error)
            fault = FileFault.TOO_SLOW if answer.error == MemoryError.__name__ else FileFault.BROKEN
        return FileReading(job.sha256, job.kind, fault=fault)

    async def _stored(self, read: Mapping[str, Any]) -> Mapping[str, Any]:
        """With the names of what was derived from the file instead of its bytes."""
        made = {name: read[name] for name in DERIVED if read.get(name)}
        names = {name: (await asyncio.to_thread(self._media.put, [data])).sha256 for name, data in made.items()}
        return {**read, **names}

    async def _ask(self, do: Callable[..., Any], *arguments: Any) -> Answer:
        worker = self._idle.pop() if self._idle else Worker()
        self._at_work.add(worker)
        try:
            answer = await asyncio.get_running_loop().run_in_executor(self._threads, worker.ask, do, *arguments)
        except BaseException:
            worker.end()  # who asked has given up: it may be at work still
            raise
        finally:
            self._at_work.discard(worker)
        if answer.error or answer.memory > MOST_MEMORY or worker.files >= MOST_FILES:
            worker.end()
        else:
            self._idle.append(worker)
        return answer

    async def _note(self, job: ReadingJob, reading: FileReading, now: datetime) -> None:
        """The job's end and what was read in one transaction, once whoever else has read it."""

        def note(work: UnitOfWork) -> None:
            if not work.reading_jobs.finish(job.id):
                return
            work.file_readings.add(reading)
            file_read(job, work.file_readings.known([job.sha256])[job.sha256], (), work)

        def failed(work: UnitOfWork, error: Exception) -> None:
            work.reading_jobs.finish(job.id)
            work.file_readings.add(reading)

        try:
            await self._executor.insist(Unit(f"reading {job.id}", now, note, failed=failed))
            log.info("file read", job=job.id, kind=job.kind, fault=reading.fault)
        except NotDurable:
            raise
        except Exception as error:
            log.error("reading without effect", job=job.id, error=type(error).__name__)


def _unread(work: UnitOfWork) -> list[tuple[ReadingJob, FileReading | None]]:
    waiting = work.reading_jobs.waiting(LOOKED_AT)
    known = work.file_readings.known(job.sha256 for job in waiting)
    return [(job, known.get(job.sha256)) for job in waiting]

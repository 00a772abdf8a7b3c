"""Files are read by a machine, the newest first, when there is nothing better to do, and what was read is noted once.

What a reading says is a unit of its own: its job's end, the row and what follows from it, together or not at all.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from math import inf
from pathlib import Path
from typing import Any

import structlog

from bot.crashpoints import crashpoint
from bot.executor import Executor, NotDurable, Unit
from bot.jobs import Jobs
from bot.media import is_available
from bot.media.comparing import same_pictures
from bot.media.likenesses import Likenesses, filled, put_on_record
from bot.media.reading import READERS, Read
from bot.media.workers import WORKERS, NotStarted, WorkerLost, Workers
from bot.readers import Readers
from domain.file_readings import FileFault, FileReading
from domain.likenesses import Likeness
from domain.messages import Kind
from handlers import file_read
from storage.media import MediaStore
from storage.reading_jobs import ReadingJob
from storage.work import UnitOfWork

READING_SECONDS = 10  # after the start: first the bot makes up for what it missed
TRIES = 2  # a worker that dies twice over one file will die a third time
MOST_LAG = 0.1  # s that the event loop may be late
BUSY_SECONDS = 2.0  # so far apart files are begun while there is better to do: a busy evening's are read that evening
LOOKED_AT = 16  # jobs at a time: hardly ever do they all have a file that is being read
DERIVED = ("sheet", "playable")
log = structlog.get_logger("reading")

Clock = Callable[[], datetime]


class MediaReaders:
    """Reads what waits to be read. `readers` says how each kind of file is; without the extra nothing is read."""

    def __init__(
        self,
        executor: Executor,
        media: MediaStore,
        jobs: Jobs,
        beside: Callable[[], Readers],
        readers: Mapping[Kind, Read] | None = None,
    ) -> None:
        self._executor = executor
        self._media = media
        self._jobs = jobs
        self._beside = beside  # asks the database without the writer
        self._readers = READERS if readers is None else readers
        self._workers = Workers()
        self._likenesses: Likenesses | None = None
        self._under_way: set[str] = set()  # SHA-256 of the files that are being read
        self._looked_at = -1
        self._begun_at = -inf  # of the loop's time, the last file
        self._is_told = False

    async def read_waiting(self, clock: Clock) -> int:
        """Read what waits while nothing is more urgent, else a file now and then; how many were dealt with."""
        count = await self._read(clock, self._may_begin)
        self._workers.rest()
        return count

    async def read_all(self, clock: Clock) -> int:
        """Read all that waits, whatever else is to be done; how many files were dealt with."""
        return await self._read(clock, lambda _: True)

    def close(self) -> None:
        """End the workers, also those in the middle of a file: that waits again."""
        self._workers.close()

    async def _read(self, clock: Clock, may_begin: Callable[[int], bool]) -> int:
        if not self._can_read():
            return 0
        count = 0
        tasks: set[asyncio.Task[None]] = set()
        try:
            while True:
                while len(tasks) < WORKERS and may_begin(len(tasks)):
                    found = await self._next(clock())
                    if found is None:
                        break
                    if self._likenesses is None:
                        self._likenesses = await self._fill()
                    tasks.add(self._begin(*found, clock))
                if not tasks:
                    return count
                done, tasks = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
                count += len([task.result() for task in done])
        finally:
            for task in tasks:
                task.cancel()

    async def _fill(self) -> Likenesses:
        """The hashes of what was read before this bot was started."""
        beside = self._beside()
        try:
            await asyncio.to_thread(_load)
            return await filled(beside)
        finally:
            beside.close()

    def _can_read(self) -> bool:
        can = is_available()
        if not can and not self._is_told:
            self._is_told = True
            log.warning("no photo, film or voice is read: the extra vision is not installed")
        return can

    def _may_begin(self, under_way: int) -> bool:
        """With one more, while so many are read. Where it never is quiet, one at a time, which nobody feels."""
        is_long_ago = asyncio.get_running_loop().time() - self._begun_at >= BUSY_SECONDS
        return self._is_quiet() or (not under_way and is_long_ago)

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
        self._begun_at = asyncio.get_running_loop().time()
        task = asyncio.create_task(self._deal_with(job, known, clock))
        task.add_done_callback(lambda _: self._under_way.discard(job.sha256))
        return task

    async def _deal_with(self, job: ReadingJob, known: FileReading | None, clock: Clock) -> None:
        try:
            reading = known or await self._reading(job)
            crashpoint("reading.read")
            await self._note(job, reading, max(clock(), job.asked_at), is_new=known is None)
            crashpoint("reading.noted")
            log.info("file read", job=job.id, kind=job.kind, fault=reading.fault)
        except (NotStarted, OSError) as error:  # no file is to blame: they wait, and the next to come is the next try
            log.error("nothing can be read", job=job.id, error=type(error).__name__)
            self._looked_at = self._executor.vitals.files_kept

    async def _reading(self, job: ReadingJob) -> FileReading:
        """What is read of it, or why nothing is; what was derived from it is in the media store."""
        path, fault = self._path(job.sha256), FileFault.GONE
        for _ in range(TRIES if path is not None else 0):
            try:
                answer = await self._workers.ask(self._readers[job.kind], path)
                if not answer.error:
                    return FileReading(job.sha256, job.kind, **await self._stored(answer.found))
                is_spent, error = answer.error == MemoryError.__name__, answer.error
            except WorkerLost as lost:
                is_spent, error = lost.is_spent, type(lost).__name__
            except (NotStarted, OSError):
                raise
            except Exception as fault_of_ours:  # it must not keep all other files from being read
                is_spent, error = False, type(fault_of_ours).__name__
            log.warning("file not read", job=job.id, kind=job.kind, error=error)
            fault = FileFault.TOO_SLOW if is_spent else FileFault.BROKEN
        return FileReading(job.sha256, job.kind, fault=fault)

    def _path(self, sha256: str) -> Path | None:
        try:
            return self._media.path(sha256)
        except FileNotFoundError:
            return None

    async def _stored(self, read: Mapping[str, Any]) -> Mapping[str, Any]:
        """With the names of what was derived from the file instead of its bytes."""
        made = {name: read[name] for name in DERIVED if read.get(name)}
        names = {name: (await asyncio.to_thread(self._media.put, [data])).sha256 for name, data in made.items()}
        return {**read, **names}

    async def _note(self, job: ReadingJob, reading: FileReading, now: datetime, *, is_new: bool) -> None:
        """The job's end and what was read in one transaction, once whoever else has read it.

        Pictures that may be the same are compared before: nothing is said of a likeness that nobody looked at.
        """
        likenesses, judged = self._likenesses, dict[str, bool]()
        assert likenesses is not None

        def note(work: UnitOfWork) -> list[Likeness]:
            left = put_on_record(reading, judged, likenesses, work) if is_new else []
            if not left and work.reading_jobs.finish(job.id):
                file_read(job, work)
            return left

        def failed(work: UnitOfWork, error: Exception) -> None:
            work.file_readings.add(reading)
            work.reading_jobs.finish(job.id)

        unit = Unit(f"reading {job.id}", now, note, failed=failed)
        try:
            while left := await self._executor.insist(unit):
                judged |= await self._judged(job.sha256, [pair.earlier for pair in left])
        except (NotDurable, NotStarted, OSError):
            raise
        except Exception as error:  # it is on record, and nothing follows
            log.error("reading without effect", job=job.id, error=type(error).__name__)

    async def _judged(self, photo: str, others: Sequence[str]) -> dict[str, bool]:
        """Of each of the others, whether it is the same picture; not where it is gone, or no worker can tell."""
        path, paths = self._path(photo), {other: path for other in others if (path := self._path(other)) is not None}
        same: Sequence[bool] = ()
        try:
            answer = await self._workers.ask(same_pictures, path, list(paths.values()))
            same = [] if answer.error else answer.found
        except WorkerLost:
            log.warning("pictures not compared", pictures=len(paths))
        return dict.fromkeys(others, False) | dict(zip(paths, same, strict=False))


def _load() -> None:
    """What compares hashes, before the writer needs it: to import it takes a tenth of a second."""
    import numpy  # noqa: F401


def _unread(work: UnitOfWork) -> list[tuple[ReadingJob, FileReading | None]]:
    waiting = work.reading_jobs.waiting(LOOKED_AT)
    known = work.file_readings.known(job.sha256 for job in waiting)
    return [(job, known.get(job.sha256)) for job in waiting]

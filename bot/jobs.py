"""Slow work as rows: done in a worker process, its result posted by a second unit of work."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog

from bot.crashpoints import crashpoint
from bot.executor import Executor, Unit
from bot.gathering import gathered, write_counted
from bot.ledgers import Snapshot, write_ledger, write_public_copy
from bot.packing import pack
from bot.workers import confined, end, one_worker
from documents.boards import draw_from
from documents.instruction_boards import draw_instruction_board
from documents.paper_files import write_paper
from documents.papers import FILE_LOST, FILE_TOO_SLOW
from documents.renditions import renditions_of, show_the_same
from documents.side_by_side import draw_side_by_side
from documents.word_papers import BROKEN, judge_word
from documents.workbooks import write_workbook
from domain.calendars import day_of
from domain.renditions import Fault, Rendition
from handlers import list_read, package_made, post_made, post_paper, post_without_paper, word_read
from schedules.pictures import post_side_by_side
from schedules.tallies import post_board, post_without_board
from storage.handed_tables import TableFault, read_table
from storage.jobs import Job
from storage.lexicons import load_lexicon
from storage.media import MediaStore
from storage.work import UnitOfWork

SECONDS = 60.0  # a job that takes longer is given up
TRIES = 2  # a worker that dies twice over one job will die a third time
MOST_PHOTOS = 8  # of those that came lately are made smaller in one go
log = structlog.get_logger("jobs")

Finish = Callable[[UnitOfWork], None]


@dataclass(frozen=True, slots=True)
class Craft:
    """How one kind of job is done.

    `task` gives the function and arguments for the worker process; `done` takes its result and
    gives what the second unit of work does; `failed` what it does when there is no result, and why.
    `compares`: the photos of its file are compared before that.
    """

    task: Callable[[Job, MediaStore], tuple[Callable[..., Any], tuple[Any, ...]]]
    done: Callable[[Job, Any, MediaStore], Finish]
    failed: Callable[[Job, Exception], Finish]
    compares: bool = False


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


def _paper_task(job: Job, media: MediaStore) -> tuple[Callable[..., Any], tuple[Any, ...]]:
    payload = job.payload
    if "counted" in payload:
        return write_counted, (payload["counted"], payload["title"], payload["templates"])
    photos = {
        photo: {"path": media.path(one.paper), "width": one.width, "height": one.height}
        for photo, one in payload["renditions"].items()
    }
    as_of = datetime.fromisoformat(payload["as_of"])
    return confined, (write_paper, payload["template"], payload["templates"], payload["fields"], photos, as_of)


def _paper_done(job: Job, result: Any, media: MediaStore) -> Finish:
    if "fault" in result:
        return lambda work: post_without_paper(job.payload, work, result["fault"])
    stored, payload = media.put([result["file"]]), job.payload
    told = {**payload, "text": result.get("text", payload["text"])}
    return lambda work: post_paper(told, stored.sha256, frozenset(payload["renditions"]), work)


def _copies(job: Job, media: MediaStore) -> dict[str, Path]:
    """The smaller copies of a job's photos, as far as there are any, by the SHA-256 of the originals."""
    return {photo: media.path(one.paper) for photo, one in job.payload["renditions"].items()}


def _side_by_side_done(job: Job, result: Any, media: MediaStore) -> Finish:
    stored = media.put([result])
    return lambda work: post_side_by_side(job.payload, stored.sha256, work)


def _papers(job: Job) -> Mapping[str, Any]:
    """The wordings that a worker needs to judge a paper, with what its campaign calls it."""
    names = job.payload.get("names")
    called = None if names is None else tuple((key, short, name) for key, short, name in names)
    return load_lexicon(called).tables["papers"]


def _with_originals(
    photos: Sequence[str], work: UnitOfWork
) -> tuple[Mapping[str, Sequence[str]], Mapping[str, Rendition]]:
    """Each photo's own SHA-256 and that of its original, if there is one; and what copies there are of them all."""
    best = work.originals.best_of(photos)
    names = {photo: (photo, best[photo]) if photo in best else (photo,) for photo in photos}
    return names, work.renditions.known(name for both in names.values() for name in both)


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
    "draw_side_by_side": Craft(
        task=lambda job, media: (confined, (draw_side_by_side, job.payload["drawn"], _copies(job, media))),
        done=_side_by_side_done,
        failed=lambda job, error: lambda work: None,  # the words have been said
    ),
    "write_table": Craft(
        task=lambda job, media: (write_workbook, (job.payload, day_of(job.asked_at))),
        done=_made,
        failed=_not_made,
    ),
    "write_ledger": Craft(
        task=lambda job, media: (write_ledger, (job.payload["snapshot"], job.payload, media.root)),
        done=_made,
        failed=_not_made,
    ),
    "write_public_copy": Craft(
        task=lambda job, media: (write_public_copy, (job.payload["snapshot"], job.payload)),
        done=_made,
        failed=_not_made,
    ),
    "write_paper": Craft(
        task=_paper_task,
        done=_paper_done,
        failed=lambda job, error: lambda work: post_without_paper(job.payload, work),
    ),
    "write_package": Craft(
        task=lambda job, media: (pack, (job.payload, media.root, media.root.parent / "packages")),
        done=lambda job, result, media: lambda work: package_made(job.payload, result, work),
        failed=lambda job, error: lambda work: package_made(job.payload, None, work),
    ),
    "read_checklist": Craft(
        task=lambda job, media: (confined, (read_table, media.path(job.payload["sha256"]))),
        done=lambda job, result, media: lambda work: list_read(job.payload, result, work),
        failed=lambda job, error: lambda work: list_read(job.payload, {"error": TableFault.NOT_READ}, work),
    ),
    "read_word": Craft(
        task=lambda job, media: (
            confined,
            (judge_word, media.path(job.payload["sha256"]), _papers(job), job.payload.get("group")),
        ),
        done=lambda job, result, media: lambda work: word_read(job.subject, result, work),
        failed=lambda job, error: lambda work: word_read(job.subject, {"error": _unread(error)}, work),
        compares=True,
    ),
}


class Jobs:
    """Does the jobs that wait, one at a time, in a process of their own."""

    def __init__(
        self,
        executor: Executor,
        media: MediaStore,
        templates: Path | None = None,
        crafts: Mapping[str, Craft] | None = None,
        compare: Callable[[Path], Awaitable[Mapping[str, Any]]] | None = None,
    ) -> None:
        """`compare` tells how the photos of a Word file look."""
        self._executor = executor
        self._media = media
        self._templates = templates
        self._given = crafts
        self._compare = compare
        self._pool: ProcessPoolExecutor | None = None
        self._running = 0  # jobs that somebody waits for
        self._looked_at = -1

    async def run_waiting(self, clock: Callable[[], datetime]) -> int:
        """Do all that wait; how many were done. A job interrupted by a crash waits again."""
        count = 0
        while waiting := await self._executor.run(Unit("jobs", clock(), lambda work: work.jobs.waiting())):
            job = min(waiting, key=self._turn)
            self._running += 1
            try:
                finish = await self._result(job)
                crashpoint("job.done")
                await self._finish(job, finish, max(clock(), job.asked_at))
                crashpoint("job.finished")
            finally:
                self._running -= 1
            count += 1
        return count

    @property
    def is_busy(self) -> bool:
        """Whether somebody waits for a job, or photos that came wait for their smaller copies."""
        return self._running > 0 or self._looked_at != self._executor.vitals.files_kept

    async def make_renditions(self, clock: Callable[[], datetime]) -> int:
        """Of photos that came lately, before any paper wants them; how many. Gives way to jobs.

        Only a live bot does: a replay makes those that a paper wants, when it wants them.
        """
        seen, made = self._executor.vitals.files_kept, 0
        while seen != self._looked_at:
            lacking = Unit("photos", clock(), lambda work: work.renditions.lacking(most=MOST_PHOTOS))
            found = await self._executor.run(lacking) or []
            for photo in found:
                if self._running:
                    return made
                await self._rendition(photo, clock())
                made += 1
            if not found:
                self._looked_at = seen
        return made

    async def _prepared(self, job: Job) -> Job:
        """The job with what it is made from: the user's templates, copies of its `photos`, what it counts."""
        if job.payload.get("snapshot"):
            return replace(job, payload={**job.payload, "snapshot": await self._snapshot(job.asked_at)})
        photos = job.payload.get("photos")
        if photos is None:
            return job
        there = await self._copies_of(photos, job.asked_at)
        more: dict[str, Any] = {"renditions": there, "templates": self._templates}
        if job.payload.get("count"):
            more["counted"] = await gathered(job.payload, self._executor)
        return replace(job, payload={**job.payload, **more})

    async def _snapshot(self, now: datetime) -> Snapshot:
        def taken(work: UnitOfWork) -> Snapshot:
            address = work.connection.engine.url.render_as_string(hide_password=False)
            return Snapshot(address, work.campaign, work.roster, work.namespace)

        found = await self._executor.run(Unit("snapshot", now, taken))
        assert found is not None  # the unit ended
        return found

    async def _copies_of(self, photos: Sequence[str], now: datetime) -> Mapping[str, Rendition]:
        """What is to be shown of these photos; one that cannot be shown is not in it."""
        asked = Unit("photos", now, lambda work: _with_originals(photos, work))
        names, known = await self._executor.run(asked) or ({photo: (photo,) for photo in photos}, {})
        there = {}
        for photo in names:
            made = [known.get(name) or await self._rendition(name, now) for name in names[photo]]
            if (shown := await self._shown(made)) is not None:
                there[photo] = shown
        return there

    async def _shown(self, made: Sequence[Rendition]) -> Rendition | None:
        """Of the copies of a photo and of its original the better one that can be shown and shows the same. A hand-made
        app may send an original that nobody saw in the group.
        """
        there = [one for one in made if self._is_there(one)]
        if len(there) == 2:
            thumbs = [self._media.path(one.thumb) for one in there]
            return there[1 if await asyncio.to_thread(show_the_same, *thumbs) else 0]
        return there[0] if there else None

    def _is_there(self, made: Rendition) -> bool:
        try:
            return made.paper != "" and all(self._media.path(name).is_file() for name in (made.paper, made.thumb))
        except FileNotFoundError:  # the policy has let it go with its original
            return False

    async def _rendition(self, photo: str, now: datetime) -> Rendition:
        """Make a photo's smaller copies and put them on record; what cannot be shown is on record too."""
        made = await self._smaller(photo)
        rendition = Rendition(photo, fault=made.get("fault"))
        if rendition.fault is None:
            paper, thumb = (self._media.put([made[size]]).sha256 for size in ("paper", "thumb"))
            rendition = Rendition(photo, paper, thumb, made["width"], made["height"])
        await self._executor.run(Unit("rendition", now, lambda work: work.renditions.add(rendition)))
        return rendition

    async def _smaller(self, photo: str) -> dict[str, Any]:
        for _ in range(TRIES):
            try:
                path = self._media.path(photo)
                work = asyncio.get_running_loop().run_in_executor(self._workers(), confined, renditions_of, path)
                return await asyncio.wait_for(work, SECONDS)
            except FileNotFoundError:
                return {"fault": Fault.GONE}
            except (BrokenProcessPool, TimeoutError):  # too much time, or killed beside another
                self.close()
        return {"fault": Fault.BROKEN}

    def close(self) -> None:
        """End the worker, also one that hangs, has died or is in the middle of a job: that waits again."""
        if self._pool is not None:
            end(self._pool)
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
                job = await self._prepared(job)
                function, arguments = craft.task(job, self._media)
                work = asyncio.get_running_loop().run_in_executor(self._workers(), function, *arguments)
                result = await asyncio.wait_for(work, SECONDS)
                if craft.compares:
                    result = await self._compared(job, result)
                return craft.done(job, result, self._media)
            except Exception as error:
                log.error("job failed", job=job.id, kind=job.kind, error=type(error).__name__)
                is_lost = isinstance(error, BrokenProcessPool)
                if is_lost or isinstance(error, TimeoutError):
                    self.close()
                if not left or not is_lost:  # what took too long once would take too long again
                    return craft.failed(job, error)
        raise AssertionError("TRIES is at least 1")

    async def _compared(self, job: Job, result: Mapping[str, Any]) -> Mapping[str, Any]:
        """The result with how the photos of the file look, where that can be told."""
        if self._compare is None or not result["photos"]:
            return result
        return {**result, **await self._compare(self._media.path(job.payload["sha256"]))}

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
            self._pool = one_worker()
        return self._pool

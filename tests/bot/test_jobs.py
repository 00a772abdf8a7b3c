"""Slow work: whose turn it is, and what is said when it cannot be done."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from bot import app, jobs
from bot.app import prepare
from bot.executor import Executor, Unit
from bot.jobs import Craft, Jobs
from bot.media.word_photos import looks_in_word
from bot.replaying import no_pause
from bot.transports.memory import MemoryTransport
from documents.papers import FILE_LOST, FILE_TOO_SLOW
from documents.word_papers import BROKEN
from domain.calendars import SHANGHAI
from storage.jobs import Job
from storage.media import MediaStore
from storage.work import UnitOfWork
from tests.cast import ROSTER
from tests.databases import file_database

NOW = datetime(2020, 10, 21, 20, 0, tzinfo=SHANGHAI)
QUICK = {"seconds": 0.0}


class Bench:
    """Jobs that note what was done instead of doing it."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        engine, scene, _ = prepare(file_database(folder / "lanshao.db"), ROSTER, "memory", NOW)
        self.executor = Executor(engine, scene.work)
        self.jobs = Jobs(self.executor, MediaStore(folder / "media"))
        self.done: list[str] = []
        self.failed: list[tuple[str, str]] = []
        self.tried: list[str] = []
        monkeypatch.setattr(jobs, "CRAFTS", {kind: self._craft(kind) for kind in jobs.CRAFTS})

    def _craft(self, kind: str) -> Craft:
        def task(job: Job, media: MediaStore) -> Any:
            self.tried.append(job.subject)
            if "exit" in job.payload:
                return os._exit, (job.payload["exit"],)
            return time.sleep, (job.payload["seconds"],)

        return Craft(
            task=task,
            done=lambda job, result, media: lambda work: self.done.append(f"{kind} {job.subject}"),
            failed=lambda job, error: lambda work: self.failed.append((job.subject, type(error).__name__)),
        )

    def ask(self, *asked: tuple[str, str, Mapping[str, Any]]) -> None:
        def ask(work: UnitOfWork) -> None:
            for kind, subject, payload in asked:
                work.jobs.ask(kind, subject, payload)

        asyncio.run(self.executor.run(Unit("ask", NOW, ask)))

    def run(self) -> None:
        asyncio.run(self.jobs.run_waiting(lambda: NOW))

    def close(self) -> None:
        self.jobs.close()
        self.executor.close()


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    bench = Bench(tmp_path, monkeypatch)
    yield bench
    bench.close()


def test_a_picture_that_a_room_waits_for_goes_before_papers(bench: Bench) -> None:
    bench.ask(("read_word", "m1", QUICK), ("read_word", "m2", QUICK), ("draw_tally", "qingshi", QUICK))
    bench.run()
    assert bench.done == ["draw_tally qingshi", "read_word m1", "read_word m2"]


def test_photos_of_a_word_file_are_compared_where_that_can_be_done(bench: Bench, tmp_path: Path) -> None:
    stored, found = MediaStore(tmp_path / "media").put([b"a file"]), []

    def done(job: Job, result: Any, media: MediaStore) -> Any:
        found.append(result)
        return lambda work: None

    def count(job: Job, media: MediaStore) -> Any:
        return dict, ({"photos": job.payload["seen"]},)

    async def compare(path: Path) -> Mapping[str, Any]:
        return {"alike": path.stat().st_size}

    counted = Craft(count, done, lambda job, error: lambda work: None, compares=True)
    for kind, by in (("unlike", None), ("alike", compare)):
        bench.ask(*((kind, str(n), {"sha256": stored.sha256, "seen": n}) for n in (0, 2)))
        given = Jobs(bench.executor, MediaStore(tmp_path / "media"), None, {kind: counted}, by)
        asyncio.run(given.run_waiting(lambda: NOW))
        given.close()
    assert found == [{"photos": 0}, {"photos": 2}, {"photos": 0}, {"photos": 2, "alike": 6}]


def test_only_a_bot_that_is_to_compare_photos_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[Any] = []
    engine, scene, _ = prepare(file_database(tmp_path / "lanshao.db"), ROSTER, "memory", NOW)

    def made(executor: Executor, store: MediaStore, templates: Path | None, compare: Any) -> Jobs:
        given.append(compare)
        return Jobs(executor, store, templates)

    monkeypatch.setattr(app, "is_available", lambda: True)
    monkeypatch.setattr(app, "Jobs", made)
    for compares in (False, True):
        where = tmp_path / "media"
        app.assemble_app(engine, scene, where, MemoryTransport(), lambda: NOW, no_pause, compares=compares).close()
    assert given == [None, looks_in_word]


def test_what_took_too_long_is_not_tried_again(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "SECONDS", 0.1)
    bench.ask(("read_word", "m1", {"seconds": 60.0}))
    bench.run()
    assert (bench.tried, bench.failed) == (["m1"], [("m1", "TimeoutError")])


def test_a_worker_that_dies_is_given_a_second_chance(bench: Bench) -> None:
    bench.ask(("read_word", "m1", {"exit": 1}))
    bench.run()
    assert (bench.tried, bench.failed) == (["m1", "m1"], [("m1", "BrokenProcessPool")])


@pytest.mark.parametrize(
    ("error", "text"), [(FileNotFoundError(), FILE_LOST), (TimeoutError(), FILE_TOO_SLOW), (ValueError(), BROKEN)]
)
def test_a_sender_is_told_what_became_of_his_file(monkeypatch: pytest.MonkeyPatch, error: Exception, text: str) -> None:
    told: list[tuple[str, Mapping[str, Any]]] = []
    monkeypatch.setattr(jobs, "word_read", lambda message_id, result, work: told.append((message_id, result)))
    job = Job(1, "read_word", "m1", {"sha256": "0" * 64}, NOW)
    nothing: Any = None
    jobs.CRAFTS["read_word"].failed(job, error)(nothing)
    assert told == [("m1", {"error": text})]


def test_a_job_that_cannot_even_be_begun_is_given_up_and_holds_up_no_other(bench: Bench) -> None:
    unreadable = {"photos": [], "count": {"groups": []}, "as_of": "no time", "template": "daily_report", **QUICK}
    bench.ask(("write_paper", "m1", unreadable), ("read_word", "m2", QUICK))
    bench.run()
    assert (bench.failed, bench.done) == ([("m1", "ValueError")], ["read_word m2"])


def test_a_job_that_two_bots_have_done_has_its_effect_once(bench: Bench) -> None:
    bench.ask(("read_word", "m1", QUICK))

    async def both() -> None:
        twin = Jobs(bench.executor, MediaStore(Path()))
        try:
            await asyncio.gather(*(each.run_waiting(lambda: NOW) for each in (bench.jobs, twin)))
        finally:
            twin.close()

    asyncio.run(both())
    assert bench.tried == ["m1", "m1"] and bench.done == ["read_word m1"]

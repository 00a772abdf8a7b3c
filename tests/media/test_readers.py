"""Files are read once each, the newest first, whatever becomes of who reads them."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select

from bot.app import Scene, prepare
from bot.executor import Executor, Unit
from bot.jobs import Jobs
from bot.media import readers, workers
from bot.media.readers import MediaReaders
from bot.media.workers import Worker, WorkerLost, ask_apart
from bot.readers import Readers
from domain.calendars import SHANGHAI
from domain.file_readings import FileFault, FileReading
from domain.messages import Kind
from storage.file_reading_tables import file_readings
from storage.media import MediaStore
from storage.reading_jobs import ReadingJob
from storage.work import UnitOfWork
from tests.cast import ROSTER
from tests.databases import file_database
from tests.media.stub_readers import READERS, read, same_pictures

NOW = datetime(2020, 10, 21, 20, 0, tzinfo=SHANGHAI)
ROOT = Path(__file__).resolve().parents[2]


class Bench:
    """A bot's writer, store and readers, and what followed from each reading, in its order."""

    def __init__(self, home: Path, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self.engine, self.scene, _ = prepare(url, ROSTER, "memory", NOW)
        self.executor = Executor(self.engine, self.scene.work)
        self.media = MediaStore(home / "media")
        self.jobs = Jobs(self.executor, self.media)
        self.readers = self.anew(self.executor)
        self.followed: list[tuple[str, FileReading]] = []
        self.files: dict[str, str] = {}  # SHA-256 by what the file says
        monkeypatch.setattr(readers, "file_read", self._follow)
        monkeypatch.setattr(readers, "same_pictures", same_pictures)
        monkeypatch.setattr(readers, "is_available", lambda: True)

    def anew(self, executor: Executor) -> MediaReaders:
        """The readers of another bot on this database, or of this one after its next start."""
        app: Any = SimpleNamespace(engine=self.engine, scene=self.scene, clock=lambda: NOW)
        return MediaReaders(executor, self.media, self.jobs, lambda: Readers(app), READERS)

    def likenesses(self) -> set[tuple[str, str]]:
        """By what the files say."""
        said = {sha256: one for one, sha256 in self.files.items()}
        like = Unit("like", NOW, lambda work: list(work.file_readings.like(self.files.values())))
        return {(said[one.earlier], said[one.later]) for one in self.executor.submit(like).result() or ()}

    def _follow(self, job: ReadingJob, work: UnitOfWork) -> None:
        self.followed.append((job.message_id, work.file_readings.known([job.sha256])[job.sha256]))

    def send(self, *said: str) -> None:
        """A photo each, in one unit; the file says that, and what it is to do to who reads it."""
        first = self.executor.vitals.files_kept
        for one in said:
            self.files[one] = self.media.put([one.encode()]).sha256

        def ask(work: UnitOfWork) -> None:
            for n, one in enumerate(said, first):
                work.reading_jobs.ask(f"m{n}", self.files[one], Kind.IMAGE)

        self.executor.submit(Unit("ask", NOW, ask)).result()
        self.executor.vitals.files_kept += len(said)

    def read(self) -> int:
        return asyncio.run(self.readers.read_all(lambda: NOW))

    def known(self) -> Mapping[str, FileReading]:
        """What was read, by what the file says."""
        found = self.executor.submit(Unit("known", NOW, lambda work: work.file_readings.known(self.files.values())))
        readings = found.result() or {}
        return {said: readings[sha256] for said, sha256 in self.files.items() if sha256 in readings}

    def waiting(self) -> int:
        return self.executor.submit(Unit("count", NOW, lambda work: work.reading_jobs.count())).result() or 0

    def close(self) -> None:
        self.readers.close()
        self.jobs.close()
        self.executor.close()
        self.engine.dispose()


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    bench = Bench(tmp_path, file_database(tmp_path / "lanshao.db"), monkeypatch)
    yield bench
    bench.close()


def test_the_newest_are_read_first_and_what_came_twice_is_read_once_and_done_twice(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readers, "WORKERS", 1)
    bench.send("first", "again", "third", "again", "film")
    assert bench.read() == 5
    assert [message for message, _ in bench.followed] == ["m4", "m3", "m2", "m1", "m0"]
    assert bench.followed[1][1] == bench.followed[3][1]
    assert bench.waiting() == 0 and bench.read() == 0
    assert bench.media.path(bench.known()["film"].sheet).read_bytes() == b"sheet"
    assert len({one.engine for one in bench.known().values()}) == 1  # one process for all


def test_two_are_read_at_a_time_and_never_the_same_file(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "WORKERS", 2)
    bench.send("one", "other", "one", "one")
    bench.read()
    assert sorted(message for message, _ in bench.followed) == ["m0", "m1", "m2", "m3"]
    with bench.engine.connect() as connection:
        assert len(connection.execute(select(file_readings)).all()) == 2


def test_pictures_that_may_be_the_same_are_compared_also_with_those_of_an_earlier_start(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readers, "WORKERS", 1)
    bench.send("looks yard 3", "looks hall", "looks yard 2", "looks yard 1")
    bench.read()
    pairs = {("looks yard 1", "looks yard 2"), ("looks yard 1", "looks yard 3"), ("looks yard 2", "looks yard 3")}
    assert bench.likenesses() == pairs
    bench.readers.close()
    bench.readers = bench.anew(bench.executor)
    bench.media.remove(bench.files["looks yard 2"])
    bench.send("looks hall again")
    bench.read()
    assert bench.likenesses() == pairs | {("looks hall", "looks hall again")}


def test_pictures_over_whose_comparison_workers_are_lost_are_not_called_the_same(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readers, "same_pictures", os.abort)
    bench.send("looks yard 2", "looks yard 1")
    bench.read()
    assert len(bench.known()) == 2 and bench.waiting() == 0 and not bench.likenesses()


@pytest.mark.parametrize("how", ["KILL", "SEGV", "raise"])
def test_a_file_over_which_a_worker_was_lost_once_is_read_all_the_same(bench: Bench, how: str) -> None:
    bench.send(f"{how} once", "another")
    bench.read()
    assert [one.fault for one in bench.known().values()] == [None, None]
    assert len(bench.followed) == 2


@pytest.mark.parametrize(
    ("how", "fault"),
    [
        ("KILL", FileFault.TOO_SLOW),
        ("SEGV", FileFault.BROKEN),
        ("raise", FileFault.BROKEN),
        ("grow", FileFault.TOO_SLOW),
    ],
)
def test_a_file_over_which_two_workers_are_lost_is_noted_with_its_fault(
    bench: Bench, how: str, fault: FileFault
) -> None:
    bench.send(how)
    bench.read()
    assert bench.known()[how].fault is fault
    assert bench.followed == [("m0", bench.known()[how])] and bench.waiting() == 0


def test_a_worker_that_hangs_is_ended(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "WALL_SECONDS", 0.1)
    bench.send("hang")
    bench.read()
    assert bench.known()["hang"].fault is FileFault.TOO_SLOW


def test_a_worker_that_computes_for_ever_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "CPU_SECONDS", 0)
    monkeypatch.setattr(workers, "WALL_SECONDS", 600.0)
    (tmp_path / "file").write_text("compute", "ascii")
    worker = Worker()
    with pytest.raises(WorkerLost, match="more than it gets"):
        worker.ask(read, tmp_path / "file")
    worker.end()


def test_a_worker_that_has_grown_is_replaced(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "MOST_MEMORY", 1)
    bench.send("one", "two", "three")
    bench.read()
    assert len({one.engine for one in bench.known().values()}) == 3


def test_workers_that_have_nothing_to_do_go_after_a_while(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    async def read(*said: str) -> str:
        bench.send(*said)
        await bench.jobs.make_renditions(lambda: NOW)
        await bench.readers.read_waiting(lambda: NOW)
        return bench.known()[said[0]].engine

    async def go() -> tuple[str, str, str]:
        one, two = await read("one"), await read("two")
        with monkeypatch.context() as soon:
            soon.setattr(workers, "REST_SECONDS", 0.0)
            await bench.readers.read_waiting(lambda: NOW)
        return one, two, await read("three")

    one, two, three = asyncio.run(go())
    assert one == two != three


def test_a_bot_that_stops_in_the_middle_of_a_file_ends_the_worker_and_the_file_waits(bench: Bench) -> None:
    bench.send("hang")

    async def go() -> None:
        reading = asyncio.create_task(bench.readers.read_all(lambda: NOW))
        while not bench.readers._workers._at_work:
            await asyncio.sleep(0.01)
        (worker,) = bench.readers._workers._at_work
        reading.cancel()
        await asyncio.wait({reading})
        bench.readers.close()
        assert worker._process.returncode is not None

    asyncio.run(go())
    assert bench.waiting() == 1 and bench.known() == {}


def test_a_file_that_is_no_longer_kept_is_noted_so(bench: Bench) -> None:
    bench.send("gone")
    bench.media.remove(bench.files["gone"])
    bench.read()
    assert bench.known()["gone"].fault is FileFault.GONE


def test_where_no_worker_starts_nothing_is_noted_until_one_does(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.send("first")
    with monkeypatch.context() as broken:
        broken.setattr(workers, "_START", "raise SystemExit(({descriptor}, {niceness}, {path!r}))")
        assert bench.read() == 1
    assert bench.known() == {} and bench.waiting() == 1
    assert bench.read() == 0  # not once a second
    bench.send("second")
    assert bench.read() == 2 and bench.waiting() == 0


def test_without_the_extra_nothing_is_read_and_all_of_it_later(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "is_available", lambda: False)
    bench.send("first")
    assert bench.read() == 0 and bench.waiting() == 1
    monkeypatch.setattr(readers, "is_available", lambda: True)
    assert bench.read() == 1 and bench.waiting() == 0


def test_reading_gives_way_to_words_to_jobs_to_small_copies_and_to_a_loop_that_is_late(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def read() -> int:
        return await bench.readers.read_waiting(lambda: NOW)

    async def go() -> None:
        monkeypatch.setattr(asyncio.get_running_loop(), "time", lambda: 100.0)
        bench.send("first")
        await bench.jobs.make_renditions(lambda: NOW)
        assert await read() == 1
        bench.send("photo")
        assert await read() == 0  # its small copy was not made yet
        await bench.jobs.make_renditions(lambda: NOW)
        bench.executor.vitals.loop_lag = 0.5
        assert await read() == 0
        bench.executor.vitals.loop_lag = 0.0
        with monkeypatch.context() as busy:
            busy.setattr(bench.jobs, "_running", 1)
            assert await read() == 0
        with monkeypatch.context() as busy:
            busy.setattr(Executor, "waiting", 1)
            assert await read() == 0
        assert await read() == 1 and bench.waiting() == 0

    asyncio.run(go())


def test_where_it_never_is_quiet_files_are_read_all_the_same_one_at_a_time(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once: list[int] = []
    reading = MediaReaders._reading

    async def noted(self: MediaReaders, job: ReadingJob) -> FileReading:
        at_once.append(len(self._under_way))
        return await reading(self, job)

    async def go() -> list[int]:
        now = 100.0
        monkeypatch.setattr(asyncio.get_running_loop(), "time", lambda: now)
        counts = []
        for _ in range(10):
            counts.append(await bench.readers.read_waiting(lambda: NOW))
            now += 1.0
        return counts

    monkeypatch.setattr(readers, "WORKERS", 2)
    monkeypatch.setattr(MediaReaders, "_reading", noted)
    bench.executor.vitals.loop_lag = 0.5
    bench.send(*(f"photo {n}" for n in range(9)))
    assert asyncio.run(go()) == [1, 0, 1, 0, 1, 0, 1, 0, 1, 0]
    assert at_once == [1] * 5


def test_a_reading_whose_effect_fails_is_noted_and_holds_up_no_other(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ValueError

    monkeypatch.setattr(readers, "file_read", fail)
    bench.send("one", "two")
    bench.read()
    assert len(bench.known()) == 2 and bench.waiting() == 0


def test_two_bots_on_one_postgresql_note_a_file_once(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = Bench(tmp_path, postgres_url, monkeypatch)
    twin = Executor(bench.engine, Scene.work.__get__(bench.scene))
    other = bench.anew(twin)
    try:
        bench.send("one", "two")

        async def both() -> list[int]:
            return await asyncio.gather(*(each.read_all(lambda: NOW) for each in (bench.readers, other)))

        assert sum(asyncio.run(both())) > 2  # both have read
        assert sorted(message for message, _ in bench.followed) == ["m0", "m1"]
        assert bench.waiting() == 0
    finally:
        other.close()
        twin.close()
        bench.close()


def test_who_stops_waiting_for_a_process_of_its_own_ends_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[Worker] = []

    class Noted(Worker):
        def __init__(self, niceness: int) -> None:
            super().__init__(niceness)
            started.append(self)

    async def go() -> None:
        asking = asyncio.create_task(ask_apart(60.0, read, tmp_path / "file"))
        while not (started and started[0]._is_up):
            await asyncio.sleep(0.01)
        asking.cancel()
        await asyncio.wait({asking})

    (tmp_path / "file").write_text("hang", "ascii")
    monkeypatch.setattr(workers, "Worker", Noted)
    asyncio.run(go())
    assert started[0]._process.returncode is not None


PARENT = """
from pathlib import Path
from bot.media.workers import Worker
from tests.media.stub_readers import read
import sys, threading
worker = Worker()
print(worker._process.pid, flush=True)
worker.ask(read, Path(sys.argv[1]))
"""


def test_a_worker_ends_with_its_bot_also_in_the_middle_of_a_file(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("hang", "ascii")
    with subprocess.Popen([sys.executable, "-c", PARENT, file], cwd=ROOT, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        worker = Path("/proc") / parent.stdout.readline().strip()
        assert worker.is_dir()
        parent.kill()
    deadline = time.monotonic() + 30
    while worker.is_dir() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not worker.is_dir()

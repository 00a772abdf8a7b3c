"""What machines read of files, as rows: read once, found by the file, waiting jobs newest first."""

from __future__ import annotations

from datetime import datetime

from domain.calendars import SHANGHAI
from domain.file_readings import FileFault, FileReading
from domain.likenesses import Hashes, Likeness
from domain.messages import Kind
from domain.watermarks import Watermark
from storage.work import UnitOfWork

A, B, C = "a" * 64, "b" * 64, "c" * 64
TAKEN = datetime(2020, 10, 20, 9, 57, tzinfo=SHANGHAI)
MARK = Watermark(
    TAKEN, TAKEN.date(), "鹤鸣市青石区 远山建材厂", 34.79584, 113.27898, "6组", ("09:57", "2020-10-20 星期二")
)
PHOTO = FileReading(A, Kind.IMAGE, MARK, Hashes(1, (1 << 256) - 1), 41.5, 810, 1080, engine="an engine 1.0")
FILM = FileReading(B, Kind.VIDEO, duration=12.5, codec="h264", sheet="1" * 64, playable="2" * 64)
BAD = FileReading(C, Kind.AUDIO, fault=FileFault.BROKEN)


def test_a_reading_comes_back_as_it_was_noted_and_the_first_stays(work: UnitOfWork) -> None:
    assert all(work.file_readings.add(one) for one in (PHOTO, FILM, BAD))
    assert not work.file_readings.add(FileReading(A, Kind.IMAGE, fault=FileFault.GONE))
    assert work.file_readings.known([A, B, C, A, "d" * 64]) == {A: PHOTO, B: FILM, C: BAD}


def test_readings_with_hashes_are_given_in_order_after_a_number(work: UnitOfWork) -> None:
    for name in (A, B, C):
        work.file_readings.add(FileReading(name, Kind.IMAGE, hashes=None if name == B else Hashes(5, 6)))
    (first, one, hashes), (second, other, _) = work.file_readings.hashed(after=0, most=10)
    assert (one, other, hashes) == (A, C, Hashes(5, 6))
    assert [name for _, name, _ in work.file_readings.hashed(after=first, most=10)] == [C]
    assert work.file_readings.hashed(after=second, most=10) == []


def test_pairs_that_look_the_same_are_found_from_either_side(work: UnitOfWork) -> None:
    work.file_readings.note_likenesses([Likeness(A, B, 8, 2), Likeness(A, C, 3, 3)])
    work.file_readings.note_likenesses([Likeness(A, B, 99, 99)])
    assert set(work.file_readings.like([B])) == {Likeness(A, B, 8, 2)}
    assert len(list(work.file_readings.like([A, B, C]))) == 2


def test_what_waits_to_be_read_comes_newest_first_and_ends_once(work: UnitOfWork) -> None:
    for number, name in enumerate((A, B, B)):
        work.reading_jobs.ask(f"m{number}", name, Kind.IMAGE)
    work.reading_jobs.ask("m1", C, Kind.VIDEO)
    waiting = work.reading_jobs.waiting(most=10)
    assert [(job.message_id, job.sha256) for job in waiting] == [("m2", B), ("m1", B), ("m0", A)]
    assert work.reading_jobs.finish(waiting[0].id) and not work.reading_jobs.finish(waiting[0].id)
    assert work.reading_jobs.count() == 2 and len(work.reading_jobs.waiting(most=1)) == 1

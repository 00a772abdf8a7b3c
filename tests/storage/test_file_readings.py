"""What machines read of files, as rows: read once, found by the file, waiting jobs newest first."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import update

from domain.calendars import SHANGHAI
from domain.file_readings import FileFault, FileReading
from domain.likenesses import Hashes, Likeness
from domain.messages import Kind, Message
from domain.purposes import Purpose
from domain.scopes import sight_of
from domain.watermarks import Watermark
from storage.backups import named_media
from storage.galleries import FileFilter
from storage.retention import Retention
from storage.tables import inbox
from storage.work import UnitOfWork
from tests.cast import QINGSHI
from tests.storage.conftest import NOON

A, B, C = "a" * 64, "b" * 64, "c" * 64
TAKEN = datetime(2020, 10, 20, 9, 57, tzinfo=SHANGHAI)
MARK = Watermark(
    TAKEN, TAKEN.date(), "鹤鸣市青石区 远山建材厂", 34.79584, 113.27898, "6组", ("09:57", "2020-10-20 星期二")
)
HASHES = Hashes(1, (1 << 256) - 1, inside=Hashes((1 << 256) - 1, 2))
PHOTO = FileReading(A, Kind.IMAGE, MARK, HASHES, 41.5, 810, 1080, engine="an engine 1.0")
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


def _sent(work: UnitOfWork, message_id: str, sha256: str, kind: Kind = Kind.VIDEO) -> None:
    work.inbox.keep(Message(message_id, QINGSHI, "id-hao", "郝大川", NOON, kind), b"raw")
    work.inbox.attach(message_id, sha256, 8)
    work.inbox.settle(message_id, Purpose.EVIDENCE)


def _policy(work: UnitOfWork) -> Retention:
    campaign = replace(work.campaign, keep_media=timedelta(days=90))
    return Retention(work.connection, NOON + timedelta(days=100), campaign)


def test_what_was_made_of_a_film_goes_with_it_but_not_what_another_still_needs(work: UnitOfWork) -> None:
    for message_id, film in (("m1", A), ("m2", B)):
        _sent(work, message_id, film)
    work.file_readings.add(FileReading(A, Kind.VIDEO, MARK, Hashes(5, 6), sheet="1" * 64, playable="2" * 64))
    work.file_readings.add(FileReading(B, Kind.VIDEO, sheet="1" * 64, playable="3" * 64))  # the same look
    work.connection.execute(update(inbox).where(inbox.c.message_id == "m2").values(sent_at=NOON + timedelta(days=99)))
    assert _policy(work).erase(10) == 1
    assert _policy(work).swept() == ["2" * 64, A]


def test_what_was_read_on_a_picture_is_forgotten_with_the_last_message_that_has_it(work: UnitOfWork) -> None:
    for message_id in ("m1", "m2"):
        _sent(work, message_id, A, Kind.IMAGE)
    work.file_readings.add(PHOTO)
    work.connection.execute(update(inbox).where(inbox.c.message_id == "m2").values(sent_at=NOON + timedelta(days=99)))
    assert _policy(work).erase(10) == 1
    assert work.file_readings.known([A]) == {A: PHOTO}
    work.connection.execute(update(inbox).where(inbox.c.message_id == "m2").values(sent_at=NOON))
    assert _policy(work).erase(10) == 1
    assert work.file_readings.known([A]) == {A: replace(PHOTO, watermark=None)}


def test_a_backup_has_what_was_made_of_films_and_voices(work: UnitOfWork) -> None:
    _sent(work, "m1", B)
    work.file_readings.add(FILM)
    work.file_readings.add(BAD)
    assert named_media(work.connection) == sorted([B, "1" * 64, "2" * 64])


def test_what_was_made_is_nobodys_evidence(work: UnitOfWork) -> None:
    """It is reached by its original alone, and stands in no list of files."""
    _sent(work, "m1", B)
    work.file_readings.add(FILM)
    sight = sight_of(work.roster.person["id-qi"], work.roster)
    assert work.files.name_of(B, sight) is not None
    assert [work.files.name_of(name, sight) for name in ("1" * 64, "2" * 64)] == [None, None]
    assert [one.sha256 for one in work.galleries.page(FileFilter(sight)).files] == [B]
    assert work.galleries.find(["1" * 64, "2" * 64], sight) == []

"""Smaller copies of photos and made papers as rows: they go with their original, and into a backup."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import update

from domain.made_papers import MadePaper, PaperKind
from domain.messages import Kind, Message
from domain.purposes import Purpose
from domain.renditions import Fault, Rendition, Size
from domain.round_advices import RoundAdvice
from storage.backups import named_media
from storage.retention import Retention
from storage.tables import inbox
from storage.work import UnitOfWork
from tests.cast import QINGSHI
from tests.storage.conftest import NOON

DAY = NOON.date()
A, B, C = ("a" * 64, "b" * 64, "c" * 64)
COPIES = Rendition(A, "1" * 64, "2" * 64, 810, 1080)


def photo(work: UnitOfWork, message_id: str, sha256: str | None, kind: Kind = Kind.IMAGE) -> None:
    work.inbox.keep(Message(message_id, QINGSHI, "id-hao", "郝大川", NOON, kind), b"raw")
    if sha256 is not None:
        work.inbox.attach(message_id, sha256, 8)


def test_photos_that_were_not_looked_at_are_named_once_oldest_first(work: UnitOfWork) -> None:
    for message_id, sha256 in (("m1", B), ("m2", A), ("m3", B), ("m4", None)):
        photo(work, message_id, sha256)
    photo(work, "m5", C, Kind.VIDEO)
    assert work.renditions.lacking(10) == [B, A] and work.renditions.lacking(1) == [B]
    work.renditions.add(COPIES)
    work.renditions.add(Rendition(B, fault=Fault.BROKEN))
    assert work.renditions.lacking(10) == []


def test_what_was_made_is_found_by_its_original_and_the_first_stays(work: UnitOfWork) -> None:
    work.renditions.add(COPIES)
    work.renditions.add(Rendition(A, "9" * 64, "8" * 64, 1, 1))
    work.renditions.add(Rendition(B, fault=Fault.TOO_LARGE))
    assert work.renditions.known([A, B, C, A]) == {A: COPIES, B: Rendition(B, fault=Fault.TOO_LARGE)}
    assert work.renditions.of([A, B, C], Size.PAPER) == {A: "1" * 64}
    assert work.renditions.of([A, B, C], Size.THUMB) == {A: "2" * 64}


def test_copies_are_deleted_with_their_original_but_not_what_another_still_needs(work: UnitOfWork) -> None:
    for message_id, sha256 in (("m1", A), ("m2", B)):
        photo(work, message_id, sha256)
    work.renditions.add(COPIES)
    work.renditions.add(Rendition(B, "1" * 64, "3" * 64, 810, 1080))  # the same picture in another file
    for message_id in ("m1", "m2"):
        work.inbox.settle(message_id, Purpose.EVIDENCE)
    policy = Retention(
        work.connection, NOON + timedelta(days=100), replace(work.campaign, keep_media=timedelta(days=90))
    )
    work.connection.execute(update(inbox).where(inbox.c.message_id == "m2").values(sent_at=NOON + timedelta(days=99)))
    assert policy.erase(10) == 1
    assert policy.swept() == ["2" * 64, A]


def test_a_backup_has_the_papers_and_the_copies(work: UnitOfWork) -> None:
    photo(work, "m1", A)
    work.renditions.add(COPIES)
    work.renditions.add(Rendition(B, fault=Fault.BROKEN))
    work.papers.add(_paper(C))
    assert named_media(work.connection) == sorted([A, C, "1" * 64, "2" * 64])


def _paper(sha256: str, day: date | None = DAY, group: str | None = "qingshi", number: int | None = None) -> MadePaper:
    kind = PaperKind.TYPICAL_CASE if day else PaperKind.ROUND_REPORT
    return MadePaper(None, kind, group, day, number, (12, 15), sha256, "附件3.docx", NOON, NOON, "id-luo")


def test_papers_are_found_by_their_day_and_their_round(work: UnitOfWork) -> None:
    first, again = work.papers.add(_paper(A)), work.papers.add(_paper(B))
    other = work.papers.add(_paper(C, group=None))
    report = work.papers.add(_paper(C, day=None, number=2))
    assert [paper.number for paper in (first, again, other, report)] == [1, 2, 3, 4]
    assert work.papers.of_day(NOON.date()) == [first, again, other]
    assert work.papers.of_day(NOON.date(), "qingshi") == [first, again]
    assert work.papers.of_round(2, "qingshi") == [report] and work.papers.of_round(1) == []
    assert work.papers.get(3) == other and work.papers.get(9) is None


def test_the_newest_advice_of_a_round_counts_until_it_is_taken_back(work: UnitOfWork) -> None:
    for n, text in enumerate(("一", "二"), 1):
        work.round_advices.add(RoundAdvice("qingshi", 2, text, "id-luo", NOON, f"m{n}"))
    newest = work.round_advices.of_round(2, "qingshi")
    assert newest is not None and (newest.text, newest.message_id) == ("二", "m2")
    assert work.round_advices.take_back("m2") and not work.round_advices.take_back("m2")
    left = work.round_advices.of_round(2, "qingshi")
    assert left is not None and left.text == "一"
    assert work.round_advices.of_round(1, "qingshi") is work.round_advices.of_round(2, "baihe") is None

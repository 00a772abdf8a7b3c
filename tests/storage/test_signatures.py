"""Signatures come back as they were written, the last that was not taken back, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from domain.assemblies import Assembled
from domain.signatures import Signature, Subject
from domain.visits import Outcome
from storage.work import UnitOfWork
from tests.storage.conftest import NOON, after
from tests.visit_book import a_visit

DAY = date(2020, 10, 20)


def test_the_last_signature_counts_until_its_words_are_taken_back(work: UnitOfWork) -> None:
    first = Signature(Subject.VISIT, 1, "qingshi", "id-luo", NOON, "m1", {"place": "a"})
    again = replace(first, at=after(1), message_id="m2", fields={"place": "b"})
    work.signatures.add([first, replace(first, number=2)])
    work.signatures.add([again])
    work.signatures.add([])
    assert work.signatures.of_visits([1, 2, 3]) == {1: again, 2: replace(first, number=2)}
    assert work.signatures.take_back("m2") and not work.signatures.take_back("m2")
    assert work.signatures.of_visit(1) == first and work.signatures.of_visit(3) is None


def test_a_round_is_signed_by_group(work: UnitOfWork) -> None:
    report = Signature(Subject.ROUND, 1, "qingshi", "id-luo", NOON, "m1", {})
    work.signatures.add([report])
    assert work.signatures.of_round("qingshi", 1) == report
    assert work.signatures.of_round("baihe", 1) is None and work.signatures.of_visit(1) is None


def test_what_nobody_has_signed_is_counted_by_group_and_day(work: UnitOfWork) -> None:
    outcomes = (Outcome.VIOLATION, Outcome.HANDOVER)
    for outcome in (Outcome.VIOLATION, Outcome.HANDOVER, Outcome.CLEAN):
        work.visits.apply(Assembled(visits=(a_visit(f"{outcome}厂", "09:00", day=DAY, outcome=outcome),)))
    work.signatures.add([Signature(Subject.VISIT, 1, "qingshi", "id-luo", NOON, "m1", {})])
    tomorrow = DAY + timedelta(days=1)
    assert work.signatures.unsigned_before(tomorrow, ["qingshi", "baihe"], outcomes) == [("qingshi", DAY, 1)]
    work.signatures.take_back("m1")
    assert work.signatures.unsigned_before(tomorrow, ["qingshi"], outcomes) == [("qingshi", DAY, 2)]
    assert work.signatures.unsigned_before(DAY, ["qingshi"], outcomes) == []

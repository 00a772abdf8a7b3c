"""Edits and control periods come back as they were written, on both databases."""

from __future__ import annotations

from domain.controls import ControlPeriod
from domain.edits import Act, Change, Edit, Field
from storage.work import UnitOfWork
from tests.storage.conftest import NOON, after


def test_edits_come_back_in_order_by_visit_by_partner_and_by_message(work: UnitOfWork) -> None:
    changed = Edit(1, Act.CHANGE, "id-hao", NOON, "m1", Change(Field.PROBLEM, "新", 2), "旧")
    gone = Edit(3, Act.WITHDRAW, "id-qi", after(1), "m2", reason="报重了")
    merged = Edit(2, Act.MERGE, "id-qi", after(2), "m3", other=1)
    work.edits.add([changed, gone])
    work.edits.add([merged])
    work.edits.add([])
    assert work.edits.of(1) == (changed, merged)
    assert work.edits.of(2) == (merged,) and work.edits.of(3) == (gone,) and work.edits.of(4) == ()
    assert work.edits.of_message("m2") == (gone,) and work.edits.of_message("m9") == ()


def test_control_periods_are_numbered_and_ended(work: UnitOfWork) -> None:
    first = work.controls.open("青石市", "orange", NOON, after(60), "id-qi", "m1")
    second = work.controls.open("白河市", "red", after(5), None, "id-qi", "m1")
    assert (first, second) == (
        ControlPeriod(1, "青石市", "orange", NOON, after(60)),
        ControlPeriod(2, "白河市", "red", after(5), None),
    )
    work.controls.end(2, after(30), "id-su")
    assert work.controls.all() == (first, ControlPeriod(2, "白河市", "red", after(5), None, after(30)))

"""Hundreds of slots of one rule due at once: done many at a time, and as if each were alone."""

from __future__ import annotations

from collections.abc import Collection

import pytest

from documents.instructions import group_chase_text
from domain.instructions import CHASE, Instruction
from domain.posts import PostKind
from domain.slots import Slot
from schedules import TOGETHER, run_due
from storage.tables import timetable
from storage.work import UnitOfWork
from tests.cast import QINGSHI
from tests.schedules.nights import Night, clock

DUE = clock("18:05")


def instruct(night: Night, count: int) -> list[str]:
    """So many instructions that nobody answers, to be chased at the same moment; their numbers."""
    with night.work() as work:
        given = [work.instructions.add("id-qi", f"第{n}件", ["qingshi"], f"m{n}").number for n in range(count)]
        for number in given:
            work.timetable.plan(Slot(CHASE, number, DUE, DUE))
    night.now = DUE
    return given


def chased(work: UnitOfWork) -> list[str]:
    """The instructions that the group's room is asked about, in order."""
    posts = [owed.post for owed in work.outbox.due(1000)]
    asked = [post for post in posts if post.kind is PostKind.RECEIPT_CHASE and post.room == QINGSHI]
    return [post.once.subject.partition("/")[0] for post in asked]


def test_many_due_at_once_are_done_in_a_few_units_and_in_their_order() -> None:
    night = Night()
    given = instruct(night, 2 * TOGETHER + 7)
    with night.work() as work:
        assert [len(run_due(work, 1)) for _ in range(4)] == [TOGETHER, TOGETHER, 7, 0]
        assert chased(work) == given


def test_one_that_fails_takes_no_other_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    night = Night()
    given = instruct(night, 9)

    def break_at_one(instruction: Instruction, teams: Collection[int]) -> str:
        if instruction.number == given[4]:
            raise ValueError("broken")
        return group_chase_text(instruction, teams)

    monkeypatch.setattr("schedules.receipts.group_chase_text", break_at_one)
    with night.work() as work:
        assert [type(error) for error in run_due(work, 1) if error] == [ValueError]
        assert chased(work) == given[:4] + given[5:]
        states = work.connection.execute(
            timetable.select().with_only_columns(timetable.c.subject).where(timetable.c.note == "ValueError")
        )
        assert list(states.scalars()) == [given[4]]
        assert run_due(work, 1) == []

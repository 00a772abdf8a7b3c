from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import Connection

from domain.instructions import Instruction, Receipt
from domain.posts import NOBODYS, Once, Post, PostKind
from storage.work import UnitOfWork
from tests.cast import QINGSHI
from tests.storage.conftest import NOON, after, unit

LATE = 60 * 12  # minutes from noon to midnight


def test_instructions_are_numbered_by_day_in_shanghai(connection: Connection) -> None:
    work = unit(connection)
    first = work.instructions.add("id-qi", "今晚加查渣土车", ("qingshi", "baihe"), "m1")
    assert first == Instruction("1020-1", "id-qi", "今晚加查渣土车", ("qingshi", "baihe"), NOON, "m1")
    assert work.instructions.add("id-qi", "再查", ("qingshi",), "m2").number == "1020-2"
    assert unit(connection, after(LATE)).instructions.add("id-qi", "早", ("qingshi",), "m3").number == "1021-1"
    assert [found.number for found in work.instructions.of_day(date(2020, 10, 20))] == ["1020-1", "1020-2"]
    assert work.instructions.get("1020-1") == first
    assert work.instructions.get("1020-9") is None


def test_another_campaign_counts_anew(connection: Connection) -> None:
    assert unit(connection).instructions.add("a", "t", ("g",), "m").number == "1020-1"
    assert unit(connection, campaign="other").instructions.add("a", "t", ("g",), "m").number == "1020-1"
    assert unit(connection, campaign="other").instructions.get("1020-1") is not None


def test_open_instructions_of_a_group_are_those_issued_before_newest_first(connection: Connection) -> None:
    for minute, groups in ((0, ("qingshi",)), (1, ("baihe",)), (2, ("qingshi", "baihe"))):
        unit(connection, after(minute)).instructions.add("id-qi", "t", groups, f"m{minute}")
    open_in = unit(connection).instructions.open_in
    assert [found.message_id for found in open_in("qingshi", after(3))] == ["m2", "m0"]
    assert [found.message_id for found in open_in("qingshi", after(2))] == ["m0"]
    assert open_in("nobody", after(3)) == []


def test_an_instruction_is_found_by_the_platforms_id_of_its_post(work: UnitOfWork) -> None:
    issued = work.instructions.add("id-qi", "t", ("qingshi",), "m1")
    once = Once("anfang-2020", "instruction", issued.number, "qingshi")
    work.outbox.owe(Post(once, PostKind.INSTRUCTION, QINGSHI, None, "【指令 1020-1】", about=NOBODYS))
    work.instructions.note_post(issued.number, "qingshi", str(once))
    assert work.instructions.by_post("p1") is None
    work.outbox.mark_sent(work.outbox.due()[0].id, "p1", NOON)
    assert work.instructions.by_post("p1") == issued


def test_a_sender_answers_an_instruction_once(work: UnitOfWork) -> None:
    issued = work.instructions.add("id-qi", "t", ("qingshi",), "m1")
    answer = Receipt(issued.number, "qingshi", 1, "id-hao", "m2", after(1))
    leader = Receipt(issued.number, "qingshi", None, "id-luo", "m3", after(2))
    assert work.instructions.receive(answer)
    assert work.instructions.receive(leader)
    assert not work.instructions.receive(Receipt(issued.number, "qingshi", 1, "id-hao", "m4", after(3)))
    assert work.instructions.receipts_of(issued.number) == [answer, leader]
    assert work.instructions.receipts_of("1020-9") == []


def test_an_unknown_number_has_neither_posts_nor_receipts(work: UnitOfWork) -> None:
    with pytest.raises(LookupError):
        work.instructions.note_post("1020-9", "qingshi", "k")
    with pytest.raises(LookupError):
        work.instructions.receive(Receipt("1020-9", "qingshi", 1, "id-hao", "m2", NOON))

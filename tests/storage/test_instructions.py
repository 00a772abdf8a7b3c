from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Connection

from domain.feedbacks import Feedback
from domain.hand_orders import HandOrder
from domain.instructions import Copy, Instruction, Receipt, Status
from domain.posts import NOBODYS, Once, Post, PostKind
from storage.work import UnitOfWork
from tests.cast import BAIHE, COMMAND, QINGSHI
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


def test_one_that_waits_asks_nobody_until_it_goes_out(connection: Connection) -> None:
    work = unit(connection)
    waiting = work.instructions.add("id-qi", "t", ("qingshi",), "m1", status=Status.WAITING, sensitive=True)
    assert work.instructions.open_in("qingshi", after(9)) == []
    issued = unit(connection, after(5)).instructions.issue(waiting, None)
    assert (issued.status, issued.issued_at, issued.sensitive) == (Status.ISSUED, after(5), True)
    assert work.instructions.open_in("qingshi", after(9)) == [issued]
    ended = work.instructions.end(issued, Status.VOIDED, "弄错了")
    assert work.instructions.get(issued.number) == ended
    assert work.instructions.open_in("qingshi", after(9)) == []


def test_what_is_queued_of_one_is_taken_back_and_the_rooms_that_have_it_are_known(work: UnitOfWork) -> None:
    issued = work.instructions.add("id-qi", "t", ("qingshi", "baihe"), "m1")
    for room in (QINGSHI, BAIHE, COMMAND):
        once = Once("anfang-2020", "instruction", room, "1020-1")
        work.outbox.owe(Post(once, PostKind.INSTRUCTION, room, None, "【指令 1020-1】", about=NOBODYS))
        work.instructions.note_post(issued.number, "qingshi", str(once))
    sent, held, _ = work.outbox.due()
    work.outbox.claim(sent.id)
    work.held_posts.hold(held.id)
    work.instruction_posts.take_back(issued.number)
    assert work.instruction_posts.rooms_having(issued.number) == [QINGSHI]
    assert work.outbox.due() == [] and work.held_posts.counts() == {}


def test_what_is_held_of_one_holds_up_no_other_campaigns_instruction_of_that_number(connection: Connection) -> None:
    work, other = unit(connection), unit(connection, campaign="another")
    issued = work.instructions.add("id-qi", "t", ("qingshi",), "m1")
    assert other.instructions.add("id-qi", "t", ("qingshi",), "m2").number == issued.number
    once = Once("anfang-2020", "instruction", QINGSHI, issued.number)
    work.outbox.owe(Post(once, PostKind.INSTRUCTION, QINGSHI, None, "t", about=NOBODYS))
    work.instructions.note_post(issued.number, "qingshi", str(once))
    work.held_posts.hold(work.outbox.due()[0].id)
    assert work.held_posts.groups_waiting_for("anfang-2020", [issued.number]) == {issued.number: {"qingshi"}}
    assert work.held_posts.groups_waiting_for("another", [issued.number]) == {}


def test_copies_are_kept_by_room(work: UnitOfWork) -> None:
    issued = work.instructions.add("id-qi", "t", ("qingshi", "baihe"), "m1", sensitive=True)
    copies = [Copy(1, "qingshi", QINGSHI), Copy(2, "baihe", BAIHE)]
    work.instruction_posts.add_copies(issued.number, copies)
    assert work.instruction_posts.copies_of(issued.number) == copies
    assert work.instruction_posts.copies_of("1020-9") == []
    with pytest.raises(LookupError):
        work.instruction_posts.add_copies("1020-9", copies)


def test_feedback_is_kept_once_a_message_until_it_is_taken_back(work: UnitOfWork) -> None:
    issued = work.instructions.add("id-qi", "t", ("qingshi",), "m1", due_at=after(60))
    found = work.instructions.get(issued.number)
    assert found is not None and found.due_at == after(60)
    first = Feedback(issued.number, "qingshi", 1, "id-hao", "m2", after(1))
    second = Feedback(issued.number, "qingshi", None, "id-luo", "m3", after(2))
    for feedback in (first, first, second):
        work.feedbacks.add(feedback)
    assert work.feedbacks.of(issued.number, "1020-9") == [first, second]
    work.feedbacks.take_back("m2")
    assert work.feedbacks.of(issued.number) == [second]
    with pytest.raises(LookupError):
        work.feedbacks.add(Feedback("1020-9", "qingshi", 1, "id-hao", "m2", NOON))


def test_what_was_posted_by_hand_is_kept_until_it_is_taken_back(work: UnitOfWork) -> None:
    first = HandOrder("m1", "id-qi", QINGSHI, "qingshi", "查工地", after(1))
    second = HandOrder("m2", "id-qi", BAIHE, "baihe", "查工地", after(2))
    third = HandOrder("m3", "id-qi", BAIHE, "baihe", "查道路", after(3))
    for order in (first, second, second, third):
        work.hand_orders.add(order)
    assert work.hand_orders.by("id-qi", after(2)) == [second, third]
    issued = work.instructions.add("id-qi", "查工地", ("qingshi",), "m1")
    work.hand_orders.track(["m1", "m2"], issued.number)
    addressed = work.instructions.address(issued, ["baihe", "qingshi"], after(5))
    assert addressed == work.instructions.get(issued.number) == replace(issued, groups=("qingshi", "baihe"))
    assert work.instructions.open_in("baihe", after(9)) == [replace(addressed, issued_at=after(5))]
    assert work.instructions.open_in("baihe", after(4)) == []
    assert [order.room for order in work.hand_orders.of(issued.number)] == [QINGSHI, BAIHE]
    for message in ("m1", "m3"):
        work.hand_orders.take_back(message)
    assert [order.message_id for order in work.hand_orders.by("id-qi", NOON)] == ["m2"]
    assert [order.room for order in work.hand_orders.of(issued.number)] == [BAIHE]
    assert work.hand_orders.number_of("m2") == issued.number and work.hand_orders.number_of("m9") is None


def test_an_unknown_number_has_neither_posts_nor_receipts(work: UnitOfWork) -> None:
    with pytest.raises(LookupError):
        work.instructions.note_post("1020-9", "qingshi", "k")
    with pytest.raises(LookupError):
        work.instructions.receive(Receipt("1020-9", "qingshi", 1, "id-hao", "m2", NOON))

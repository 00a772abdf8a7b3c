"""An instruction is voided or corrected after it was given."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from domain.instructions import CHASE, Status
from domain.messages import Kind
from domain.posts import Once, Post, PostKind
from storage.tables import audit, timetable
from tests.cast import BAIHE, COMMAND, ID, QINGSHI
from tests.handlers.front_desk import DAY, FrontDesk


def issued(*orders: str) -> FrontDesk:
    """Instructions at 10:00, their posts heard."""
    front = FrontDesk()
    for order in orders or ("指令 全体：今晚加查工地",):
        front.asks("齐正", order)
    front.heard()
    return front


def by_room(front: FrontDesk) -> dict[str | None, str]:
    return {post.room: post.text for post in front.heard()}


@pytest.mark.parametrize(
    "said",
    [
        "作废 1020-1 弄错了",
        "作废1020-1（弄错了）",
        "作废指令１０２０－１，原因：弄错了",
        "1020-1作废，因为弄错了",
        "把1020-1作废了 弄错了",
    ],
)
def test_a_voided_one_is_taken_back_where_it_was_read(said: str) -> None:
    front = issued()
    front.asks("齐正", said)
    told = by_room(front)
    assert told == {
        QINGSHI: "【指令 1020-1】已作废（弄错了），不再办理。",
        BAIHE: "【指令 1020-1】已作废（弄错了），不再办理。",
        COMMAND: "指令 1020-1 已作废：通知青石组、白河组。",
    }


def test_without_a_reason_none_is_given() -> None:
    front = issued("指令 白河：去望山县")
    front.asks("齐正", "作废 1020-1")
    assert by_room(front)[BAIHE] == "【指令 1020-1】已作废，不再办理。"


def test_nobody_is_chased_for_a_voided_one_and_its_number_says_so() -> None:
    front = issued()
    front.says("郝大川", "收到")
    front.asks("齐正", "作废 1020-1 弄错了")
    front.heard()
    front.at("14:00")
    assert front.heard() == []
    front.asks("齐正", "指令 1020-1")
    assert front.answer().text.startswith("指令 1020-1 已作废；已回1/2：今晚加查工地")
    front.says("范舟", "收到")
    with front.work() as work:
        assert [receipt.sender for receipt in work.instructions.receipts_of("1020-1")] == [ID["郝大川"]]


def test_where_it_is_still_queued_it_is_not_said_at_all() -> None:
    front = issued("指令 青石：去东泉区")
    with front.work() as work:  # a copy for another room waits, say for the pace
        once = Once(work.campaign.key, "instruction", "1020-1/baihe", "2020-10-20")
        text, noon = "【指令 1020-1】去东泉区", work.now.replace(hour=12)
        post = Post(once, PostKind.INSTRUCTION, BAIHE, None, text, not_before=noon, about=frozenset({"baihe"}))
        work.outbox.owe(post)
        work.instructions.note_post("1020-1", "baihe", str(once))
    front.asks("齐正", "作废 1020-1 弄错了")
    assert set(by_room(front)) == {QINGSHI, COMMAND}
    front.at("13:00")
    front._send()
    assert front.heard() == []


def test_a_correction_is_a_new_instruction_that_says_which_it_replaces_and_is_answered_anew() -> None:
    front = issued()
    front.says("郝大川", "收到")
    front.asks("齐正", "更正 1020-1：今晚加查渣土车")
    told = by_room(front)
    assert told[QINGSHI] == "【指令 1020-2】（更正 1020-1，以本条为准）今晚加查渣土车\n收到请引用本条回复“收到”。"
    assert told[COMMAND] == "指令 1020-2（更正 1020-1） 已发青石组、白河组。"
    front.at("12:00")
    told = by_room(front)
    assert set(told) == {QINGSHI, BAIHE, COMMAND}  # 10:30: for the new one alone
    assert told[COMMAND] == "指令 1020-2：群内未见青石组、白河组回复“收到”。"
    front.asks("齐正", "指令情况")
    assert "指令 1020-1 已由 1020-2 更正；已回1/2" in front.answer().text


def test_another_dispatcher_may_and_the_author_hears_of_it_alone() -> None:
    front = issued()
    front.asks("苏禾", "作废 1020-1 弄错了")
    private = [post for post in front.heard() if post.room is None]
    assert [(post.contact, post.text) for post in private] == [(ID["齐正"], "您下达的指令 1020-1 已作废（苏禾）。")]
    with front.work() as work:
        acts = work.connection.execute(
            select(audit.c.actor, audit.c.subject).where(audit.c.action == "instruction.void")
        )
        assert [tuple(act) for act in acts] == [(ID["苏禾"], "1020-1")]


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("作废 1019-9", "没有编号为 1019-9 的指令。"),
        ("作废", "请写明编号。例：作废 1020-2 原因；更正 1020-2：新内容"),
        ("更正 1020-1：", "没有更正：缺新内容。例：更正 1020-2：新内容"),
        ("更正 1020-1：" + "查" * 1501, "没有下达：超过1500字，请缩短，或另发文件。"),
    ],
)
def test_what_cannot_be_done_is_told_with_what_to_say(said: str, answer: str) -> None:
    front = issued()
    front.asks("齐正", said)
    assert front.answer().text == answer


def test_what_is_ended_is_not_ended_again() -> None:
    front = issued()
    front.asks("齐正", "作废 1020-1")
    front.heard()
    for said in ("作废 1020-1", "更正 1020-1：去查车"):
        front.asks("齐正", said)
        assert front.answer().text == "指令 1020-1 已作废。"


def test_nobody_else_voids_and_not_in_a_groups_room() -> None:
    front = issued()
    front.asks("罗青", "作废 1020-1")
    assert front.answer().text == "指令由指挥调度组下达和查看。"
    front.asks("齐正", "作废 1020-1", room=QINGSHI)
    assert front.answer().room is None
    with front.work() as work:
        found = work.instructions.get("1020-1")
    assert found is not None and found.status is Status.ISSUED


def test_taking_the_message_back_voids_what_it_gave_and_nobody_is_asked() -> None:
    front = FrontDesk()
    order = front.asks("齐正", "指令 全体：加查工地，18:00前反馈")
    front.heard()
    front.says("齐正", "撤回了一条消息", kind=Kind.RECALL, target=order)
    assert by_room(front) == {
        QINGSHI: "【指令 1020-1】已作废，不再办理。",
        BAIHE: "【指令 1020-1】已作废，不再办理。",
        COMMAND: "指令 1020-1 已作废：通知青石组、白河组。",
    }
    front.at("21:00")
    assert front.heard() == []


def test_taking_the_message_back_voids_each_instruction_that_it_gave() -> None:
    front = FrontDesk()
    front.asks("齐正", "预警启动 青石 橙色预警 10月20日9时起")
    front.asks("齐正", "预警启动 白河 红色预警 10月20日9时起")
    lifted = front.asks("齐正", "预警解除 全体 10月20日12时")
    with front.work() as work:
        given = [one.number for one in work.instructions.of_message(lifted)]
    front.says("齐正", "撤回了一条消息", kind=Kind.RECALL, target=lifted)
    with front.work() as work:
        ended = [one.number for one in work.instructions.of_day(DAY) if one.status is Status.VOIDED]
    assert given == ended == ["1020-3", "1020-4"]


def test_voided_after_the_silent_were_named_the_record_of_that_stays() -> None:
    front = issued()
    front.at("11:00")
    front.asks("齐正", "作废 1020-1")
    with front.work() as work:
        states = work.connection.execute(select(timetable.c.state).where(timetable.c.rule == CHASE)).scalars().all()
    assert states == ["done"]


def test_a_reason_that_would_need_a_second_dispatcher_is_left_out_and_he_is_told() -> None:
    front = issued("指令 白河：去望山县")
    front.asks("齐正", "作废 1020-1 改为突击目标东泉区砖厂，一律停产")
    told = by_room(front)
    assert told[BAIHE] == "【指令 1020-1】已作废，不再办理。"
    assert told[COMMAND] == "指令 1020-1 已作废：通知白河组。原因含“目标”“停产”，没有转发。"


def test_a_reason_calls_nobody_and_heads_no_order() -> None:
    front = issued("指令 白河：去望山县")
    front.asks("齐正", "作废 1020-1 弄错了 @所有人 ＠所有人【指令 1020-9】撤回")
    assert by_room(front)[BAIHE] == "【指令 1020-1】已作废（弄错了 所有人 所有人〔指令 1020-9〕撤回），不再办理。"

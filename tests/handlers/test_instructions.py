"""An instruction goes out, is answered with 收到, and the silent are named once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from documents.instructions import issued_text
from domain.instructions import Instruction
from domain.messages import EVERYONE
from domain.posts import PostKind
from domain.purposes import Purpose
from tests.cast import BAIHE, COMMAND, ID, QINGSHI, ROSTER
from tests.handlers.front_desk import FrontDesk


def issued(text: str = "指令 全体：今晚加查工地") -> FrontDesk:
    """An instruction at 10:00, its posts heard."""
    front = FrontDesk()
    front.asks("齐正", text)
    return front


def receivers(front: FrontDesk, number: str = "1020-1") -> list[tuple[str, int | None]]:
    with front.work() as work:
        return [(receipt.group, receipt.team) for receipt in work.instructions.receipts_of(number)]


def test_each_group_reads_it_once_and_the_dispatcher_hears_its_number() -> None:
    front = issued()
    posts = front.heard()
    sent = {post.room: post for post in posts if post.kind is PostKind.INSTRUCTION}
    assert set(sent) == {QINGSHI, BAIHE}
    assert sent[QINGSHI].text == "【指令 1020-1】今晚加查工地\n收到请引用本条回复“收到”。"
    assert sent[QINGSHI].mentions == (EVERYONE,)
    (answer,) = [post for post in posts if post.kind is PostKind.ANSWER]
    assert (answer.room, answer.text) == (COMMAND, "指令 1020-1 已发青石组、白河组。")


def test_named_groups_alone_read_it_and_numbers_count_up() -> None:
    front = issued("指令 青石：去东泉区")
    assert {post.room for post in front.heard() if post.kind is PostKind.INSTRUCTION} == {QINGSHI}
    front.says("苏禾", "指令 白河：去望山县", room=None)
    (post,) = [post for post in front.heard() if post.kind is PostKind.INSTRUCTION]
    assert post.room == BAIHE and "1020-2" in post.text


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("指令 黑山组：去县里", "没有下达：名册里没有“黑山组”这个组。"),
        ("指令 今晚都去查工地", "没有下达：请写明发给谁。例：指令 全体：内容"),
        ("指令 全体：", "没有下达：缺内容。例：指令 全体：内容"),
    ],
)
def test_a_faulty_order_issues_nothing_and_says_why(said: str, answer: str) -> None:
    front = issued(said)
    assert front.answer().text == answer
    with front.work() as work:
        assert work.instructions.of_day(date(2020, 10, 20)) == []


def test_nobody_but_a_dispatcher_gives_orders() -> None:
    front = FrontDesk()
    front.asks("罗青", "指令 全体：都来我这")
    assert front.answer().text == "指令由指挥调度组下达和查看。"


def test_no_order_is_taken_in_a_groups_room() -> None:
    front = FrontDesk()
    front.asks("齐正", "指令 全体：今晚加查工地", room=QINGSHI)
    post = front.answer()
    assert post.room is None and "请在指挥调度群或私聊" in post.text


def test_what_a_dispatcher_tells_people_without_the_bot_is_no_order() -> None:
    front = FrontDesk()
    front.says("齐正", "【指令】全体今晚加查工地，收到请回复")
    assert front.heard() == []


def test_an_order_at_night_goes_out_at_once() -> None:
    front = FrontDesk()
    front.at("23:00")
    front.asks("齐正", "指令 全体：今晚加查工地")
    assert all(post.urgent for post in front.heard() if post.kind is PostKind.INSTRUCTION)
    with front.work() as work:
        wake = work.timetable.next_at()
    assert wake is not None and f"{wake.astimezone(front.now.tzinfo):%d %H:%M}" == "21 07:00"


def test_received_is_noted_for_the_team_and_never_answered() -> None:
    front = issued()
    front.heard()
    front.says("郝大川", "1组收到[抱拳]")
    front.says("罗青", "收到")
    assert receivers(front) == [("qingshi", 1), ("qingshi", None)]
    assert front.heard() == []
    assert front.purposes()[1:] == [Purpose.RECEIPT, Purpose.RECEIPT]


def test_a_leader_of_a_team_answers_for_the_whole_group() -> None:
    people = tuple(replace(p, team=1) if p.id == ID["罗青"] else p for p in ROSTER.people)
    front = FrontDesk(replace(ROSTER, people=people))
    front.asks("齐正", "指令 全体：今晚加查工地")
    front.says("罗青", "收到")
    front.says("郝大川", "收到")
    assert receivers(front) == [("qingshi", None), ("qingshi", 1)]
    front.heard()
    front.asks("齐正", "指令 1020-1")
    assert "青石组　组长或联络员；1组" in front.answer().text


def test_more_groups_than_three_are_counted_not_named() -> None:
    issued_to = [["青石组"], ["青石组", "白河组", "江北组"], ["青石组", "白河组", "江北组", "南屏组"]]
    instruction = Instruction("1020-1", "id-qi", "", (), FrontDesk().now, "m1")
    assert [issued_text(instruction, names, []) for names in issued_to] == [
        "指令 1020-1 已发青石组。",
        "指令 1020-1 已发青石组、白河组、江北组。",
        "指令 1020-1 已发4个组。",
    ]


def test_received_belongs_to_a_later_request_of_somebody_else() -> None:
    front = issued()
    front.says("温岚", "@所有人 明早8点大厅集合，收到请回复", mentions=(EVERYONE,))
    front.says("郝大川", "收到")
    assert receivers(front) == []


def test_quoting_the_instruction_settles_it_whatever_was_asked_since() -> None:
    front = issued()
    post = front.id_of_last_post(QINGSHI)
    front.says("温岚", "明早8点集合，收到请回复")
    front.says("郝大川", "明白，马上去", quote=post)
    assert receivers(front) == [("qingshi", 1)]


def test_quoting_anything_else_settles_nothing() -> None:
    front = issued()
    other = front.says("温岚", "今晚吃面")
    front.says("郝大川", "收到", quote=other)
    assert receivers(front) == []


def test_a_second_received_and_one_of_the_next_day_are_talk() -> None:
    front = issued()
    front.says("郝大川", "收到")
    front.says("郝大川", "收到")
    front.at("08:00", date(2020, 10, 21))
    front.says("潘越", "收到")
    assert receivers(front) == [("qingshi", 1)]
    assert front.purposes()[-2] is not Purpose.RECEIPT


def test_the_silent_are_named_once_after_the_wait() -> None:
    front = issued()
    front.says("郝大川", "收到")
    front.heard()
    front.at("10:29")
    assert front.heard() == []
    front.at("12:00")
    chases = {post.room: post.text for post in front.heard()}
    assert chases == {
        COMMAND: "指令 1020-1：群内未见青石组（2、3组）、白河组回复“收到”。",
        QINGSHI: "【指令 1020-1】2、3组收到请引用原指令回复“收到”。",
        BAIHE: "【指令 1020-1】收到请引用原指令回复“收到”。",
    }


def test_nobody_is_named_when_every_team_or_the_leader_for_all_has_answered() -> None:
    front = issued()
    for name in ("郝大川", "薛宁", "严松"):
        front.says(name, "收到")
    front.says("杜衡", "收到")
    front.heard()
    front.at("12:00")
    assert front.heard() == []


def test_a_dispatcher_sees_who_answered() -> None:
    front = issued()
    front.says("郝大川", "收到")
    front.says("薛宁", "2组收到")
    front.heard()
    front.asks("齐正", "指令 1020-1")
    post = front.answer()
    assert post.room == COMMAND
    assert post.text == "指令 1020-1 已回1/2：今晚加查工地\n青石组　1、2组\n未见回复：白河组"
    front.asks("齐正", "指令 1019-3")
    assert front.answer().text == "没有编号为 1019-3 的指令。"


def test_the_kind_of_check_is_kept_and_told_so_that_a_wrong_reading_is_seen() -> None:
    front = issued("指令 青石：明天对东泉区集中暗查")
    assert front.heard()[-1].text == "指令 1020-1 已发青石组。按集中检查记。"
    front.asks("齐正", "指令 全体：早点休息")
    front.heard()
    front.asks("齐正", "集中检查指令情况")
    assert front.answer().text == "指令 1020-1（集中检查）已回0/1：明天对东泉区集中暗查\n未见回复：青石组"


def test_a_template_filled_in_is_an_instruction_of_its_kind_with_its_time() -> None:
    front = FrontDesk()
    front.asks("齐正", "指令模板 集中检查")
    text = front.answer().text
    assert "重点检查" not in text
    for place, word in (("组", "青石"), ("县区", "东泉区"), ("明天12点", "明天12点")):
        text = text.replace(f"〔{place}〕", word)
    front.asks("齐正", text)
    assert front.heard()[-1].text == "指令 1020-1 已发青石组。反馈时限读作10月21日12:00。按集中检查记。"
    front.asks("齐正", "指令模板")
    assert "重点检查" in front.answer().text

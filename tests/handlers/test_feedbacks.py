"""An instruction wants feedback by a time; what groups tell is kept, and those silent are asked once."""

from __future__ import annotations

import pytest

from domain.messages import Kind
from domain.purposes import Purpose
from tests.cast import BAIHE, COMMAND, QINGSHI
from tests.handlers.front_desk import FrontDesk


def issued(said: str = "指令 全体：加查工地，18:00前反馈") -> FrontDesk:
    """At 10:00; its posts are heard by `heard`."""
    front = FrontDesk()
    front.asks("齐正", said)
    return front


def told(front: FrontDesk, number: str = "1020-1") -> list[tuple[str, int | None]]:
    with front.work() as work:
        return [(feedback.group, feedback.team) for feedback in work.feedbacks.of(number)]


def test_who_dictates_it_hears_how_the_time_was_read() -> None:
    front = issued()
    posts = {post.room: post.text for post in front.heard()}
    assert posts[COMMAND] == "指令 1020-1 已发青石组、白河组。反馈时限读作10月20日18:00。"
    assert posts[QINGSHI].endswith("收到请引用本条回复“收到”。反馈也请引用本条。")
    front.asks("齐正", "预览 指令 全体：加查工地，明天12点前反馈")
    assert "反馈时限读作10月21日12:00。" in front.answer().text


def test_a_time_that_has_passed_is_told_and_nobody_is_asked() -> None:
    front = issued("指令 全体：加查工地，上午9点前反馈")
    assert front.heard()[-1].text.endswith("反馈时限读作10月20日09:00，已过，不催。")
    front.at("23:00")
    assert not any("反馈" in post.text for post in front.heard())


@pytest.mark.parametrize(
    ("who", "said", "team"),
    [
        ("郝大川", "反馈 1020-1：查了12家，发现3个问题", 1),
        ("罗青", "反馈1020-1，已落实", None),
        ("温岚", "指令1020-1反馈：无此类问题", None),
        ("潘越", "反馈：已查5家", 2),
    ],
)
def test_what_members_and_leaders_tell_is_kept_and_in_the_room_not_answered(who: str, said: str, team: int) -> None:
    front = issued()
    front.heard()
    front.says(who, said)
    assert told(front) == [("qingshi", team)]
    assert front.heard() == []
    assert front.purposes()[-1] is Purpose.FEEDBACK
    with front.work() as work:
        assert [r.group for r in work.instructions.receipts_of("1020-1")] == ["qingshi"]  # he has read it, too


def test_in_private_it_is_confirmed() -> None:
    front = issued()
    front.heard()
    front.says("罗青", "反馈 1020-1：已落实", room=None)
    assert front.answer().text == "已记：指令 1020-1 反馈，10:00。"
    front.says("罗青", "反馈 1019-7：已落实", room=None)
    assert front.answer().text == "没有编号为 1019-7 的指令。"


def test_words_beside_a_quote_are_feedback_and_assent_is_not() -> None:
    front = issued()
    post = front.id_of_last_post(QINGSHI)
    front.says("郝大川", "收到，马上去", quote=post)
    assert told(front) == []
    front.says("郝大川", "已查12家，发现3个问题", quote=post)
    front.says("薛宁", "具体查哪几家？", quote=post)
    assert told(front) == [("qingshi", 1)]


def test_another_groups_number_is_no_ones_feedback() -> None:
    front = issued("指令 白河：加查工地，18:00前反馈")
    front.heard()
    front.says("郝大川", "反馈 1020-1：已落实")
    assert told(front) == [] and front.heard() == []
    front.says("罗青", "反馈 1020-1：已落实", room=None)
    assert front.answer().text == "没有编号为 1020-1 的指令。"


def test_what_is_taken_back_tells_nothing() -> None:
    front = issued()
    said = front.says("郝大川", "反馈 1020-1：已落实")
    front.says("郝大川", "撤回了一条消息", kind=Kind.RECALL, target=said)
    assert told(front) == []


def test_the_silent_are_asked_once_when_it_is_due() -> None:
    front = issued()
    front.says("罗青", "反馈 1020-1：已查12家")
    front.says("杜衡", "收到")
    front.at("18:00")
    front.heard()
    front.at("21:00")
    assert {post.room: post.text for post in front.heard()} == {
        COMMAND: "指令 1020-1（10月20日18:00前反馈）：群内未见白河组反馈。",
        BAIHE: "【指令 1020-1】10月20日18:00前的反馈群内未见。请引用原指令报，或说“反馈 1020-1：内容”。",
    }


@pytest.mark.parametrize("act", ["作废 1020-1 弄错了", "更正 1020-1：不用查了"])
def test_nobody_is_asked_for_what_holds_no_more(act: str) -> None:
    front = issued()
    front.asks("齐正", act)
    front.at("16:00")
    front.heard()
    front.at("21:00")
    assert front.heard() == []


def test_told_of_one_that_was_corrected_it_counts_for_the_correction() -> None:
    front = issued()
    post = front.id_of_last_post(QINGSHI)
    front.asks("齐正", "更正 1020-1：加查道路，19:00前反馈")
    front.says("郝大川", "已查12家", quote=post)
    front.says("潘越", "反馈 1020-1：已查2家")
    assert told(front, "1020-2") == [("qingshi", 1), ("qingshi", 2)]


def test_where_two_wait_feedback_without_a_number_is_nobodys() -> None:
    front = issued()
    front.asks("齐正", "指令 全体：加查道路，19:00前反馈")
    front.heard()
    front.says("郝大川", "反馈：已落实")
    assert told(front) == told(front, "1020-2") == [] and front.heard() == []
    front.says("罗青", "反馈：已落实", room=None)
    assert front.answer().text == "请写明是哪条指令。例：反馈 1020-2：内容"


def test_feedback_makes_no_visit() -> None:
    front = issued()
    front.says("郝大川", "反馈 1020-1：云台县宏图砖厂料堆未苫盖，立行立改")
    with front.work() as work:
        assert list(work.visits.all()) == []


def test_told_of_one_corrected_twice_it_counts_for_the_one_that_holds() -> None:
    front = issued()
    post = front.id_of_last_post(QINGSHI)
    front.asks("齐正", "更正 1020-1：加查道路，19:00前反馈")
    front.asks("齐正", "更正 1020-2：加查道路，20:00前反馈")
    front.heard()
    front.says("郝大川", "已查12家", quote=post)
    front.says("罗青", "反馈 1020-1：已落实", room=None)
    assert told(front, "1020-3") == [("qingshi", 1), ("qingshi", None)]
    assert front.answer().text == "已记：指令 1020-3 反馈，10:00。"


@pytest.mark.parametrize("meanwhile", ["", "不发 1020-1"])
def test_what_waits_for_a_second_or_never_went_out_is_unknown_to_its_targets(meanwhile: str) -> None:
    front = issued("敏感指令 青石：今晚查东泉区砖厂，18:00前反馈")
    if meanwhile:
        front.asks("苏禾", meanwhile)
    front.heard()
    front.asks("罗青", "反馈 1020-1：已落实", room=None)
    assert front.answer().text == "没有编号为 1020-1 的指令。"
    front.says("罗青", "反馈 1020-1：已落实")
    assert front.heard() == []

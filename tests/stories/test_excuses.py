"""A dispatcher lets a group off a paper: it is asked for no more, no roll-call names it, and its room hears why."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from domain.posts import PostKind
from tests.cast import BAIHE, COMMAND, QINGSHI
from tests.group_chat import GroupChat, group_chat
from tests.paper_desk import case_text


def said(chat: GroupChat, kind: PostKind, room: str | None = None) -> list[str]:
    return [one.post.text for one in chat.posts() if one.post.kind is kind and room in (None, one.post.room)]


def test_what_is_excused_is_neither_reminded_of_nor_named_at_the_roll_call(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("10:00")
        chat.asks("齐正", "免交 青石 附件3 今日全市封控")
        assert chat.heard(COMMAND) == ["已记：青石组 10月21日附件3 免交（全市封控），已告知工作群。"]
        assert said(chat, PostKind.EXCUSE) == ["【免交】青石组 10月21日附件3 免交（全市封控）。"]
        chat.at("18:31")
        (reminder,) = said(chat, PostKind.REMINDER, QINGSHI)
        assert "附件2 群内未见" in reminder and "附件3" not in reminder
        chat.says("温岚", "附件2：今日无")
        chat.at("20:02")
        assert said(chat, PostKind.ROLL_CALL, QINGSHI) == ["【20:00 报送】附件2 已报无，辛苦了。"]
        (board,) = said(chat, PostKind.ROLL_CALL_BOARD)
        assert "群内未见：白河组 附件2、附件3" in board and "按时已见 1个组：青石组" in board and "免交" not in board


def test_a_group_that_is_let_off_everything_hears_no_roll_call(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("10:00")
        chat.asks("苏禾", "白河组附件2、附件3免交，原因：转场", room=None)
        chat.at("20:02")
        assert said(chat, PostKind.REMINDER, BAIHE) == said(chat, PostKind.ROLL_CALL, BAIHE) == []
        (board,) = said(chat, PostKind.ROLL_CALL_BOARD)
        assert "白河" not in board


def test_what_is_taken_back_is_owed_again(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("10:00")
        chat.asks("齐正", "免交 青石 附件3 封控")
        chat.asks("苏禾", "恢复 青石 附件3")
        assert said(chat, PostKind.EXCUSE)[1:] == ["【恢复报送】青石组 10月21日附件3 照常报送。"]
        chat.at("20:02")
        assert "附件3 群内未见" in said(chat, PostKind.ROLL_CALL, QINGSHI)[0]
        chat.heard()
        chat.asks("苏禾", "恢复 青石 附件3")
        assert chat.heard(COMMAND) == ["青石组 10月21日附件3 没有免交。"]


def test_an_excuse_after_the_roll_call_makes_what_comes_late_not_late(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("20:05")
        chat.says("温岚", "附件2：今日无")
        chat.heard()
        chat.asks("齐正", "免交 青石 附件2 山里没信号")
        chat.asks("齐正", "未报 青石")
        assert "附件2：免交" in chat.heard(COMMAND)[-1]


def test_without_a_reason_or_a_group_or_a_paper_nothing_is_done(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("10:00")
        for words in ("免交 青石 附件3", "免交 附件3 封控", "免交 青石 封控", "免交 东山组 附件3 封控"):
            chat.asks("齐正", words)
        chat.asks("齐正", "免交 青石 附件3 10月1日 封控")
        assert chat.look(lambda work: work.excuses.in_force()) == []
        assert chat.heard(COMMAND) == [
            "免交要写原因。例：免交 青石 典型案例 今日封控",
            "请写明组、材料和原因。例：免交 青石 典型案例 今日封控",
            "请写明组、材料和原因。例：免交 青石 典型案例 今日封控",
            "名册里没有“东山组”这个组。",
            "那天不在行动期间，没有要报的。",
        ]


def test_nobody_else_lets_a_group_off_and_what_was_seen_in_time_stands(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("10:00")
        chat.asks("罗青", "免交 青石 附件3 封控")
        assert chat.look(lambda work: work.excuses.in_force()) == []
        chat.says("罗青", f"附件3 典型案例\n{case_text(160)}")
        for _ in range(3):
            chat.shows("罗青")
        chat.at("10:20")
        chat.heard()
        chat.asks("齐正", "免交 青石 附件3 封控")
        assert chat.heard(COMMAND) == ["青石组 10月21日附件3 已收到或已登记，不用免交。"]


def test_a_round_report_can_be_excused_too(tmp_path: Path) -> None:
    with group_chat(tmp_path, day=date(2020, 11, 9), start="10:00") as chat:
        chat.asks("齐正", "免交 青石 核查报告 第1轮 并入第2轮")
        assert said(chat, PostKind.EXCUSE) == ["【免交】青石组 第1轮次核查报告 免交（并入第2轮）。"]
        chat.at("15:01")
        asked = [text for text in said(chat, PostKind.REMINDER) if "第1轮次核查报告" in text]
        assert len(asked) == 1  # 白河's alone


def in_force(chat: GroupChat) -> dict[tuple[str, str], str]:
    return {(one.bearer, one.rule): one.reason for one in chat.look(lambda work: work.excuses.in_force())}


def test_an_excuse_whose_reason_says_handed_in_is_an_excuse_and_nothing_is_handed_in(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("10:00")
        chat.asks("齐正", "免交 青石 附件3 已交纸质版")
        chat.asks("齐正", "免交 青石 附件2 领导已确认，附件3已交，白河组已交")
        chat.says("齐正", "免交 白河 附件3 已交纸质版", room=COMMAND)  # nobody is called: no word for us
        chat.asks("齐正", "恢复 青石 附件3 已交错了")
        assert chat.look(lambda work: work.submissions.of_day(date(2020, 10, 21))) == []
        assert in_force(chat) == {("qingshi", "handover_form"): "领导已确认，附件3已交，白河组已交"}
        notices = said(chat, PostKind.EXCUSE, QINGSHI)
        assert notices[0].endswith("附件3 免交（已交纸质版）。")
        assert notices[1].endswith("附件2 免交。")  # another group is named: its room is told no reason
        assert said(chat, PostKind.EXCUSE, BAIHE) == []


EXCUSING = {
    "青石今天免交附件3，原因封控": "封控",
    "同意青石组免交附件3，封控": "封控",
    "让青石今天别交附件3了，封控": "封控",
    "青石今天不用交附件3了，封控": "封控",
    "免交 青石 附件3 谁也进不去，路修好了吗还不知道": "谁也进不去，路修好了吗还不知道",
    "免交 青石 附件3 " + "因疫情防控全市临时静态管理" * 10: "因疫情防控全市临时静态管理" * 10,
}


def test_one_excuses_and_takes_it_back_in_many_words(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("10:00")
        for words, reason in EXCUSING.items():
            chat.asks("齐正", words)
            assert in_force(chat) == {("qingshi", "typical_case"): reason}, words
            chat.asks("齐正", "取消免交 青石 附件3")
            assert in_force(chat) == {}, words
        for words in ("撤销免交 青石 附件3", "恢复 青石 典型案例", "撤回青石附件3的免交", "恢复青石附件3报送"):
            chat.asks("齐正", "免交 青石 附件3 封控")
            chat.asks("齐正", words)
            assert in_force(chat) == {}, words


def test_what_is_not_clear_excuses_nobody_and_says_how_to_write_it(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("10:00")
        for words, told in {
            "青石附件3免了": "免交要写原因。",
            "免交 青石 附件3 无": "免交要写原因。",
            "免交 青石 附件3 原因：没有。": "免交要写原因。",
            "免交 青石 10月22日至24日 附件3 转场": "免交没有记，一次只写一天。",
            "免交 青石 附件3 10月21日、10月22日 转场": "免交没有记，一次只写一天。",
            "免交 全体 附件3 重污染": "免交没有记，请写组名",
            "免交 各组 附件3 重污染": "免交没有记，请写组名",
        }.items():
            chat.asks("齐正", words)
            assert chat.heard(COMMAND)[-1].startswith(told), words
        assert in_force(chat) == {}


def test_nobody_is_called_by_a_reason(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("10:00")
        chat.asks("齐正", "免交 青石 附件3 封控 @所有人 【通知】请知悉")
        (notice,) = said(chat, PostKind.EXCUSE, QINGSHI)
        assert "@" not in notice and notice.count("【") == 1 and "封控" in notice


def test_talk_of_what_need_not_be_handed_in_excuses_nobody(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("10:00")
        for words in (
            "免交的组有哪些",
            "青石附件3免交吗？",
            "谁免交附件3",
            "企业免交排污费",
            "恢复检查",
            "青石附件3已免交了吗",
        ):
            chat.asks("齐正", words)
        chat.says("齐正", "青石附件3就免了，封控", room=COMMAND)
        assert in_force(chat) == {} and said(chat, PostKind.EXCUSE) == []

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

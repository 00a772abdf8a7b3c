"""A dispatcher moves the end of a round: the next begins the day after, and what has not passed moves with it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from sqlalchemy import select

from domain.posts import PostKind
from storage.tables import audit
from tests.cast import COMMAND, QINGSHI
from tests.group_chat import GroupChat, group_chat

SECOND = date(2020, 11, 16)
MOVE = "调整轮次 第2轮 结束 11月25日 原因 空气质量转差"


def ends(chat: GroupChat) -> list[tuple[date, date]]:
    return [(r.start, r.end) for r in chat.look(lambda work: work.roster.rounds)]


def announced(chat: GroupChat) -> list[str]:
    return [one.post.text for one in chat.posts() if one.post.kind is PostKind.ROUND_CHANGE]


def test_the_next_round_begins_the_day_after_and_the_report_is_due_later(tmp_path: Path) -> None:
    with group_chat(tmp_path, day=SECOND, start="10:00") as chat:
        before = ends(chat)
        chat.asks("齐正", MOVE)
        lines = [
            "第2轮次改到11月25日结束（原11月23日），第3轮次11月26日开始。",
            "第2轮次核查报告 11月30日24:00前报（原11月26日24:00）。",
        ]
        assert chat.heard(COMMAND) == ["\n".join(["已调整，告知各组工作群。", *lines])]
        assert announced(chat) == ["\n".join([f"【轮次调整】{lines[0]}", lines[1], "原因：空气质量转差"])] * 2
        chat.later(1)
        after = ends(chat)
        assert after[0] == before[0] and after[3] == before[3]
        assert after[1:3] == [(date(2020, 11, 6), date(2020, 11, 25)), (date(2020, 11, 26), date(2020, 12, 12))]
        logged = chat.look(lambda work: work.connection.execute(select(audit.c.actor, audit.c.action)).all())
        assert ("id-qi", "round.move") in [tuple(row) for row in logged]


def test_deadlines_that_have_not_passed_move_and_those_of_rounds_that_are_over_do_not(tmp_path: Path) -> None:
    with group_chat(tmp_path, day=SECOND, start="10:00") as chat:
        chat.asks("齐正", MOVE)
        chat.at("23:59", date(2020, 11, 25))
        assert not [p for p in chat.posts() if p.post.kind is PostKind.REMINDER and "核查报告" in p.post.text]
        chat.at("15:01", date(2020, 11, 27))
        chat.at("10:00", date(2020, 11, 30))
        told = [p for p in chat.posts() if p.post.room == QINGSHI and p.post.kind is PostKind.REMINDER]
        texts = [(f"{p.sent_at:%m-%d %H:%M}", p.post.text) for p in told if "核查报告" in p.post.text]
        assert [when for when, _ in texts] == ["11-29 15:00", "11-30 09:30"]
        assert "24:00前请报：第2轮次核查报告 群内未见" in texts[1][1]
        chat.heard()
        chat.asks("齐正", "为什么 青石 核查报告 第1轮")
        assert "11月10日24:00前发出算按时" in chat.heard(COMMAND)[-1]


def test_what_is_past_is_not_moved_and_no_round_is_swallowed(tmp_path: Path) -> None:
    with group_chat(tmp_path, day=SECOND, start="10:00") as chat:
        before = ends(chat)
        for words in (
            "调整轮次 第1轮 结束 11月20日 原因 试试",
            "调整轮次 第2轮 结束 11月15日 原因 试试",
            "调整轮次 第2轮 结束 12月12日 原因 试试",
            "调整轮次 第7轮 结束 12月12日 原因 试试",
            "调整轮次 第2轮 结束 11月23日 原因 试试",
            "调整轮次 第2轮 结束 11月25日",
            "调整轮次 第2轮 原因 试试",
        ):
            chat.asks("齐正", words)
        said = chat.heard(COMMAND)
        heads = (
            "这一轮次已经",
            "那天已经过去",
            "下一轮次不能",
            "没有这一轮次",
            "这一轮次本来",
            "请写明哪一轮",
            "请写明哪一轮",
        )
        assert tuple(text[:6] for text in said) == heads
        assert ends(chat) == before and announced(chat) == []
        chat.asks("罗青", MOVE)
        assert ends(chat) == before


def test_what_is_drastic_waits_for_another_dispatcher(tmp_path: Path) -> None:
    with group_chat(tmp_path, day=SECOND, start="10:00") as chat:
        before = ends(chat)
        chat.asks("齐正", "调整轮次 第2轮 结束 11月17日 原因 全省启动预警")
        (preview,) = chat.heard(COMMAND)
        assert (
            preview.startswith("轮次调整预览（没有改）\n第2轮次改到11月17日结束（原11月23日）")
            and announced(chat) == []
        )
        chat.asks("齐正", "确认调整轮次")
        assert ends(chat) == before
        chat.asks("苏禾", "确认调整轮次", room=None)
        chat.later(1)
        assert ends(chat)[1:3] == [(date(2020, 11, 6), date(2020, 11, 17)), (date(2020, 11, 18), date(2020, 12, 12))]
        assert len(announced(chat)) == 2
        chat.heard()
        chat.asks("苏禾", "确认调整轮次")
        assert chat.heard(COMMAND) == ["没有等确认的轮次调整。"]


def test_what_waits_can_be_dropped_and_lapses(tmp_path: Path) -> None:
    with group_chat(tmp_path, day=SECOND, start="10:00") as chat:
        before = ends(chat)
        drastic = "调整轮次 第4轮 结束 1月5日 原因 延期"
        chat.asks("齐正", drastic)
        chat.asks("苏禾", "不调整轮次")
        chat.asks("苏禾", "确认调整轮次")
        chat.asks("齐正", drastic)
        chat.at("23:30")
        chat.asks("苏禾", "确认调整轮次")
        assert ends(chat) == before and announced(chat) == []


def test_what_is_asked_for_in_private_is_shown_to_those_who_may_confirm_it(tmp_path: Path) -> None:
    with group_chat(tmp_path, day=SECOND, start="10:00") as chat:
        chat.asks("齐正", "调整轮次 第2轮 结束 11月17日 原因 全省启动预警", room=None)
        (preview,) = chat.heard(COMMAND)
        assert preview.startswith("轮次调整预览（没有改）\n第2轮次改到11月17日结束")

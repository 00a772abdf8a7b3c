"""After the deadline, what is still open is told to leader, liaison and dispatchers, each step once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from domain.messages import Kind
from domain.posts import PostKind
from tests.cast import COMMAND, ID, QINGSHI
from tests.group_chat import GroupChat, group_chat
from tests.paper_desk import case_text

FORM = "附件2 环境问题交办单（青石市，10月21日）\n1. 云台宏图砖厂（云台县）：料堆未苫盖；立即苫盖"


def told(chat: GroupChat) -> list[tuple[str, str, str]]:
    """Of the ladder: when, to whom, what."""
    posts = [one for one in chat.posts() if one.post.kind is PostKind.LADDER]
    return [(f"{one.sent_at:%H:%M}", one.post.contact or one.post.room or "", one.post.text) for one in posts]


def test_each_step_is_taken_once_and_only_for_who_is_still_open(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("19:00")
        chat.says("温岚", FORM)
        chat.at("20:31")
        leaders = {who: text for _, who, text in told(chat)}
        rest = "群内未见。请组长安排补报；已从邮箱报的，回复“已邮”即可。按群内报送统计。"
        assert leaders == {
            ID["罗青"]: f"【20:00 报送】青石组 附件3 {rest}",
            ID["杜衡"]: f"【20:00 报送】白河组 附件2 群内未见；附件3 {rest}",
        }
        chat.says("罗青", f"附件3 典型案例\n{case_text(160)}")
        for _ in range(3):
            chat.shows("罗青")
        chat.at("20:51")
        assert [who for _, who, _ in told(chat)[2:]] == [ID["纪敏"]]
        chat.at("21:21")
        ((clock, where, text),) = told(chat)[3:]
        assert (clock, where) == ("21:20", COMMAND)
        assert "截至21:20" in text and "已告知组长、联络员" in text and "白河组 附件2 群内未见" in text
        assert "青石" not in text
        chat.at("23:50")
        assert len(told(chat)) == 4


def test_who_has_handed_in_or_is_excused_is_told_of_to_nobody(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("19:00")
        chat.says("罗青", "已邮")
        chat.asks("齐正", "免交 白河 附件2、附件3 转场")
        chat.at("23:00")
        assert told(chat) == []


def test_a_round_report_is_due_three_working_days_after_the_round_and_told_of_by_day(tmp_path: Path) -> None:
    with group_chat(tmp_path, day=date(2020, 11, 9), start="14:00") as chat:
        chat.at("15:01")
        reminders = [one.post.text for one in chat.posts() if one.post.kind is PostKind.REMINDER]
        assert (
            reminders == ["【提示】11月10日24:00前请报：第1轮次核查报告 群内未见。已从邮箱报的，回复“已邮”即可。"] * 2
        )
        chat.at("20:02", date(2020, 11, 10))
        chat.says("杜衡", "核查报告已邮")
        chat.at("06:59", date(2020, 11, 11))
        assert not [one for one in chat.posts() if "第1轮次" in one.post.text and one.post.kind is PostKind.ROLL_CALL]
        chat.at("07:01")
        calls = {one.post.room: one.post.text for one in chat.posts() if one.post.kind is PostKind.ROLL_CALL}
        assert calls[QINGSHI].startswith("【11月10日24:00 报送】按群内报送统计：\n第1轮次核查报告 群内未见\n")
        chat.at("09:31")
        assert [(clock, who) for clock, who, _ in told(chat) if clock == "09:30"] == [("09:30", ID["罗青"])]


def test_a_report_counts_when_it_has_come_and_its_leader_has_signed_it(tmp_path: Path) -> None:
    with group_chat(tmp_path, day=date(2020, 11, 10), start="08:00") as chat:
        chat.at("10:00")
        chat.shows("温岚", b"PK report", kind=Kind.FILE, file_name="青石市第一轮暗访核查报告.docx")
        chat.at("16:01")
        (reminder,) = [p.post.text for p in chat.posts() if p.post.room == QINGSHI and "16:" in f"{p.sent_at:%H:%M}"]
        assert "第1轮次核查报告 已见，待组长签字" in reminder and "签字 第1轮报告" in reminder

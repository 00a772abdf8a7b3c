"""上报情况: one answer with all that is owed; with a picture where many groups are asked for."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tests.cast import COMMAND, QINGSHI
from tests.eighteen import ROSTER as EIGHTEEN
from tests.group_chat import group_chat


def test_a_few_groups_are_told_in_words_and_a_group_hears_of_itself(tmp_path: Path) -> None:
    with group_chat(tmp_path, day=date(2020, 11, 9), start="09:00") as chat:
        chat.says("温岚", "附件2：今日无")
        chat.asks("齐正", "免交 白河 典型案例 转场")
        chat.says("杜衡", "核查报告已邮")
        chat.heard()
        chat.asks("齐正", "上报情况")
        assert chat.heard(COMMAND)[-1].splitlines() == [
            "【上报情况】11月9日 截至09:00，按群内报送统计：",
            "青石组 附件2 09:00已报无；附件3 群内未见；第1轮次核查报告（11月10日24:00前） 群内未见",
            "白河组 附件2 群内未见；附件3 免交；第1轮次核查报告（11月10日24:00前） 09:00告知已邮",
        ]
        chat.asks("郝大川", "上报情况")
        (told,) = chat.heard(QINGSHI)[-1:]
        assert "青石组" in told and "白河" not in told
        chat.asks("齐正", "上报情况图")
        post = chat.posts()[-1].post
        assert post.room == COMMAND and len(post.media) == 1


def test_of_many_groups_each_duty_is_a_line_and_the_groups_are_drawn(tmp_path: Path) -> None:
    with group_chat(tmp_path, roster=EIGHTEEN, start="09:00") as chat:
        who = EIGHTEEN.dispatchers[0].name
        chat.asks(who, "上报情况", room=None)
        post = chat.posts()[-1].post
        assert post.text.splitlines()[1:] == [
            "附件2（20:00前）：群内未见 18个组",
            "附件3（20:00前）：群内未见 18个组",
        ]
        assert len(post.media) == 1

"""A leader hands in the day's two papers in words: what lacks something comes back with what to mend, and is kept."""

from __future__ import annotations

from pathlib import Path

from domain.posts import PostKind
from domain.submissions import Paper
from tests.cast import QINGSHI
from tests.group_chat import GroupChat, group_chat
from tests.paper_desk import case_text


def answers(chat: GroupChat) -> list[str]:
    said = [one.post for one in chat.posts() if one.post.kind is PostKind.PAPER_ANSWER]
    assert {post.room for post in said} <= {QINGSHI}
    return [post.text for post in said]


def attempts(chat: GroupChat, paper: Paper) -> list[tuple[bool, tuple[str, ...]]]:
    kept = [one for one in chat.look(lambda work: work.submissions.all()) if one.paper == paper]
    return [(one.accepted, one.faults) for one in kept]


def test_a_form_is_taken_at_once(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("19:10")
        chat.says("温岚", "附件2 环境问题交办单（青石市，10月21日）\n1. 云台宏图砖厂（云台县）：料堆未苫盖；立即苫盖")
        assert len(answers(chat)) == 1 and "附件2" in answers(chat)[0]
        assert attempts(chat, Paper.HANDOVER_FORM) == [(True, ())]


def test_a_case_that_is_too_short_comes_back_and_the_mended_one_is_taken_and_both_are_kept(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("19:10")
        chat.says("罗青", f"附件3 典型案例\n{case_text(80)}")
        chat.shows("罗青")
        chat.at("19:20")
        (returned,) = answers(chat)
        assert "违法内容描述80字，至少150字" in returned and "照片1张，至少3张" in returned
        chat.says("罗青", f"附件3 典型案例（修改）\n{case_text(160)}")
        for _ in range(3):
            chat.shows("罗青")
        chat.at("19:40")
        assert len(answers(chat)) == 2 and "至少" not in answers(chat)[1]
        assert [accepted for accepted, _ in attempts(chat, Paper.TYPICAL_CASE)] == [False, True]


def test_what_an_inspector_drafts_and_what_is_passed_round_is_not_handed_in(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("18:00")
        chat.says("郝大川", f"组长看看这样写行不行\n附件3 典型案例\n{case_text(160)}")
        chat.says("罗青", "附件3模板大家再看一下，晚上七点前把照片给我")
        chat.at("18:20")
        assert answers(chat) == []
        assert attempts(chat, Paper.TYPICAL_CASE) == []

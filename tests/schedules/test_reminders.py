from __future__ import annotations

from pathlib import Path

import pytest

from domain.posts import PostKind
from tests.cast import BAIHE, COMMAND, QINGSHI
from tests.paper_desk import PaperDesk, case_file

REMINDER = PostKind.REMINDER


@pytest.fixture
def desk(tmp_path: Path) -> PaperDesk:
    desk = PaperDesk(tmp_path)
    desk.at("17:00")
    desk.plan()
    return desk


def test_each_group_is_reminded_in_its_own_room_of_what_is_to_come(desk: PaperDesk) -> None:
    desk.hands("温岚", "附件2.docx")
    desk.heard()
    desk.at("18:30")
    one, other = desk.heard()
    assert (one.room, other.room) == (QINGSHI, BAIHE)
    assert one.text == "【提示】20:00前请报：附件3 群内未见。已从邮箱报的，回复“已邮”即可。"
    assert one.mentions == ("id-luo", "id-wen")
    assert "白河" not in one.text


def test_a_returned_paper_is_named_with_its_reason(desk: PaperDesk) -> None:
    desk.hands("罗青", "典型案例.docx", case_file(photos=2))
    desk.heard()
    desk.at("18:30")
    assert "附件2 群内未见；附件3 待补（照片2张，至少3张）" in desk.heard()[0].text


def test_nothing_is_said_when_nothing_is_missing(desk: PaperDesk) -> None:
    desk.says("罗青", "已邮")
    desk.hands("纪敏", "附件2.docx")
    desk.hands("杜衡", "典型案例.docx", lost=True)
    desk.heard()
    desk.at("19:59")
    assert desk.heard(REMINDER) == []


def test_each_reminder_comes_once_and_never_in_the_command_room(desk: PaperDesk) -> None:
    desk.at("19:59")
    posts = desk.heard()
    assert len(posts) == 4 and COMMAND not in {post.room for post in posts}


def test_after_sleep_only_the_latest_reminder_comes(desk: PaperDesk) -> None:
    desk.at("19:45", asleep=True)
    posts = desk.heard(REMINDER)
    assert {post.once.due[11:16] for post in posts} == {"19:30"}


def test_after_the_deadline_none_comes(desk: PaperDesk) -> None:
    desk.at("20:00", asleep=True)
    assert desk.heard(REMINDER) == []

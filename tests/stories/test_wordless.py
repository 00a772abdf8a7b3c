"""A voice message is kept, and words are asked for once when none follow; a merged forward likewise."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.messages import Kind
from domain.posts import PostKind
from tests.cast import QINGSHI
from tests.group_chat import group_chat


@pytest.mark.parametrize(
    ("kind", "asked"),
    [(Kind.AUDIO, "语音已留底，请再用文字说一句。"), (Kind.FORWARD, "聊天记录已留底，请再用文字说一句。")],
)
def test_words_are_asked_for_five_minutes_after_a_message_that_nobody_can_read(
    tmp_path: Path, kind: Kind, asked: str
) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("09:00")
        chat.shows("郝大川", kind=kind)
        chat.at("09:05")
        assert chat.heard() == []
        chat.at("09:06")
        assert chat.heard(QINGSHI) == [asked]
        assert (chat.posts()[-1].post.kind, chat.posts()[-1].post.mentions) == (PostKind.REMARK, ("id-hao",))
        chat.at("12:00")
        assert chat.heard() == [] and chat.visits == []


def test_whoever_writes_after_it_or_whose_teammate_does_is_left_in_peace(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("09:00")
        chat.shows("郝大川", kind=Kind.AUDIO)
        chat.says("郝大川", "1组，青石市锦川铸造有限公司，东泉区，未发现问题")
        chat.shows("潘越", kind=Kind.AUDIO)
        chat.says("薛宁", "2组，青石市云帆纺织有限公司，西岭区，未发现问题")
        chat.at("09:30")
        assert chat.heard() == []


def test_several_in_a_row_are_asked_about_once(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("09:00")
        for _ in range(4):
            chat.shows("郝大川", kind=Kind.AUDIO, after=40)
        chat.at("09:30")
        assert chat.heard() == ["语音已留底，请再用文字说一句。"]


def test_one_taken_back_one_at_night_and_a_leaders_are_passed_over(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("09:00")
        chat.takes_back("郝大川", chat.shows("郝大川", kind=Kind.AUDIO))
        chat.shows("罗青", kind=Kind.AUDIO)
        chat.at("09:30")
        assert chat.heard() == []
        chat.at("23:00")
        chat.heard()
        chat.shows("郝大川", kind=Kind.AUDIO)
        chat.at("23:30")
        assert chat.heard() == []


def test_in_private_the_sender_alone_is_asked(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("09:00")
        chat.shows("郝大川", kind=Kind.AUDIO, room=None)
        chat.at("09:30")
        (post,) = [one.post for one in chat.posts()]
        assert (post.room, post.contact) == (None, "id-hao")

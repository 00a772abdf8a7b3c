"""Who asked for what is not his: the duty officer hears who, seldom, and nothing of what he asked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.posts import PostKind
from tests.cast import BAIHE, COMMAND, ID, QINGSHI
from tests.group_chat import GroupChat, group_chat


@pytest.fixture
def chat(tmp_path: Path) -> Iterator[GroupChat]:
    with group_chat(tmp_path) as chat:
        chat.at("12:01")
        yield chat


def told(chat: GroupChat) -> list[str]:
    posts = [sent.post for sent in chat.posts() if sent.post.kind is PostKind.REFUSAL]
    assert {(post.room, post.contact) for post in posts} <= {(COMMAND, None)}
    return [post.text for post in posts]


def test_many_attempts_of_several_are_one_line_that_says_nothing_of_them(chat: GroupChat) -> None:
    for _ in range(5):
        chat.asks("纪敏", "青石组问题清单")
        chat.asks("郝大川", "指令 全体：明早去宏图砖厂")
    assert told(chat) == []
    chat.at("12:11")
    assert told(chat) == ["【提示】12:00后有人要查、要办不归其查办的事，已谢绝：青石组郝大川、白河组纪敏。"]


def test_who_goes_on_is_told_again_after_a_while(chat: GroupChat) -> None:
    for clock in ("12:02", "12:05", "12:09", "12:12", "12:19"):
        chat.at(clock)
        chat.asks("纪敏", "青石进度", room=None)
    chat.at("12:30")
    assert [text[4:9] for text in told(chat)] == ["12:00", "12:10"]


def test_slips_and_what_a_dispatcher_says_in_a_wrong_place_are_told_nobody(chat: GroupChat) -> None:
    chat.asks("郝大川", "9组几家")
    chat.asks("郝大川", "2月30日几家")
    chat.asks("郝大川", "已邮")
    chat.asks("郝大川", "讲个笑话")
    chat.asks("齐正", "指令 全体：收到请回复", room=QINGSHI)
    chat.at("13:00")
    assert told(chat) == []


def test_of_a_stranger_in_private_and_of_an_unknown_room_it_is_told_though_nothing_is_answered(
    chat: GroupChat,
) -> None:
    chat.asks("路人", "青石组进度", room=None)
    chat.asks("郝大川", "进度", room="room-nobody-knows@chatroom")
    chat.at("12:11")
    (text,) = told(chat)
    assert text.endswith("已谢绝：青石组郝大川、没认出的人1名（未答复）。") and "路人" not in text


def test_at_night_it_waits_for_the_morning(chat: GroupChat) -> None:
    chat.at("23:00")
    chat.asks("纪敏", "青石进度", room=None)
    chat.at("23:59")
    assert told(chat) == []
    chat.at("07:05", day=chat.now.date().replace(day=22))
    assert len(told(chat)) == 1


def test_not_where_somebody_unconfirmed_would_read_it(chat: GroupChat) -> None:
    chat.says("路人", "各位好", room=COMMAND)
    chat.asks("纪敏", "青石进度", room=BAIHE)
    chat.at("12:11")
    posts = [sent.post for sent in chat.posts() if sent.post.kind is PostKind.REFUSAL]
    assert {post.contact for post in posts} == {ID["齐正"], ID["苏禾"]}

"""Quotes and calls that a client tells in words only."""

from __future__ import annotations

import pytest

from domain.messages import BOT, EVERYONE, Kind
from domain.quotes import called_in, quoted_in
from handlers.references import with_references
from tests.cast import EXPERTS, ID, QINGSHI, ROSTER
from tests.handlers.front_desk import LEXICON, FrontDesk

LINE = "\n- - - - - - - - - - - - - - -\n"


def quote_of(front: FrontDesk, name: str, text: str, **more: object) -> str | None:
    """What the message that somebody has just sent quotes."""
    asked = front.says(name, text, **more)
    with front.work() as work:
        kept = work.inbox.message(asked)
        assert kept is not None
        return with_references(kept, work).quote


def test_a_text_quoted_in_words_is_found_by_who_said_it() -> None:
    front = FrontDesk()
    first = front.says("潘越", "县区是东泉区")
    front.says("薛宁", "县区是东泉区")
    assert quote_of(front, "罗青", f"「潘越：县区是东泉区」{LINE}确定吗") == first


def test_a_long_text_is_quoted_by_its_beginning() -> None:
    front = FrontDesk()
    first = front.says("潘越", "东泉区江岸印刷厂\n废气设施没有开，现场已经拍了照片和视频，涉嫌违法")
    assert quote_of(front, "罗青", f"「潘越：东泉区江岸印刷厂\n废气设施没有开，现场…」{LINE}拍视频了吗") == first


def test_a_picture_is_quoted_by_its_kind_the_latest_of_who_showed_it() -> None:
    front = FrontDesk()
    front.says("潘越", "", kind=Kind.IMAGE)
    second = front.says("潘越", "", kind=Kind.IMAGE)
    front.says("薛宁", "", kind=Kind.IMAGE)
    assert quote_of(front, "薛宁", f"「潘越：[图片]」{LINE}这张是江岸印刷厂") == second


@pytest.mark.parametrize("text", ["「潘越：没有说过的话」", "「：」", "「潘越」", "「潘越：%_」", "「潘越：[图片]」"])
def test_what_nobody_said_is_no_quote(text: str) -> None:
    front = FrontDesk()
    front.says("薛宁", "别的话")
    assert quote_of(front, "罗青", f"{text}{LINE}什么") is None


def test_nobody_can_be_quoted_across_rooms() -> None:
    front = FrontDesk()
    front.says("潘越", "县区是东泉区")
    assert quote_of(front, "范舟", f"「潘越：县区是东泉区」{LINE}哦") is None


def test_a_post_of_the_bot_is_known_again() -> None:
    front = FrontDesk()
    front.asks("郝大川", "请教专家：露天喷漆按大气法哪条处理？")
    asked = front.id_of_last_post(EXPERTS)
    said = f"「蓝哨：【咨询1】请教专家：露天喷漆按大气法哪条处理？」{LINE}第一百零八条"
    assert quote_of(front, "葛教授", said, room=EXPERTS) == asked


def test_an_id_goes_before_words() -> None:
    front = FrontDesk()
    first = front.says("潘越", "县区是东泉区")
    other = front.says("薛宁", "另一句")
    assert quote_of(front, "罗青", f"「潘越：县区是东泉区」{LINE}好", quote=other) == other != first


@pytest.mark.parametrize(
    ("said", "called"),
    [
        ("@蓝哨 进度", (BOT,)),
        ("@暗访小助手\u2005今天几家", (BOT,)),
        ("@所有人 注意安全", (EVERYONE,)),
        ("@郝大川 @金小满 看住管口", (ID["郝大川"], ID["金小满"])),
        ("@郝 看住", ()),
        ("邮箱 a@b.example", ()),
    ],
)
def test_calls_are_read_from_the_words(said: str, called: tuple[str, ...]) -> None:
    assert called_in(said, QINGSHI, ROSTER, LEXICON) == called


def test_a_command_without_a_list_of_mentions_is_served() -> None:
    front = FrontDesk()
    front.says("罗青", "@蓝哨 进度")
    assert "【进度】" in front.answer().text


def test_a_command_inside_a_quote_does_nothing() -> None:
    front = FrontDesk()
    front.says("罗青", f"「齐正：@蓝哨 进度」{LINE}别急")
    assert front.heard() == []


def test_the_speaker_of_a_quote_may_have_any_name() -> None:
    found = quoted_in(f"「A.*(b)[c]：话」{LINE}好")
    assert found is not None and (found.name, found.words) == ("A.*(b)[c]", "话")

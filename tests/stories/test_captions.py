"""Words that point at pictures: 前两张③中间两张④, 以上都是…, ↑, 补一张."""

from __future__ import annotations

from tests.dialogues import Dialogue

_FOUR = """
    09:00 郝大川: 1组上午四家：①云台县宏基塑料厂，未发现问题；②云台县福来加油站，正常；
    | ③云台县长信木业有限公司，锯末露天堆放，交办；④云台县好邻居饭店，油烟净化器没开，当场打开 #w
"""


def test_pictures_are_told_by_their_side_and_the_number_of_the_place() -> None:
    chat = Dialogue(
        _FOUR
        + """
        09:01 金小满: [图] #a
        金小满: [图] #b
        金小满: [图] #c
        金小满: [图] #d
        金小满: [图] #e
        09:02 金小满: 前两张③，中间两张④，最后一张① #f
    """
    )
    assert chat.ids("长信") == {"w", "a", "b", "f"}
    assert chat.ids("好邻居") == {"w", "c", "d", "f"}
    assert chat.ids("宏基") == {"w", "e", "f"}
    assert chat.ids("福来") == {"w"}


def test_all_above_are_of_one_place_of_a_list() -> None:
    chat = Dialogue(
        _FOUR
        + """
        09:01 金小满: [图] #a
        金小满: [图] #b
        金小满: [图] #c
        09:02 金小满: 以上都是长信木业 #d
    """
    )
    assert chat.ids("长信") == {"w", "a", "b", "c", "d"}
    assert chat.ids("宏基") == {"w"}


def test_an_arrow_after_each_photo_says_whose_it_is() -> None:
    chat = Dialogue(
        _FOUR
        + """
        09:01 金小满: [图] #a
        金小满: ↑饭店的净化器 #b
        09:01:30 金小满: [图] #c
        金小满: ↑木业院里的锯末 #d
    """
    )
    assert chat.ids("好邻居") == {"w", "a", "b"}
    assert chat.ids("长信") == {"w", "c", "d"}


def test_a_word_after_each_photo_is_enough() -> None:
    chat = Dialogue(
        _FOUR
        + """
        09:01 金小满: [图] #a
        金小满: 加油站 #b
        09:01:30 金小满: [图] #c
        金小满: 塑料厂 #d
    """
    )
    assert chat.ids("福来") == {"w", "a", "b"}
    assert chat.ids("宏基") == {"w", "c", "d"}


def test_what_the_pictures_of_one_place_show_is_a_caption() -> None:
    chat = Dialogue("""
        09:00 郝大川: 云台县宏基塑料厂，造粒机没有集气罩，危废间没锁，交办 #w
        09:00:30 金小满: [图] #a
        金小满: [图] #b
        金小满: [图] #c
        09:01 金小满: 图1、图2是造粒车间，图3危废间 #d
    """)
    assert chat.ids("宏基") == {"w", "a", "b", "c", "d"}


def test_a_teammate_explains_the_other_s_photos() -> None:
    chat = Dialogue("""
        09:00 郝大川: 云台县宏基塑料厂，造粒机没有集气罩，交办 #w
        09:00:30 金小满: [图] #a
        09:01 郝大川: 上面那张是2号机 #b
    """)
    assert chat.ids("宏基") == {"w", "a", "b"}


def test_one_more_picture_is_promised_and_comes() -> None:
    chat = Dialogue("""
        09:00 郝大川: 云台县宏基塑料厂，造粒机没有集气罩，交办 #w
        09:00:30 郝大川: [图] #a
        09:09 郝大川: 再补一张机器铭牌 #b
        09:09:15 郝大川: [图] #c
    """)
    assert chat.ids("宏基") == {"w", "a", "b", "c"}


def test_a_picture_comes_first_and_then_what_it_adds() -> None:
    chat = Dialogue("""
        09:00 郝大川: 云台县宏基塑料厂，造粒机没有集气罩，交办 #w
        09:00:30 郝大川: [图] #a
        09:04 郝大川: [图] #b
        郝大川: 补张营业执照 #c
    """)
    assert chat.ids("宏基") == {"w", "a", "b", "c"}


def test_a_caption_ahead_of_the_report_goes_with_its_photo() -> None:
    chat = Dialogue("""
        09:00 郝大川: [图] #a
        郝大川: 这是配电柜，风机电流是零 #b
        09:02 郝大川: 云台县宏基塑料厂，除尘风机没开，涉嫌违法 #w
    """)
    assert chat.ids("宏基") == {"a", "b", "w"}


def test_a_caption_that_names_the_place_of_the_morning_takes_its_photo_there() -> None:
    chat = Dialogue("""
        09:00 郝大川: 云台县宏基塑料厂，造粒机没有集气罩，交办 #w
        11:00 郝大川: 云台县长信木业有限公司，锯末露天堆放，立行立改 #x
        11:00:30 郝大川: [图] #a
        11:01:30 郝大川: [图] #b
        郝大川: 这张是宏基的，上午漏发了 #c
    """)
    assert chat.ids("宏基") == {"w", "b", "c"}
    assert chat.ids("长信") == {"x", "a"}


def test_a_wrong_photo_is_taken_back_in_words() -> None:
    chat = Dialogue("""
        09:00 郝大川: 云台县宏基塑料厂，造粒机没有集气罩，交办 #w
        09:00:30 郝大川: [图] #a
        09:01:30 郝大川: [图] #b
        郝大川: 上面这张发错了，不是这家的
    """)
    assert chat.ids("宏基") == {"w", "a"}


def test_an_order_of_the_leader_is_no_caption() -> None:
    chat = Dialogue("""
        09:00 郝大川: 云台县宏基塑料厂，造粒机没有集气罩，交办 #w
        09:00:30 郝大川: [图] #a
        09:01 罗青: 铭牌补一张，公告栏也拍上
        09:01:20 郝大川: 好
    """)
    assert chat.ids("宏基") == {"w", "a"}


def test_a_thought_about_somebody_else_s_photo_is_no_caption() -> None:
    chat = Dialogue("""
        09:00 郝大川: 云台县宏基塑料厂，造粒机没有集气罩，交办 #w
        09:00:30 郝大川: [图] #a
        09:00:50 潘越: 这个拍得好，学习了
        09:01 薛宁: 我们那家也该这么拍
    """)
    assert chat.ids("宏基") == {"w", "a"}

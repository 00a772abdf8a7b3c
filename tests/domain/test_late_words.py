"""Photos first, words long after: which pictures late words mean, by the clock, by who shot them, by habit."""

from __future__ import annotations

from tests.dialogues import Dialogue

_TWO_PLACES = """
    09:12 郝大川: [图] #a
    09:12:08 郝大川: [图] #b
    09:40 郝大川: [图] #c
    09:40:06 金小满: [图] #d
"""


def test_words_name_the_minute_of_their_pictures_after_half_an_hour() -> None:
    chat = Dialogue("""
        09:05:10 郝大川: [图] #a
        09:05:20 郝大川: [图] #b
        09:06 郝大川: [视频] #v
        09:38 郝大川: 9点05那几张和视频：云台县，宏基塑料厂，造粒机没有集气罩，涉嫌违法 #w
    """)
    assert chat.ids("宏基") == {"a", "b", "v", "w"}


def test_a_half_hour_is_a_minute_too() -> None:
    chat = Dialogue("""
        10:31 郝大川: [图] #a
        10:31:12 金小满: [图] #b
        11:20 郝大川: 10点半的两张是平川县利达砂浆站，料仓顶破了个洞，交办 #w
    """)
    assert chat.ids("利达") == {"a", "b", "w"}


def test_digits_with_a_colon_name_the_minute() -> None:
    chat = Dialogue("""
        14:20:07 郝大川: [图] #a
        14:20:15 郝大川: [图] #b
        15:05 郝大川: 云台县永固门窗厂，喷塑废气没收集，交办（照片14:20） #w
    """)
    assert chat.ids("永固") == {"a", "b", "w"}


def test_an_hour_by_and_large_names_the_only_pictures_of_that_hour() -> None:
    chat = Dialogue("""
        08:47 郝大川: [图] #a
        08:47:09 郝大川: [图] #b
        09:50 郝大川: 补一下，8点多那两张：平川县鼎新木业，砂光除尘没开，当场打开，立行立改 #w
    """)
    assert chat.ids("鼎新") == {"a", "b", "w"}


def test_one_text_gives_two_places_their_pictures_by_the_clock() -> None:
    chat = Dialogue(
        _TWO_PLACES
        + """
        10:20 郝大川: 两家一起写。9点12的两张是云台县宏基塑料厂，造粒机没有集气罩，交办；9点40那两张是旁边的
        | 长信木业，今天没开工，里外看了，没问题 #w
    """
    )
    assert chat.ids("宏基") == {"a", "b", "w"}
    assert chat.ids("长信") == {"c", "d", "w"}


def test_two_texts_in_the_wrong_order_each_find_their_own() -> None:
    chat = Dialogue(
        _TWO_PLACES
        + """
        10:20 郝大川: 9点40的：云台县长信木业，没问题 #y
        10:22 郝大川: 9点12的：云台县宏基塑料厂，造粒机没有集气罩，交办 #x
    """
    )
    assert chat.ids("长信") == {"c", "d", "y"}
    assert chat.ids("宏基") == {"a", "b", "x"}


def test_the_teammate_who_shot_is_named_with_the_hour() -> None:
    chat = Dialogue("""
        15:30:22 金小满: [图] #a
        16:03 郝大川: 15点半小满那张是云台县顺达加油站，油气回收记录齐，没问题 #w
    """)
    assert chat.ids("顺达") == {"a", "w"}


def test_a_clock_in_the_facts_claims_no_picture() -> None:
    chat = Dialogue("""
        09:12 郝大川: [图] #a
        09:13 郝大川: 云台县宏基塑料厂，未发现问题 #w
        09:40 郝大川: [图] #b
        09:41 郝大川: 平川县利达砂浆站，除尘器早上9点12停的，厂里没报，涉嫌违法 #x
    """)
    assert chat.ids("宏基") == {"a", "w"}
    assert chat.ids("利达") == {"b", "x"}


def test_words_that_say_they_come_late_take_the_pictures_still_waiting() -> None:
    chat = Dialogue("""
        09:05 郝大川: [图] #a
        09:05:10 郝大川: [图] #b
        09:40 郝大川: 补个字：刚才那家是云台县宏基塑料厂，造粒机没有集气罩，交办 #w
    """)
    assert chat.ids("宏基") == {"a", "b", "w"}


def test_who_has_been_late_before_is_late_again() -> None:
    chat = Dialogue("""
        09:05 郝大川: [图] #a
        09:38 郝大川: 9点05那张：云台县宏基塑料厂，造粒机没有集气罩，交办 #w
        10:10 郝大川: [图] #b
        10:10:07 郝大川: [图] #c
        10:41 郝大川: 云台县长信木业，没问题 #x
    """)
    assert chat.ids("长信") == {"b", "c", "x"}


def test_minutes_ago_are_counted_back() -> None:
    chat = Dialogue("""
        09:05 郝大川: [图] #a
        09:05:10 郝大川: [图] #b
        09:35 郝大川: 半小时前那两张是云台县宏基塑料厂，造粒机没有集气罩，交办 #w
    """)
    assert chat.ids("宏基") == {"a", "b", "w"}


def test_a_plain_late_report_leaves_old_pictures_of_nothing_alone() -> None:
    chat = Dialogue("""
        07:40 郝大川: [图] #a
        09:30 郝大川: 云台县宏基塑料厂，造粒机没有集气罩，交办 #w
        09:30:20 郝大川: [图] #b
    """)
    assert chat.ids("宏基") == {"w", "b"}


def test_numbers_of_pictures_and_the_clock_together() -> None:
    chat = Dialogue("""
        11:30:05 郝大川: [图] #a
        11:30:12 郝大川: [图] #b
        11:30:40 金小满: [图] #c
        12:04 郝大川: 上午最后一家补字，11点半那三张，小满拍了一张。平川县稷丰生物科技有限公司，循环泵没开，合上就转了，
        | 当场改好的 #w
    """)
    assert chat.ids("稷丰") == {"a", "b", "c", "w"}


def test_the_other_team_at_that_minute_keeps_its_own() -> None:
    chat = Dialogue("""
        09:05 郝大川: [图] #a
        09:05:10 潘越: [图] #b
        09:40 郝大川: 9点05的：云台县宏基塑料厂，没问题 #w
        09:41 潘越: 9点05的：东泉区好味饭店，油烟净化器没开，立行立改 #x
    """)
    assert chat.ids("宏基") == {"a", "w"}
    assert chat.ids("好味") == {"b", "x"}

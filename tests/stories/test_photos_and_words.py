"""Whose photo is it? Chats of a group in which words, photos, videos and pins of several visits mingle."""

from __future__ import annotations

from domain.visits import Outcome, Part
from tests.dialogues import Dialogue


def test_photos_before_between_and_after_the_words_are_of_one_visit() -> None:
    chat = Dialogue("""
        10:00 潘越: [图] #a
        10:00:30 潘越: 到西岭区盛达铜材厂了，熔炼炉集气罩离得老远，烟往外跑 #w
        10:00:50 潘越: [图] #b
        10:01:10 潘越: 布袋也破了，交办 #x
        10:01:30 潘越: [视频] #c
    """)
    assert chat.ids("盛达") == {"a", "w", "b", "x", "c"}
    assert chat.only.outcome is Outcome.HANDOVER


def test_the_officer_who_shoots_sends_his_photos_minutes_after_the_words() -> None:
    chat = Dialogue("""
        10:00 潘越: 2组，西岭区，盛达铜材厂，台账齐全，未发现问题 #w
        10:08 薛宁: [图] #a
        10:08:10 薛宁: [图] #b
    """)
    assert chat.ids("盛达") == {"w", "a", "b"}


def test_one_writes_and_one_shoots_from_door_to_door() -> None:
    chat = Dialogue("""
        10:00 潘越: 西岭区盛达铜材厂，未发现问题 #w
        10:00:20 薛宁: [图] #a
        10:01:40 潘越: 西岭区金辉塑料厂，造粒机没罩子，交办 #x
        10:02 薛宁: [图] #b
        10:02:05 薛宁: [图] #c
        10:04 潘越: 西岭区老街澡堂，烧的散煤，当场清走了 #y
        10:04:15 薛宁: [图] #d
    """)
    assert chat.ids("盛达") == {"w", "a"}
    assert chat.ids("金辉") == {"x", "b", "c"}
    assert chat.ids("老街") == {"y", "d"}


def test_a_shooter_who_lags_behind_quotes_the_words_he_means() -> None:
    chat = Dialogue("""
        10:00 潘越: 西岭区盛达铜材厂，未发现问题 #w
        10:01 潘越: 西岭区金辉塑料厂，造粒机没罩子，交办 #x
        10:01:30 薛宁: > w [图] #a
        10:01:40 薛宁: [图] #b
    """)
    assert chat.ids("盛达") == {"w", "a"}
    assert chat.ids("金辉") == {"x", "b"}


def test_three_teams_speak_in_the_same_minute() -> None:
    chat = Dialogue("""
        10:00:00 郝大川: 云台县宏基塑料厂，未发现问题 #w
        10:00:04 潘越: 西岭区盛达铜材厂，布袋破了，交办 #x
        10:00:07 金小满: [图] #a
        10:00:09 陶一帆: 平川县永固门窗厂，喷漆房没密闭，涉嫌违法 #y
        10:00:12 薛宁: [图] #b
        10:00:14 严松: [图] #c
        10:00:15 金小满: [图] #d
        10:00:17 严松: [视频] #e
    """)
    assert chat.ids("宏基") == {"w", "a", "d"}
    assert chat.ids("盛达") == {"x", "b"}
    assert chat.ids("永固") == {"y", "c", "e"}


def test_chatter_of_others_parts_nothing() -> None:
    chat = Dialogue("""
        10:00 郝大川: [图] #a
        10:00:10 潘越: 今天真冷
        10:00:20 薛宁: 多穿点
        10:00:30 郝大川: [图] #b
        10:01 温岚: 各组注意安全
        10:01:20 金小满: 云台县宏基塑料厂，造粒废气没收集，涉嫌违法 #w
        10:01:30 罗青: 好
        10:01:40 金小满: [视频] #c
    """)
    assert chat.ids("宏基") == {"a", "b", "w", "c"}


def test_words_ten_minutes_after_the_photos_still_claim_them() -> None:
    chat = Dialogue("""
        10:00 郝大川: [图] #a
        10:00:06 郝大川: [图] #b
        10:00:12 郝大川: [视频] #c
        10:10 郝大川: 刚才那几张是云台县宏基塑料厂的：危废间没上锁，台账缺两个月，限期整改，交办 #w
    """)
    assert chat.ids("宏基") == {"a", "b", "c", "w"}


def test_a_photo_of_an_hour_ago_is_not_of_this_visit() -> None:
    chat = Dialogue("""
        10:00 郝大川: [图] #a
        11:05 郝大川: [图] #b
        11:06 郝大川: 云台县宏基塑料厂，未发现问题 #w
    """)
    assert chat.ids("宏基") == {"b", "w"}


def test_photos_of_two_places_before_the_words_of_both_are_parted_by_the_pause() -> None:
    chat = Dialogue("""
        10:00 郝大川: [图] #a
        10:00:05 郝大川: [图] #b
        10:04 郝大川: [图] #c
        10:04:05 郝大川: [图] #d
        10:06 郝大川: 云台县宏基塑料厂，未发现问题 #w
        10:06:40 郝大川: 云台县福来加油站，油气回收正常，未发现问题 #x
    """)
    assert chat.ids("宏基") == {"a", "b", "w"}
    assert chat.ids("福来") == {"c", "d", "x"}


def test_the_same_photo_delivered_twice_counts_once() -> None:
    chat = Dialogue("""
        10:00 郝大川: 云台县宏基塑料厂，未发现问题 #w
        10:00:20 郝大川: [图] #a
        10:00:40 [重收] a
        10:00:41 [重收] w
    """)
    assert chat.ids("宏基") == {"w", "a"}


def test_a_voice_message_is_no_evidence_and_does_not_part_the_rest() -> None:
    chat = Dialogue("""
        10:00 郝大川: [图] #a
        10:00:10 郝大川: [语音] #v
        10:01 郝大川: 云台县宏基塑料厂，未发现问题 #w
    """)
    assert chat.ids("宏基") == {"a", "w"}


def test_a_pin_ahead_of_the_words_tells_the_county() -> None:
    chat = Dialogue("""
        10:00 陶一帆: [定位]青石市平川县滨河路 #p
        10:00:30 陶一帆: [图] #a
        10:02 陶一帆: 恒瑞饲料厂，粉碎机布袋破了，交办 #w
    """)
    assert chat.ids("恒瑞") == {"p", "a", "w"}
    assert chat.only.county == "平川县"


def test_a_pin_that_names_an_earlier_place_goes_there() -> None:
    chat = Dialogue("""
        10:00 陶一帆: 恒瑞饲料厂，粉碎机布袋破了，交办 #w
        10:30 陶一帆: 云台县永固门窗厂，未发现问题 #x
        10:31 严松: [定位]青石市平川县恒瑞饲料厂 #p
    """)
    assert chat.ids("恒瑞") == {"w", "p"}
    assert chat.of("恒瑞").county == "平川县"


def test_a_report_that_quotes_its_own_photo_takes_that_photo() -> None:
    chat = Dialogue("""
        10:00 陶一帆: [图] #a
        10:03 陶一帆: [图] #b
        10:04 陶一帆: > b 平川县恒瑞饲料厂，未发现问题 #x
        10:05 陶一帆: > a 平川县河湾砖厂，隧道窑脱硫塔没加碱，涉嫌违法 #w
    """)
    assert chat.ids("恒瑞") == {"b", "x"}
    assert chat.ids("河湾") == {"a", "w"}


def test_a_first_cry_its_photos_and_the_full_report_are_one_visit() -> None:
    chat = Dialogue("""
        10:00 严松: 快来！河湾砖厂后面有根管子往河里冒黑水！ #w
        10:00:20 严松: [视频] #a
        10:00:40 罗青: 稳住，我通知监测
        10:06 陶一帆: 平川县河湾砖厂，厂区北侧埋有暗管，生产废水直排河道，涉嫌违法，已通知属地 #x
        10:07 严松: [图] #b
    """)
    assert chat.ids("河湾") == {"w", "a", "x", "b"}
    assert chat.only.urgent


def test_what_happens_next_at_an_urgent_visit_is_of_it() -> None:
    chat = Dialogue("""
        10:00 严松: 紧急！平川县河湾砖厂，厂区北侧埋有暗管，废水直排河道，涉嫌违法 #w
        10:00:20 严松: [视频] #a
        10:40 陶一帆: 监测站采完了，管口和上下游各两瓶 #x
        11:02 严松: 10:50他们把阀门关了，录像都有 #y
        11:05 陶一帆: 放心，我俩没事
    """)
    assert chat.ids("河湾") == {"w", "a", "x", "y"}


def test_a_photo_announced_is_of_the_visit_that_announced_it() -> None:
    chat = Dialogue("""
        10:00 陶一帆: 平川县恒瑞饲料厂，粉碎机布袋破了，交办 #w
        10:20 陶一帆: 云台县永固门窗厂，未发现问题 #x
        10:20:30 严松: [图] #a
        10:41 陶一帆: 恒瑞那家照片补上 #c
        10:41:10 陶一帆: [图] #b
    """)
    assert chat.ids("恒瑞") == {"w", "c", "b"}
    assert chat.ids("永固") == {"x", "a"}


def test_a_meal_between_two_visits_belongs_to_neither() -> None:
    chat = Dialogue("""
        11:50 陶一帆: 平川县恒瑞饲料厂，粉碎机布袋破了，交办 #w
        11:50:20 严松: [图] #a
        12:20 严松: [图] #m
        12:20:05 严松: 这家烩面分量足
        12:50 陶一帆: 云台县永固门窗厂，未发现问题 #x
        12:50:10 严松: [图] #b
    """)
    assert chat.ids("恒瑞") == {"w", "a"}
    assert chat.ids("永固") == {"x", "b"}


def test_a_visit_told_in_pieces_keeps_what_both_officers_say() -> None:
    chat = Dialogue("""
        10:00 潘越: 西岭区 大桥南头汽修厂 #a
        10:00:20 薛宁: [图] #b
        10:00:40 薛宁: 烤漆房活性炭早饱和了 #c
        10:01 潘越: 废机油桶也没标签 #d
        10:01:30 潘越: 限期整改，交办 #e
    """)
    assert chat.ids("汽修") == {"a", "b", "c", "d", "e"}
    assert chat.only.categories == {"facility", "waste"}
    assert chat.parts("汽修")["b"] is Part.PHOTO

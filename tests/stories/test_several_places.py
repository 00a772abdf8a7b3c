"""One text, several places; and places told by a number, or by their neighbour."""

from __future__ import annotations

from domain.visits import Outcome
from tests.dialogues import Dialogue


def test_a_numbered_list_of_places() -> None:
    chat = Dialogue("""
        09:00 郝大川: 上午三家
        | ⏎1、云台县宏基塑料厂，造粒废气没收集，涉嫌违法
        | ⏎2、云台县福来加油站，正常
        | ⏎3、东泉区新光小区二期工地，雾炮没开，当场打开 #w
    """)
    outcomes = [visit.outcome for visit in chat.visits]
    assert outcomes == [Outcome.VIOLATION, Outcome.CLEAN, Outcome.CORRECTED]
    assert [visit.county for visit in chat.visits] == ["云台县", "云台县", "东泉区"]


def test_a_county_at_the_head_holds_for_all() -> None:
    chat = Dialogue("""
        09:00 郝大川: 云台县：①宏基塑料厂，未发现问题②福来加油站，油气回收正常，未发现问题 #w
    """)
    assert [visit.county for visit in chat.visits] == ["云台县", "云台县"]


def test_one_sentence_a_place() -> None:
    chat = Dialogue("""
        09:00 郝大川: 云台县宏基塑料厂，未发现问题。云台县福来加油站，正常。云台县好邻居饭店，净化器没开，当场打开。 #w
    """)
    assert [visit.place for visit in chat.visits] == ["宏基塑料厂", "福来加油站", "好邻居饭店"]


def test_numbered_problems_of_one_place_are_one_visit() -> None:
    chat = Dialogue("""
        09:00 郝大川: 云台县宏基塑料厂
        | ⏎1、造粒机集气罩破损
        | ⏎2、危废间未上锁
        | ⏎3、原料堆场未覆盖
        | ⏎需持续整改，交办 #w
    """)
    assert len(chat.only.findings) == 3


def test_a_place_by_its_number_on_the_pushed_list() -> None:
    chat = Dialogue("""
        08:00 温岚: 今日核查清单：⏎1. 云台县宏基塑料厂⏎2. 东泉区新光小区二期工地⏎3. 平川县永固门窗厂
        09:00 陶一帆: 清单3号，喷漆房没密闭，涉嫌违法 #w
    """)
    assert (chat.only.place, chat.only.county) == ("永固门窗厂", "平川县")
    assert chat.ids("永固") == {"w"}


def test_a_place_by_its_code_on_the_pushed_list() -> None:
    chat = Dialogue("""
        08:00 温岚: 推送清单：QS-01 云台县宏基塑料厂；QS-02 东泉区新光小区二期工地；QS-03 平川县永固门窗厂
        09:00 陶一帆: QS-02，雾炮没开，当场打开，立行立改 #w
    """)
    assert (chat.only.place, chat.only.county) == ("新光小区二期工地", "东泉区")
    assert not chat.only.industrial


def test_a_complaint_by_its_code_is_a_complaint() -> None:
    chat = Dialogue("""
        08:00 温岚: 12369转办件：RX-11 云台县宏基塑料厂异味；RX-12 平川县永固门窗厂喷漆味
        09:00 陶一帆: 平川县 RX-12 永固门窗厂 喷漆房没密闭 味儿属实 交办 #w
    """)
    assert chat.of("永固").categories == {"complaint", "facility"}


def test_the_same_next_door() -> None:
    chat = Dialogue("""
        09:00 潘越: 西岭区盛达铜材厂，熔炼炉没有集气罩，交办 #w
        09:10 潘越: 同上，隔壁西岭区金辉铜业也是 #x
    """)
    assert chat.of("金辉").outcome is Outcome.HANDOVER
    assert chat.of("金辉").categories == {"facility"}


def test_next_door_looked_at_as_well_and_clean() -> None:
    chat = Dialogue("""
        09:00 潘越: 西岭区盛达铜材厂，熔炼炉没有集气罩，交办 #w
        09:10 潘越: 隔壁的西岭区金辉铜业也看了，没问题 #x
    """)
    assert chat.of("金辉").outcome is Outcome.CLEAN


def test_next_door_was_shut_too() -> None:
    chat = Dialogue("""
        09:00 潘越: 西岭区盛达铜材厂，门锁着，里头没动静，进不去 #w
        09:03 潘越: 隔壁那家金辉铜业也一样，锁门 #x
    """)
    assert [visit.outcome for visit in chat.visits] == [Outcome.CLOSED, Outcome.CLOSED]


def test_two_places_in_one_breath() -> None:
    chat = Dialogue("""
        09:00 潘越: 第一家是西岭区盛达铜材厂，未发现问题；第二家是西岭区老街澡堂，烧的散煤，当场清走了 #w
    """)
    assert [visit.outcome for visit in chat.visits] == [Outcome.CLEAN, Outcome.CORRECTED]


def test_the_neighbour_named_to_say_where_is_not_the_place() -> None:
    chat = Dialogue("""
        09:00 潘越: 西岭区 盛达铜材厂对门没牌子的铜件打磨点 两台机子转着 灰大 没有设施 散乱污 涉嫌违法 #w
    """)
    assert "打磨点" in chat.only.place
    assert chat.only.categories >= {"facility", "scattered"}

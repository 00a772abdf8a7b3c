"""Whose visit is it? Leaders who post for a team, inspectors on loan, teams without signal."""

from __future__ import annotations

from domain.visits import Outcome
from tests.dialogues import Dialogue


def test_a_leader_posts_for_a_team_without_signal() -> None:
    chat = Dialogue("""
        09:00 罗青: 3组山里没信号，我代发：平川县永固门窗厂，喷漆房没密闭，涉嫌违法 #w
        09:00:20 罗青: [图] #a
        09:30 潘越: 西岭区盛达铜材厂，未发现问题 #x
        09:30:20 薛宁: [图] #b
    """)
    assert chat.of("永固").team == 3
    assert chat.ids("永固") == {"w", "a"}
    assert chat.ids("盛达") == {"x", "b"}


def test_the_liaison_posts_what_a_team_told_on_the_phone() -> None:
    chat = Dialogue("""
        09:00 温岚: 替2组报一个：西岭区盛达铜材厂，布袋破了，限期整改，交办 #w
        09:10 薛宁: [图] #a
        薛宁: 上图是破的布袋 #c
    """)
    assert chat.only.team == 2
    assert chat.ids("盛达") == {"w", "a", "c"}


def test_an_inspector_posts_for_another_team() -> None:
    chat = Dialogue("""
        09:00 潘越: 帮3组捎一个，他俩手机冻关机了：3组，平川县永固门窗厂，喷漆房没密闭，涉嫌违法 #w
        09:00:20 潘越: [图] #a
    """)
    assert chat.only.team == 3
    assert chat.ids("永固") == {"w", "a"}


def test_an_inspector_on_loan_shoots_for_the_team_he_rides_with() -> None:
    chat = Dialogue("""
        08:30 潘越: 今天我跟3组跑，薛宁一个人在家整材料
        09:00 陶一帆: 平川县永固门窗厂，喷漆房没密闭，涉嫌违法 #w
        09:00:30 潘越: [图] #a
    """)
    assert chat.only.team == 3
    assert chat.ids("永固") == {"w", "a"}


def test_the_team_named_in_the_words_goes_before_the_speaker_s_own() -> None:
    chat = Dialogue("09:00 潘越: 1组，云台县宏基塑料厂，未发现问题 #w")
    assert chat.only.team == 1


def test_what_a_leader_orders_about_a_firm_is_no_visit() -> None:
    chat = Dialogue("""
        09:00 罗青: 3组去一下平川县永固门窗厂，群众反映喷漆味大
        09:01 陶一帆: 收到，马上去
        09:40 陶一帆: 平川县永固门窗厂，喷漆房没密闭，涉嫌违法 #w
        09:41 罗青: 暗管直排的要马上报，3组把时间写清楚
    """)
    assert chat.ids("永固") == {"w"}


def test_a_leader_s_own_check_with_a_team_counts_when_he_reports_it() -> None:
    chat = Dialogue("""
        09:00 罗青: 2组，西岭区盛达铜材厂，危废间未设围堰，废油桶露天堆放，需持续整改，交办 #w
        09:00:20 罗青: [图] #a
    """)
    assert chat.only.team == 2
    assert chat.ids("盛达") == {"w", "a"}
    assert chat.only.outcome is Outcome.HANDOVER


def test_two_groups_do_not_mix() -> None:
    chat = Dialogue("""
        09:00 郝大川: 云台县宏基塑料厂，未发现问题 #w
        09:00:05 范舟: 望山县石磨面粉厂，未发现问题 #x
        09:00:10 雷声: [图] #b
        09:00:15 金小满: [图] #a
    """)
    assert chat.ids("宏基") == {"w", "a"}
    assert chat.ids("石磨") == {"x", "b"}
    assert chat.of("石磨").group == "baihe"

"""What is said of a visit afterwards: corrections, additions, answers, recalls."""

from __future__ import annotations

from domain.visits import Outcome
from tests.dialogues import Dialogue


def test_a_quoted_correction_goes_where_it_points() -> None:
    chat = Dialogue("""
        09:00 郝大川: 云台县宏基塑料厂，未发现问题 #w
        09:30 郝大川: 云台县长信木业有限公司，除尘布袋破损，交办 #x
        09:40 郝大川: > w 县区写错了，这家在平川 #c
    """)
    assert chat.of("宏基").county == "平川县"
    assert chat.ids("宏基") == {"w", "c"}
    assert chat.of("长信").county == "云台县"


def test_a_correction_that_names_the_firm_needs_no_quote() -> None:
    chat = Dialogue("""
        09:00 郝大川: 云台县宏基塑料厂，未发现问题 #w
        09:30 郝大川: 云台县长信木业有限公司，除尘布袋破损，交办 #x
        09:40 郝大川: 更正：宏基塑料厂属平川县，不是云台县 #c
    """)
    assert chat.of("宏基").county == "平川县"
    assert chat.ids("长信") == {"x"}


def test_the_full_name_of_the_last_place_is_not_taken_for_another_company() -> None:
    chat = Dialogue("""
        09:00 郝大川: 云台县百川饲料有限公司，未发现问题 #w
        09:30 郝大川: 云台县，坤远商砼，砂石料没盖，交办 #x
        09:40 郝大川: 更正一下，刚才那家全称是云台县坤远商品混凝土有限公司 #c
    """)
    assert chat.of("坤远").place == "云台县坤远商品混凝土有限公司"
    assert chat.ids("坤远") == {"x", "c"}
    assert chat.ids("百川") == {"w"}


def test_one_of_several_items_is_corrected_by_its_number() -> None:
    chat = Dialogue("""
        09:00 郝大川: 一、云台县宏基塑料厂，未发现问题；二、云台县长信木业有限公司，除尘布袋破损，交办 #w
        09:10 郝大川: 更正：第二家是涉嫌违法，不是交办 #c
    """)
    assert chat.of("长信").outcome is Outcome.VIOLATION
    assert chat.of("宏基").outcome is Outcome.CLEAN


def test_one_of_several_items_is_corrected_by_its_circled_number() -> None:
    chat = Dialogue("""
        09:00 郝大川: ①云台县宏基塑料厂，未发现问题；②云台县长信木业有限公司，除尘布袋破损，交办 #w
        09:10 金小满: > w ①应为平川县 #c
    """)
    assert chat.of("宏基").county == "平川县"
    assert chat.of("长信").county == "云台县"


def test_a_corrected_amount_changes_no_more_than_the_words() -> None:
    chat = Dialogue("""
        09:00 郝大川: 平川县宏图项目工地，裸土约800平方米未覆盖，雾炮没开，交办 #w
        09:10 郝大川: 更正：裸土是1800平方米，少打了一个1 #c
    """)
    assert chat.ids("宏图") == {"w", "c"}
    assert (chat.only.outcome, len(chat.only.findings)) == (Outcome.HANDOVER, 2)


def test_a_door_that_was_not_locked_is_one_more_problem_and_takes_none_away() -> None:
    chat = Dialogue("""
        09:00 郝大川: 平川县宏图化工厂，活性炭没换，交办 #w
        09:10 郝大川: 补充一下，危废间也没上锁 #c
    """)
    assert chat.ids("宏图") == {"w", "c"} and chat.only.outcome is Outcome.HANDOVER
    assert [finding.text for finding in chat.only.findings] == ["活性炭没换", "危废间也没上锁"]


def test_a_problem_that_was_none_is_taken_away() -> None:
    chat = Dialogue("""
        09:00 郝大川: 平川县宏图项目工地，裸土未覆盖，2台挖机没有号牌，交办 #w
        09:10 郝大川: > w 号牌有，我看岔了，那条去掉 #c
    """)
    assert chat.ids("宏图") == {"w", "c"}
    assert chat.only.categories == {"dust"}
    assert chat.only.outcome is Outcome.HANDOVER


def test_the_elder_corrects_the_younger_and_cites_his_words() -> None:
    chat = Dialogue("""
        09:00 郝大川: 云台县长信木业有限公司，除尘布袋破损，交办 #x
        09:12 金小满: 云台县宏基塑料厂，车间地面有水，造粒废气没收集，涉嫌违法 #w
        09:13 郝大川: 写得不准，“车间地面有水”不算问题，以造粒废气没收集一项为准 #c
    """)
    assert chat.ids("宏基") == {"w", "c"}
    assert chat.of("宏基").outcome is Outcome.VIOLATION
    assert chat.of("长信").outcome is Outcome.HANDOVER


def test_the_report_sent_anew_in_place_of_the_first_is_the_same_visit() -> None:
    chat = Dialogue("""
        09:00 郝大川: 云台县宏基塑料厂，造粒废气没收集，交办 #w
        09:05 郝大川: 云台县宏基塑料厂，造粒废气没收集，环评手续也没有，涉嫌违法，以这条为准 #x
    """)
    assert chat.ids("宏基") == {"w", "x"}
    assert chat.only.outcome is Outcome.VIOLATION


def test_hours_later_more_is_found_out() -> None:
    chat = Dialogue("""
        09:00 郝大川: 云台县宏基塑料厂，除尘器没开，涉嫌违法 #w
        10:30 郝大川: 云台县长信木业有限公司，除尘布袋破损，交办 #x
        13:40 金小满: 补充宏基塑料厂：危废间查了，废活性炭没有台账 #c
    """)
    assert chat.ids("宏基") == {"w", "c"}
    assert chat.of("宏基").categories >= {"facility", "ledger"}


def test_hours_later_the_name_alone_is_enough() -> None:
    chat = Dialogue("""
        09:00 郝大川: 云台县宏基塑料厂，除尘器没开，涉嫌违法 #w
        10:30 郝大川: 云台县长信木业有限公司，除尘布袋破损，交办 #x
        15:40 金小满: 宏基的分表计电调出来了，除尘器上周四起就没用过电 #c
        15:40:05 金小满: [图] #a
    """)
    assert chat.ids("宏基") == {"w", "c", "a"}
    assert chat.ids("长信") == {"x"}


def test_what_is_said_about_a_named_firm_in_jest_adds_nothing() -> None:
    chat = Dialogue("""
        09:00 郝大川: 云台县宏基塑料厂，除尘器没开，涉嫌违法 #w
        12:00 金小满: 刚才宏基老板给我递烟，我说戒了
        12:01 郝大川: 宏基门口那条路真难走
    """)
    assert chat.ids("宏基") == {"w"}


def test_the_name_comes_after_the_report() -> None:
    chat = Dialogue("""
        09:00 郝大川: 急！云台县 柳河镇塑料厂院里有根软管往外面沟里淌红水 正流着 #w
        09:00:20 金小满: [视频] #a
        09:06 郝大川: 厂名 云台县宏基塑料有限公司 没有环评手续 涉嫌违法 #x
    """)
    assert chat.ids("宏基") == {"w", "a", "x"}
    assert chat.only.urgent


def test_the_county_is_asked_for_and_answered_after_other_talk() -> None:
    chat = Dialogue("""
        09:00 郝大川: 宏基塑料厂，未发现问题 #w
        09:01 温岚: > w 哪个县区？
        09:02 潘越: 中午哪吃
        09:03 郝大川: 云台 #c
    """)
    assert chat.only.county == "云台县"
    assert chat.ids("宏基") == {"w", "c"}


def test_the_teammate_answers_in_a_quote() -> None:
    chat = Dialogue("""
        09:00 郝大川: 宏基塑料厂，未发现问题 #w
        09:20 郝大川: 长信木业有限公司，未发现问题 #x
        09:21 温岚: > w 哪个县区？ #q
        09:25 金小满: > w 平川的 #c
    """)
    assert chat.of("宏基").county == "平川县"
    assert chat.of("长信").county is None


def test_a_question_that_nobody_answers_leaves_the_county_open() -> None:
    chat = Dialogue("""
        09:00 郝大川: 宏基塑料厂，未发现问题 #w
        09:01 温岚: > w 哪个县区？
        09:30 郝大川: 云台县长信木业有限公司，未发现问题 #x
    """)
    assert chat.of("宏基").county is None
    assert chat.ids("宏基") == {"w"}


def test_a_photo_recalled_and_delivered_again_stays_away() -> None:
    chat = Dialogue("""
        09:00 郝大川: 云台县宏基塑料厂，未发现问题 #w
        09:00:20 郝大川: [图] #a
        09:00:40 郝大川: [撤回] a
        09:01 [重收] a
    """)
    assert chat.ids("宏基") == {"w"}


def test_a_report_recalled_and_delivered_again_stays_away() -> None:
    chat = Dialogue("""
        09:00 郝大川: 云台县宏基塑料厂，未发现问题 #w
        09:00:40 郝大川: [撤回] w
        09:01 [重收] w
    """)
    assert chat.visits == []


def test_what_was_to_be_done_later_is_no_lookback() -> None:
    chat = Dialogue("""
        09:00 郝大川: 云台县宏基塑料厂，造粒废气没收集，限期三天，到期回头看，交办 #w
    """)
    assert not chat.only.lookback


def test_an_old_story_retold_at_the_lookback_is_not_counted_again() -> None:
    chat = Dialogue("""
        09:00 郝大川: 回头看，云台县宏基塑料厂，上轮督办问题为危废间没上锁、废水直排，本次查看均已整改，整改到位 #w
        09:30 郝大川: 回头看 云台县长信木业有限公司 上月督办的布袋破损 新布袋买了没装 还是老样子 继续督办 #x
    """)
    assert (chat.of("宏基").outcome, chat.of("宏基").urgent) == (Outcome.CLEAN, False)
    assert chat.of("长信").outcome is Outcome.HANDOVER
    assert chat.of("长信").categories == {"facility"}

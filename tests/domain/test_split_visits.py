"""Chat -> visits where a visit is told in pieces, pictures come ahead of it, or words come hours later."""

from __future__ import annotations

from domain.visits import Outcome, Part
from tests.dialogues import Dialogue


def test_a_place_then_what_was_found_then_the_verdict_are_one_visit() -> None:
    chat = Dialogue("""
        09:00 郝大川: 东泉区 兴业石膏板厂 #a
        09:00:30 郝大川: [图] #b
        09:01 金小满: 烘干炉出口布袋没装 #c
        09:01:30 郝大川: 涉嫌违法，取证了 #d
    """)
    assert chat.ids("兴业") == {"a", "b", "c", "d"}
    assert (chat.only.county, chat.only.outcome) == ("东泉区", Outcome.VIOLATION)
    assert chat.only.categories == {"facility"}


def test_a_building_site_in_pieces_gathers_every_problem() -> None:
    chat = Dialogue("""
        09:00 潘越: 西岭区 翠湖名邸二期工地 #a
        09:00:20 潘越: [图] #b
        09:00:40 薛宁: 裸土大片没盖 #c
        09:01 薛宁: 两台装载机没有号牌 #d
        09:01:20 潘越: 交办住建 #e
    """)
    assert chat.ids("翠湖") == {"a", "b", "c", "d", "e"}
    assert chat.only.categories == {"dust", "mobile"}
    assert chat.only.outcome is Outcome.HANDOVER


def test_a_clean_place_in_pieces_is_clean() -> None:
    chat = Dialogue("""
        09:00 郝大川: 平川县 瑞康制药有限公司 #a
        09:00:30 郝大川: 污水站、RTO都看了，好着呢 #b
        09:00:40 金小满: [图] #c
        09:01 郝大川: 没发现问题 #d
    """)
    assert chat.ids("瑞康") == {"a", "b", "c", "d"}
    assert chat.only.outcome is Outcome.CLEAN


def test_pieces_of_the_next_place_do_not_join_the_last() -> None:
    chat = Dialogue("""
        09:00 郝大川: 云台县宏基塑料厂，未发现问题 #w
        09:00:20 郝大川: [图] #a
        09:06 郝大川: 云台县 广源瓦楞纸箱厂 #x
        09:06:20 金小满: [图] #b
        09:06:40 郝大川: 锅炉房堆了半吨煤，还烧着 #y
        09:07 郝大川: 让他清走了，立行立改 #z
    """)
    assert chat.ids("宏基") == {"w", "a"}
    assert chat.ids("广源") == {"x", "b", "y", "z"}
    assert chat.of("广源").outcome is Outcome.CORRECTED


def test_a_place_that_nobody_says_more_of_is_no_visit() -> None:
    chat = Dialogue("""
        09:00 郝大川: 东泉区 兴业石膏板厂
        09:30 金小满: 中午吃啥
    """)
    assert chat.visits == []


def test_a_cry_with_a_picture_waits_for_the_report() -> None:
    chat = Dialogue("""
        09:00 郝大川: [图] #a
        09:00:10 郝大川: 直排！！ #b
        09:02 金小满: 紧急！云台县鼎泰电镀厂，后墙一根白管往河沟里排绿水，快派人 #w
    """)
    assert chat.ids("鼎泰") == {"a", "b", "w"}


def test_captions_ahead_of_two_reports_part_the_pictures() -> None:
    chat = Dialogue("""
        09:00 郝大川: [图] #a
        09:00:05 郝大川: [图] #b
        09:00:30 郝大川: [图] #c
        09:01 郝大川: 前两张是老槐树粉条，后一张永固门窗 #k
        09:03 金小满: 云台 老槐树粉条厂 烧散煤 交办 #w
        09:05 金小满: 云台 永固门窗厂 没问题 #x
    """)
    assert chat.ids("老槐树") == {"a", "b", "k", "w"}
    assert chat.ids("永固") == {"c", "k", "x"}


def test_a_caption_may_name_an_eating_house() -> None:
    chat = Dialogue("""
        09:00 郝大川: 俩馆子一起报：①东泉区老马羊汤馆，烧蜂窝煤，当场搬走，立行立改
        | ②东泉区喜来火锅店，净化器没开，交办 #w
        09:01 郝大川: [图] #a
        09:01:05 郝大川: [图] #b
        09:01:10 郝大川: [图] #c
        09:01:30 郝大川: 第一张羊汤 后两张火锅 #k
    """)
    assert chat.ids("老马") == {"w", "a", "k"}
    assert chat.ids("喜来") == {"w", "b", "c", "k"}


def test_a_picture_hours_later_goes_where_its_words_say() -> None:
    chat = Dialogue("""
        09:00 郝大川: 云台县宏基塑料厂，活性炭箱是空的，涉嫌违法 #w
        11:40 郝大川: 平川县永固门窗厂，未发现问题 #x
        11:42 金小满: [图] #a
        11:42:20 金小满: 宏基活性炭箱那张补个清楚的 #k
    """)
    assert chat.ids("宏基") == {"w", "a", "k"}
    assert chat.ids("永固") == {"x"}


def test_words_that_promise_pictures_of_a_place_draw_those_that_follow() -> None:
    chat = Dialogue("""
        09:00 罗青: 代3组发：云台县宏基塑料厂，造粒废气没有收集，涉嫌违法 #w
        09:40 陶一帆: 下山有信号了 宏基的照片补上 #k
        09:40:20 陶一帆: [图] #a
        09:40:25 陶一帆: [图] #b
    """)
    assert chat.ids("宏基") == {"w", "k", "a", "b"}


def test_the_name_on_the_licence_is_the_name() -> None:
    chat = Dialogue("""
        09:00 郝大川: 云台 大胡子石材 石粉浆流到路上 当场铲干净 立改 #w
        09:30 郝大川: 大胡子石材执照上的名字是恒远昌石材加工厂 #k
        09:30:10 郝大川: [图] #a
    """)
    assert chat.only.place == "恒远昌石材加工厂"
    assert chat.ids("恒远昌") == {"w", "k", "a"}


def test_a_quoted_correction_can_take_one_problem_away() -> None:
    chat = Dialogue("""
        09:00 郝大川: 平川县 翠湖名邸工地 雾炮没开，围挡缺20米，裸土没盖 交办 #w
        09:30 金小满: > w 更正：雾炮是开着的，这条去掉，其他不变 #k
    """)
    assert set(chat.only.message_ids) == {"w", "k"}
    assert len(chat.only.findings) == 2


def test_a_second_report_without_a_place_after_help_came_is_of_the_same_visit() -> None:
    chat = Dialogue("""
        09:00 郝大川: 急！平川 柳河砂场 老板放狗 不让进 快报警 #w
        09:02 金小满: [视频] #a
        09:20 郝大川: 民警到了 我们进的场 砂堆没盖 涉嫌违法 一并上报 #x
        09:20:30 郝大川: [图] #b
    """)
    assert chat.ids("柳河") == {"w", "a", "x", "b"}
    assert chat.only.categories == {"other", "dust"}


def test_what_a_teammate_adds_in_a_quote_belongs_to_the_visit() -> None:
    chat = Dialogue("""
        09:00 郝大川: 平川县 翠湖名邸工地 裸土没盖 交办 #w
        09:10 罗青: > w 这个工地业主是谁
        09:12 金小满: > w 建设单位是青石市宛新置业有限公司，总包负责人签过字了 #k
    """)
    assert set(chat.only.message_ids) == {"w", "k"}


def test_a_remark_on_the_ice_lets_its_picture_go() -> None:
    chat = Dialogue("""
        09:00 金小满: [图] #a
        09:00:10 金小满: 路边好长的冰溜子
        09:10 郝大川: 云台县宏基塑料厂，未发现问题 #w
        09:10:20 郝大川: [图] #b
    """)
    assert chat.ids("宏基") == {"w", "b"}


def test_a_format_offered_to_others_is_no_caption() -> None:
    chat = Dialogue("""
        09:00 郝大川: 云台县宏基塑料厂，未发现问题 #w
        09:00:20 郝大川: [图] #b
        09:01 郝大川: 以上是我们组用的格式，有需要的可以套用
    """)
    assert chat.ids("宏基") == {"w", "b"}


def test_the_same_next_door_copies_what_was_found() -> None:
    chat = Dialogue("""
        09:00 郝大川: 平川县 永固门窗厂，喷漆在院里敞开干，没有任何收集，涉嫌违法 #w
        09:10 郝大川: 同上 隔壁平川县大成家具厂也是 #x
    """)
    assert chat.of("大成").outcome is Outcome.VIOLATION
    assert chat.of("大成").categories == {"facility"}


def test_a_recalled_correction_leaves_the_visit_as_it_was() -> None:
    chat = Dialogue("""
        09:00 郝大川: 云台县宏基塑料厂，集气罩破损，交办 #w
        09:20 郝大川: > w 更正：是平川县鸿基塑料制品有限公司，改为涉嫌违法 #k
        09:21 郝大川: [撤回] k
    """)
    visit = chat.only
    assert (visit.place, visit.county, visit.outcome) == ("宏基塑料厂", "云台县", Outcome.HANDOVER)


def test_a_recalled_addition_takes_its_problems_with_it() -> None:
    chat = Dialogue("""
        09:00 郝大川: 云台县宏基塑料厂，集气罩破损，交办 #w
        09:20 郝大川: 补充：宏基环评手续也没有，涉嫌违法 #k
        09:21 郝大川: [撤回] k
    """)
    assert chat.only.categories == {"facility"}
    assert chat.only.outcome is Outcome.HANDOVER


def test_a_number_of_the_pushed_list_stands_for_the_name_on_it() -> None:
    chat = Dialogue("""
        08:00 温岚: 今天的核查清单：QS-01 云台县 青石轩宇建材有限公司；QS-02 平川县 青石众合锻造有限公司
        09:00 郝大川: 核QS-02：平川县，设备停用，未发现问题 #w
        09:10 郝大川: 清单编号QS-01，料棚没围挡，立行立改 #x
    """)
    assert chat.of("众合").outcome is Outcome.CLEAN
    assert chat.of("轩宇").county == "云台县"


def test_a_loan_holds_for_the_rest_of_the_day() -> None:
    chat = Dialogue("""
        12:50 潘越: 下午我跟3组跑
        13:40 潘越: 平川县永固门窗厂，未发现问题 #w
        13:40:20 潘越: [图] #a
        14:40 潘越: 平川县长信木业，未发现问题 #x
        14:41 陶一帆: [图] #b
    """)
    assert [visit.team for visit in chat.visits] == [3, 3]
    assert chat.ids("长信") == {"x", "b"}


def test_two_bursts_before_two_reports_are_parted_in_order() -> None:
    chat = Dialogue("""
        09:00 郝大川: [图] #a
        09:00:04 郝大川: [图] #b
        09:05 郝大川: [图] #c
        09:05:04 郝大川: [图] #d
        09:06 郝大川: 云台县宏基塑料厂，未发现问题 #w
        09:07 郝大川: 云台县长信木业，未发现问题 #x
    """)
    assert chat.ids("宏基") == {"a", "b", "w"}
    assert chat.ids("长信") == {"c", "d", "x"}


def test_words_of_action_after_one_s_picture_caption_it() -> None:
    chat = Dialogue("""
        09:00 郝大川: 紧急！云台县宏基化工有限公司，后墙有暗管正在排水！ #w
        09:20 金小满: [图] #a
        09:20:10 金小满: 企业来人想填土 拦住了 #k
    """)
    assert chat.parts("宏基")["k"] in (Part.CAPTION, Part.ADDITION)

"""Chat -> visits: small dialogues of a made-up group, one situation each."""

from __future__ import annotations

from domain.visits import Outcome, Part
from tests.dialogues import DAY, Dialogue


def test_photos_sent_before_the_words_are_claimed_by_them() -> None:
    chat = Dialogue("""
        09:00 郝大川: [图] #a
        郝大川: [图] #b
        09:03 郝大川: 云台县宏基塑料厂，造粒机没有集气罩，涉嫌违法 #w
    """)
    assert chat.ids("宏基") == {"a", "b", "w"}


def test_photos_sent_after_the_words_follow_them() -> None:
    chat = Dialogue("""
        09:00 郝大川: 云台县宏基塑料厂，设施运行正常，未发现问题 #w
        09:01 郝大川: [图] #a
        09:02 郝大川: [视频] #b
    """)
    assert chat.ids("宏基") == {"w", "a", "b"}


def test_one_officer_writes_and_the_other_shoots_before_and_after() -> None:
    chat = Dialogue("""
        09:00 金小满: [图] #a
        09:04 郝大川: 平川县利达砂浆站，料仓顶破了个洞，交办 #w
        09:05 金小满: [图] #b
    """)
    assert chat.ids("利达") == {"a", "w", "b"}


def test_visits_back_to_back_keep_their_own_photos_when_words_come_first() -> None:
    chat = Dialogue("""
        09:00 郝大川: 云台县宏基塑料厂，未发现问题 #w
        09:00:20 郝大川: [图] #a
        09:02 郝大川: 云台县长信木业有限公司，锯末露天堆放，立行立改 #x
        09:02:30 郝大川: [图] #b
        09:02:36 郝大川: [图] #c
    """)
    assert chat.ids("宏基") == {"w", "a"}
    assert chat.ids("长信") == {"x", "b", "c"}


def test_visits_back_to_back_keep_their_own_photos_when_photos_come_first() -> None:
    chat = Dialogue("""
        09:00 郝大川: [图] #a
        09:00:40 郝大川: 云台县宏基塑料厂，未发现问题 #w
        09:05 郝大川: [图] #b
        09:05:06 郝大川: [图] #c
        09:06 郝大川: 云台县长信木业有限公司，锯末露天堆放，立行立改 #x
    """)
    assert chat.ids("宏基") == {"w", "a"}
    assert chat.ids("长信") == {"x", "b", "c"}


def test_teams_that_interleave_do_not_mix() -> None:
    chat = Dialogue("""
        09:00 郝大川: 云台县宏基塑料厂，未发现问题 #w
        09:00:10 潘越: 东泉区好味饭店，油烟净化器没开，当场打开，立行立改 #x
        09:00:20 薛宁: [图] #b
        09:00:25 金小满: [图] #a
    """)
    assert chat.ids("宏基") == {"w", "a"}
    assert chat.ids("好味") == {"x", "b"}


def test_words_that_quote_a_waiting_photo_claim_its_burst_only() -> None:
    chat = Dialogue("""
        09:00 郝大川: [图] #a
        09:00:05 郝大川: [图] #b
        09:01:30 郝大川: [图] #c
        09:01:35 郝大川: [图] #d
        09:03 郝大川: > c 平川县利达砂浆站，料仓顶破了个洞，交办 #w
        09:05 郝大川: > a 平川县永固门窗厂，未发现问题 #x
    """)
    assert chat.ids("利达") == {"c", "d", "w"}
    assert chat.ids("永固") == {"a", "b", "x"}


def test_a_photo_that_quotes_words_joins_them_though_another_visit_is_newer() -> None:
    chat = Dialogue("""
        09:00 郝大川: 云台县宏基塑料厂，未发现问题 #w
        09:08 郝大川: 云台县长信木业有限公司，锯末露天堆放，立行立改 #x
        09:09 金小满: > w [图] #a
    """)
    assert chat.ids("宏基") == {"w", "a"}


def test_a_caption_joins_the_photo_it_speaks_of() -> None:
    chat = Dialogue("""
        09:00 郝大川: 云台县宏基塑料厂，集气罩破损，交办 #w
        09:01 金小满: [图] #a
        09:01:20 金小满: 上图为集气罩破损处 #c
    """)
    assert chat.parts("宏基")["c"] is Part.CAPTION


def test_a_caption_that_comes_before_the_report_waits_for_it() -> None:
    chat = Dialogue("""
        09:00 郝大川: [图] #a
        09:00:10 郝大川: 这张是控制柜，电流为零 #c
        09:00:30 郝大川: [图] #b
        09:02 郝大川: 云台县宏基塑料厂，除尘风机没开，涉嫌违法 #w
    """)
    assert chat.ids("宏基") == {"a", "c", "b", "w"}


def test_a_list_shares_its_photos_out_in_order() -> None:
    chat = Dialogue("""
        09:00 郝大川: 1组上午两家：
        | ⏎1、宏基塑料厂（云台县），工业，未发现问题
        | ⏎2、长信木业有限公司（云台县），工业，锯末露天堆放，立行立改⏎照片按顺序 #w
        09:01 金小满: [图] #a
        09:01:05 金小满: [图] #b
    """)
    assert chat.ids("宏基") == {"w", "a"}
    assert chat.ids("长信") == {"w", "b"}


def test_captions_put_the_photos_of_a_list_right() -> None:
    chat = Dialogue("""
        09:00 郝大川: 三家一起报：一是云台县宏基塑料厂，未发现问题；
        | 二是云台县长信木业有限公司，除尘布袋破损，交办；三是云台县福来加油站，正常。 #w
        09:01 金小满: [图] #a
        09:01:05 金小满: [图] #b
        09:01:10 金小满: 以上都是长信的 #c
        09:02 金小满: [图] #d
        09:02:05 金小满: 加油站 #e
    """)
    assert chat.ids("长信") == {"w", "a", "b", "c"}
    assert chat.ids("福来") == {"w", "d", "e"}
    assert chat.ids("宏基") == {"w"}


def test_pictures_by_number_go_to_the_places_by_number() -> None:
    chat = Dialogue("""
        09:00 郝大川: (1)宏基塑料厂，云台县，未发现问题；(2)长信木业有限公司，云台县，除尘布袋破损，交办 #w
        09:01 郝大川: [图] #a
        09:01:05 郝大川: [图] #b
        09:01:10 郝大川: [图] #c
        09:01:30 郝大川: 前1张是第2家，后2张是第1家 #d
    """)
    assert chat.ids("长信") == {"w", "a", "d"}
    assert chat.ids("宏基") == {"w", "b", "c", "d"}


def test_a_pin_joins_its_visit_and_tells_the_county() -> None:
    chat = Dialogue("""
        09:00 金小满: [定位]青石市平川县北环路 #p
        09:02 郝大川: 利达砂浆站，料仓顶破了个洞，交办 #w
    """)
    assert chat.parts("利达")["p"] is Part.PIN
    assert chat.only.county == "平川县"


def test_a_correction_that_quotes_changes_name_and_county() -> None:
    chat = Dialogue("""
        09:00 郝大川: 云台县宏基塑料厂，未发现问题 #w
        09:20 郝大川: 西岭区东升纸箱厂，未发现问题 #x
        09:30 金小满: > w 更正：不是宏基，是平川县鸿基塑料制品有限公司 #c
    """)
    assert chat.of("鸿基").county == "平川县"
    assert chat.ids("鸿基") == {"w", "c"}


def test_a_correction_without_a_quote_changes_the_last_visit() -> None:
    chat = Dialogue("""
        09:00 郝大川: 西岭区东升纸箱厂，活性炭箱压差异常，持续整改 #w
        09:10 郝大川: 更正：打开看了，箱里根本没有活性炭，改为涉嫌环境违法 #c
    """)
    assert chat.only.outcome is Outcome.VIOLATION
    assert len(chat.only.findings) == 1


def test_a_correction_of_one_item_of_a_list_leaves_the_others() -> None:
    chat = Dialogue("""
        09:00 郝大川: ①宏基塑料厂，云台县，未发现问题；②长信木业有限公司，云台县，除尘布袋破损，交办 #w
        09:10 郝大川: > w 更正：第2家在平川县，不是云台县 #c
    """)
    assert chat.of("长信").county == "平川县"
    assert chat.of("宏基").county == "云台县"


def test_a_short_answer_gives_the_county_that_was_missing() -> None:
    chat = Dialogue("""
        09:00 郝大川: 东升纸箱厂，未发现问题 #w
        09:03 温岚: > w 哪个县区的？
        09:04 郝大川: 西岭 #c
    """)
    assert chat.only.county == "西岭区"
    assert set(chat.only.message_ids) == {"w", "c"}


def test_the_same_words_again_are_a_repeat() -> None:
    chat = Dialogue("""
        09:00 郝大川: 东升纸箱厂，西岭区，未发现问题 #w
        09:02 郝大川: 东升纸箱厂，西岭区，未发现问题 #x
        09:02:10 郝大川: 网不好 发重了
    """)
    assert chat.parts("东升") == {"w": Part.WORDS, "x": Part.REPEAT}


def test_words_recalled_and_sent_again_make_one_visit_with_the_photos() -> None:
    chat = Dialogue("""
        09:00 郝大川: 东升纸厢厂，西岭区，未发现问题 #w
        09:00:20 郝大川: [图] #a
        09:00:40 郝大川: [撤回] w
        09:01 郝大川: 东升纸箱厂，西岭区，未发现问题 #x
    """)
    assert set(chat.only.message_ids) == {"a", "x"}


def test_a_recalled_photo_leaves_its_visit() -> None:
    chat = Dialogue("""
        09:00 郝大川: 东升纸箱厂，西岭区，未发现问题 #w
        09:00:20 郝大川: [图] #a
        09:00:40 郝大川: [撤回] a
    """)
    assert set(chat.only.message_ids) == {"w"}


def test_a_leader_posts_for_a_team_and_his_photos_follow() -> None:
    chat = Dialogue("""
        09:00 罗青: 代3组发：云台县宏基塑料厂，在生产，造粒废气没有收集，涉嫌违法 #w
        09:00:30 罗青: [图] #a
        09:09 陶一帆: [图] #b
        09:09:10 陶一帆: 有信号了，补一张造粒机的 #c
    """)
    assert chat.only.team == 3
    assert set(chat.only.message_ids) == {"w", "a", "b", "c"}


def test_what_a_leader_remarks_is_no_visit() -> None:
    chat = Dialogue("""
        09:00 郝大川: 云台县宏基塑料厂，造粒废气没有收集，涉嫌违法 #w
        09:01 罗青: > w 典型，集气罩近景补一张，写案子要用
        09:02 温岚: 宏基这个要写细
        09:03 罗青: @所有人 下午重点查塑料厂，没有收集废气的一律取证
    """)
    assert set(chat.only.message_ids) == {"w"}


def test_an_inspector_on_loan_reports_for_the_team_he_rides_with() -> None:
    chat = Dialogue("""
        09:00 潘越: 今天我跟3组跑，平川县永固门窗厂，未发现问题 #w
        09:00:30 潘越: [图] #a
    """)
    assert chat.only.team == 3
    assert set(chat.only.message_ids) == {"w", "a"}


def test_a_lookback_put_right_is_clean_and_one_that_is_not_is_handed_over_again() -> None:
    chat = Dialogue("""
        09:00 郝大川: 回头看：云台县宏基塑料厂，上次交办的废气没收集，现集气罩已装好，整改到位
        10:00 郝大川: 回头看 平川县永固门窗厂 喷漆房还是没建 未整改到位
    """)
    assert [visit.outcome for visit in chat.visits] == [Outcome.CLEAN, Outcome.HANDOVER]
    assert all(visit.lookback for visit in chat.visits)


def test_a_visit_of_yesterday_reported_late_is_of_yesterday() -> None:
    chat = Dialogue("09:00 郝大川: 补报昨天下午一家：云台县宏基塑料厂，未发现问题")
    assert (DAY - chat.only.day).days == 1


def test_a_first_shout_and_the_full_report_of_the_same_place_are_one_visit() -> None:
    chat = Dialogue("""
        09:00 郝大川: 紧急！云台这个宏基化工后墙有根暗管正在往河里排水 快来人 #w
        09:00:30 郝大川: [视频] #a
        09:08 金小满: 10月21日9时，第1小组检查青石市宏基化工有限公司（云台县），
        | 发现厂区北墙外一根暗管排放废水，涉嫌逃避监管排放水污染物，请通知属地采样。 #x
        09:09 金小满: [图] #b
    """)
    assert chat.only.place == "青石市宏基化工有限公司"
    assert chat.only.urgent
    assert set(chat.only.message_ids) == {"w", "a", "x", "b"}


def test_a_place_shut_in_the_morning_and_open_in_the_afternoon_is_two_visits() -> None:
    chat = Dialogue("""
        09:00 郝大川: 云台县宏基塑料厂 大门上锁 没人 进不去
        10:10 郝大川: 云台县宏基塑料厂 又来了 开着 危废间没贴标签 当场贴上 立行立改
    """)
    assert [visit.outcome for visit in chat.visits] == [Outcome.CLOSED, Outcome.CORRECTED]


def test_a_meal_a_view_and_a_wrong_photo_are_no_evidence() -> None:
    chat = Dialogue("""
        09:00 郝大川: 云台县宏基塑料厂，未发现问题 #w
        09:00:20 郝大川: [图] #a
        09:04 金小满: [图] #b
        09:04:06 金小满: 发错了
        11:58 郝大川: [图] #c
        11:58:05 郝大川: 这家的羊肉泡真香
        12:06 郝大川: 云台县长信木业有限公司，未发现问题 #x
    """)
    assert chat.ids("宏基") == {"w", "a"}
    assert chat.ids("长信") == {"x"}


def test_forwarded_notices_summaries_plans_and_greetings_are_nothing() -> None:
    chat = Dialogue("""
        09:00 温岚: 【转发】青石市气象台：今日重度污染，工业企业停限产，宏基化工有限公司等停产
        09:01 郝大川: 收到
        09:02 郝大川: 1组出发，去云台县宏基塑料厂
        09:03 温岚: 目前统计：1组3家，2组2家，3组4家，请核对
        09:04 潘越: 昨天那个塑料厂今天开门了没？
        09:05 郝大川: 早上好各位
        09:06 潘越: 典型案例初稿：云台县宏基塑料厂造粒废气未收集，涉嫌违法，请修改
        09:07 郝大川: 【小组】×组【点位】××公司【问题】××× 按这个模板报
    """)
    assert chat.visits == []


def test_a_photo_nobody_speaks_of_waits_and_makes_no_visit() -> None:
    chat = Dialogue("09:00 郝大川: [图] #a")
    assert chat.visits == []
    assert list(chat.past.waiting) == ["a"]


def test_a_late_addition_joins_the_visit_it_names() -> None:
    chat = Dialogue("""
        09:00 郝大川: 云台县宏基塑料厂，造粒废气没有收集，涉嫌违法 #w
        09:30 郝大川: 平川县永固门窗厂，未发现问题 #x
        09:50 金小满: 补充：宏基那边环评手续也没有 #c
    """)
    assert chat.ids("宏基") == {"w", "c"}
    assert chat.of("宏基").categories >= {"facility", "permit"}


def test_a_private_report_takes_the_private_photo_and_not_the_one_in_the_room() -> None:
    chat = Dialogue("""
        09:00 郝大川(私): 云台县宏基塑料厂，未发现问题 #w
        09:00:20 郝大川(私): [图] #a
        09:00:30 郝大川: [图] #b
    """)
    assert chat.ids("宏基") == {"w", "a"}


def test_a_problem_without_a_place_belongs_to_the_visit_just_before() -> None:
    chat = Dialogue("""
        09:00 郝大川: 紧急！云台县宏基化工有限公司，后墙有暗管正在排水！ #w
        09:03 金小满: [图] #a
        09:03:10 金小满: 雨水口的水发黑有泡沫 #c
    """)
    assert chat.ids("宏基") == {"w", "a", "c"}


def test_a_face_after_ones_own_picture_says_nothing_of_it() -> None:
    chat = Dialogue("""
        09:00 郝大川: [图] #a
        郝大川: [强]
        09:03 郝大川: 云台县宏基塑料厂，造粒机没有集气罩，涉嫌违法 #w
    """)
    assert chat.ids("宏基") == {"a", "w"}

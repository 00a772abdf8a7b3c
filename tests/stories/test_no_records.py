"""What looks like a record and is none: notices, press, templates, drafts, lists at night, yesterday's news."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cast import LOCALS, QINGSHI
from tests.dialogues import Dialogue
from tests.group_chat import group_chat


@pytest.mark.parametrize(
    "line",
    [
        "温岚: 【转发】青石市气象台：今夜有重污染，宏基塑料厂等42家企业停产限产",
        "潘越: 转：青石晚报记者昨日在云台县看到，一家塑料厂废气未经收集直接排放，涉嫌违法",
        "温岚: 【典型案例曝光】临江市某化工有限公司私设暗管偷排废水，被立案查处",
        "潘越: 据新华社消息，外省一化工厂爆炸，致3人受伤",
        "温岚: 模板：【小组】X组【点位】XX公司【问题】××××【处理】交办，各组照此格式",
        "罗青: 例：1组-云台县-某某塑料厂-工业-除尘没开-涉嫌违法",
        "潘越: 初稿，先别当真：云台县宏基塑料厂造粒废气未收集，涉嫌违法",
        "郝大川: 今天1组一共8家：宏基塑料厂、长信木业、福来加油站、好邻居饭店、新光工地、老街澡堂、盛达铜材、永固门窗",
        "温岚: 截至18点汇总：1组8家，2组7家，3组9家；涉嫌违法2家（宏基塑料厂、永固门窗厂），请核对",
        "郝大川: 昨天查的那家宏基塑料厂，布袋换了没有？",
        "潘越: 昨天那个塑料厂后来怎么处理的",
        "罗青: 2组下午去看看西岭区盛达铜材厂，群众反映冒黑烟",
        "郝大川: 1组出发，下一家去云台县宏基塑料厂",
        "郝大川: 快到宏基塑料厂了，路上堵",
        "潘越: 宏基塑料厂在哪个县？",
        "薛宁: 请问各位，塑料造粒没有集气罩，算涉嫌违法还是交办？",
        "潘越: 谁有盛达铜材厂的环评批复，发我一份",
        "郝大川: 收到，宏基塑料厂的材料今晚补",
        "温岚: 宏基塑料厂的交办单还没收到，请1组抓紧",
        "罗青: 大家要注意塑料厂这一类，没有集气罩的一律按涉嫌违法取证",
        "金小满: 我家楼下新开的加油站排队排到马路上",
        "潘越: 中午在好邻居饭店吃，味道不错",
        "薛宁: 明天计划：上午盛达铜材厂，下午金辉塑料厂",
        "罗青: 宏基塑料厂这个案子办得好，集气罩、台账都查到了，值得学习",
        "温岚: 通知：明天下午3点在云台县宏基大酒店开碰头会",
        "郝大川: 膝盖都蹲坏了",
    ],
)
def test_it_is_no_visit(line: str) -> None:
    assert Dialogue(f"17:00 {line}").visits == []


def test_the_list_at_night_counts_nothing_again() -> None:
    chat = Dialogue("""
        09:00 郝大川: 云台县宏基塑料厂，造粒废气没收集，涉嫌违法 #w
        10:00 郝大川: 云台县福来加油站，正常，未发现问题 #x
        17:50 郝大川: 今日小结：1.云台县宏基塑料厂，涉嫌违法；2.云台县福来加油站，未发现问题。合计2家
    """)
    assert chat.ids("宏基") == {"w"}
    assert chat.ids("福来") == {"x"}


def test_the_dispatch_of_others_repeats_no_visit() -> None:
    chat = Dialogue("""
        09:00 郝大川: 云台县宏基塑料厂，造粒废气没收集，涉嫌违法 #w
        09:05 温岚: 【急】1组在云台县宏基塑料厂发现造粒废气没收集，涉嫌违法，正在固定证据
        09:06 罗青: 宏基这个写个快报
    """)
    assert chat.ids("宏基") == {"w"}


def test_thanks_and_praise_after_a_report_add_nothing() -> None:
    chat = Dialogue("""
        09:00 罗青: 代2组发：西岭区盛达铜材厂，布袋破了，交办 #w
        09:05 潘越: 谢谢组长，手机刚开机
        09:06 薛宁: 组长费心了
    """)
    assert chat.ids("盛达") == {"w"}


def test_a_photo_of_the_sunrise_waits_for_nothing() -> None:
    chat = Dialogue("""
        07:40 金小满: [图] #a
        07:40:05 金小满: 看这日出，值了
        07:50 郝大川: 云台县宏基塑料厂，未发现问题 #w
    """)
    assert chat.ids("宏基") == {"w"}


def test_a_firm_spoken_of_in_the_news_is_not_the_one_being_checked() -> None:
    chat = Dialogue("""
        09:00 郝大川: 云台县宏基塑料厂，未发现问题 #w
        09:05 潘越: 【转】外省一家塑料厂夜间偷排被罚60万
        09:06 金小满: [图] #a
    """)
    assert chat.ids("宏基") == {"w", "a"}
    assert not chat.only.urgent


def test_strangers_and_the_local_bureau_s_photos_of_what_was_put_right_are_nobody_s_check(tmp_path: Path) -> None:
    with group_chat(tmp_path, start="09:00") as chat:
        words = chat.says("郝大川", "云台县宏基塑料厂，造粒废气没收集，涉嫌违法")
        photo = chat.shows("金小满")
        chat.at("09:10")
        chat.says("云台分局小吴", "宏基塑料厂集气罩已装好，请领导看照片", room=QINGSHI)
        chat.shows("云台分局小吴", room=QINGSHI)
        chat.says("宏基张总", "云台县宏基塑料厂，已全部整改到位", room=QINGSHI)
        chat.shows("宏基张总", room=QINGSHI)
        chat.says("云台分局小吴", "云台县宏基塑料厂，整改到位", room=LOCALS)
        chat.at("09:30")
        (visit,) = chat.visits
        assert set(visit.message_ids) == {words, photo}


def test_what_was_said_to_the_bot_does_not_wait_as_the_beginning_of_a_visit(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.at("10:31")
        chat.asks("潘越", "我缺啥材料")
        chat.at("10:32")
        chat.says("潘越", "油烟净化器不开咋定性")
        assert chat.visits == []
        chat.at("10:40")
        chat.says("潘越", "西岭区 聚源洗煤厂")
        chat.says("潘越", "煤堆没盖 交办")
        assert [visit.place for visit in chat.visits] == ["聚源洗煤厂"]

"""Text -> fields: one line or form each, of made-up firms and places."""

from __future__ import annotations

import time
from datetime import date

import pytest

from domain.gazetteers import find_county, gazetteer
from domain.reading.manners import Manner
from domain.readings import Reading, read
from domain.visits import Outcome
from tests.cast import GROUPS
from tests.dialogues import LEXICON

DAY = date(2020, 10, 21)
GROUP = GROUPS[0]


def readings(text: str) -> tuple[Reading, ...]:
    return read(text, GROUP, LEXICON, DAY)


def one(text: str) -> Reading:
    (reading,) = readings(text)
    return reading


@pytest.mark.parametrize(
    ("text", "place", "county"),
    [
        ("【点位】青石市宏基化工有限公司\n【区县】云台县\n【问题】无", "青石市宏基化工有限公司", "云台县"),
        ("1.单位:宏基塑料厂\n2.地址:平川县北关\n3.问题:没盖", "宏基塑料厂", "平川县"),
        ("1组|云台县|宏基塑料厂|工业|未发现问题", "宏基塑料厂", "云台县"),
        ("下午头一个是云台县的宏基塑料厂，正常，无问题", "宏基塑料厂", "云台县"),
        ("宏基塑料厂在云台县白庙乡，正常，无问题", "宏基塑料厂", "云台县"),
        ("云台县青石市宏基化工有限公司，正常，无问题", "青石市宏基化工有限公司", "云台县"),
        ("东泉区建业路上的兴隆家园三期工地，裸土没盖，交办", "兴隆家园三期工地", "东泉区"),
        ("东泉区第二医院斜对面那家惠泉浴池，烧散煤，交办", "惠泉浴池", "东泉区"),
        ("1组/东泉/福满楼饭店/餐饮/正常，未发现问题", "福满楼饭店", "东泉区"),
        ("#1组##云台##宏基化工# 废气没收集 涉嫌违法", "宏基化工", "云台县"),
        ("俺们在云台这个宏基塑料厂 造粒的没集气罩 交办吧", "宏基塑料厂", "云台县"),
        ("云台县宏基化工有限公司，正常，无问题", "云台县宏基化工有限公司", "云台县"),
        ("东泉区宏基化工有限公司，正常，无问题", "宏基化工有限公司", "东泉区"),
        ("10月21日9时，第1小组对位于平川县工业园的宏基塑料厂进行检查，未发现环境问题。", "宏基塑料厂", "平川县"),
        ("平川县柳河镇上 惠泉浴池 烧散煤 交办", "惠泉浴池", "平川县"),
        ("平川县柳河镇王庄村东头无名洗砂点，泥水排到河里，涉嫌违法", "柳河镇王庄村东头无名洗砂点", "平川县"),
        ("东泉区长宁路北段，积尘严重，未见洒水，交办", "长宁路北段", "东泉区"),
        ("G108平川段（平川县），渣土车没盖篷布，交办", "G108平川段", "平川县"),
        ("城东安置房工地（西岭区），裸土没盖，交办", "城东安置房工地", "西岭区"),
        ("青石市宏基化工有限公司，正常，无问题", "青石市宏基化工有限公司", None),
    ],
)
def test_the_place_and_the_county_are_found_in_any_shape(text: str, place: str, county: str | None) -> None:
    assert (one(text).place, one(text).county) == (place, county)


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("云台县宏基塑料厂，设施运行正常，台账齐全，未发现问题", Outcome.CLEAN),
        ("云台县宏基塑料厂，停产，查看了车间，未发现问题", Outcome.CLEAN),
        ("云台县宏基塑料厂，危废桶没贴标签，当场贴上，立行立改", Outcome.CORRECTED),
        ("云台县宏基塑料厂，集气罩破损，需持续整改，交办", Outcome.HANDOVER),
        ("云台县宏基塑料厂，布袋没装，涉嫌违法，移交属地", Outcome.VIOLATION),
        ("云台县宏基塑料厂，大门上锁，叫不开，没进去", Outcome.CLOSED),
        ("云台县宏基塑料厂，大门没锁，敲了半天没人应，没看成", Outcome.CLOSED),
        ("云台县宏基塑料厂，锁着门不让进，还推搡我们", Outcome.VIOLATION),
        ("云台县宏基塑料厂，没有发现偷排、直排现象，未发现问题", Outcome.CLEAN),
        ("回头看，云台县宏基塑料厂，上次交办的料堆没盖，已全部苫盖，整改到位", Outcome.CLEAN),
        ("回头看，云台县宏基塑料厂，集气罩还是没装，整改未到位", Outcome.HANDOVER),
    ],
)
def test_the_outcome_is_the_most_serious_thing_found(text: str, outcome: Outcome) -> None:
    assert one(text).outcome is outcome


@pytest.mark.parametrize(
    ("text", "categories", "problems"),
    [
        ("平川县宏图项目工地，裸土没盖，雾炮没开，围挡缺20米，交办", {"dust"}, 3),
        ("平川县宏图项目工地，裸土没盖，2台挖机没有号牌，交办", {"dust", "mobile"}, 2),
        ("平川县宏基塑料厂，集气罩破损，粉尘弥漫，无组织排放，交办", {"facility"}, 1),
        ("平川县宏基塑料厂，①活性炭箱是空的；②危废台账没记；③涉嫌违法", {"facility", "ledger"}, 2),
        ("平川县宏基塑料厂，无环评手续，喷漆在院里敞开干，涉嫌违法", {"permit", "facility"}, 2),
        ("平川县王老五面馆，后厨烧蜂窝煤，当场清走，立行立改", {"coal"}, 1),
        ("平川县王庄村村口，烧玉米秸秆，过火1亩，已扑灭，交办", {"burning"}, 1),
        ("平川县宏基印染厂，有根暗管通到河沟，正排黑水，涉嫌违法", {"water"}, 1),
        ("平川县宏基化工厂，污水站曝气停了，涉嫌违法", {"water", "facility"}, 1),
        ("平川县宏基化工厂，在线标气过期，运维记录没填，交办", {"ledger"}, 2),
        ("平川县路边黑加油点，改装面包车给货车加油，涉嫌违法", {"fuel"}, 1),
        ("平川县宏基水泥厂，橙色预警期间应停的2号窑仍在生产，涉嫌违法", {"emergency_control"}, 1),
        ("平川县城南磨坊，12369投诉的粉尘件，属实，磨机没装除尘，交办", {"complaint", "facility"}, 1),
        ("平川县宏基塑料厂，设施正常，未发现问题", set(), 0),
        ("平川县宏基化工厂，危废库门未上锁", {"waste"}, 1),
        ("平川县宏基化工厂，危废间不锁门", {"waste"}, 1),
        ("平川县宏基化工厂，厂门没锁，随便进，原料堆场没苫盖", {"dust"}, 1),
        ("平川县宏基化工厂，配电柜没上锁，活性炭没换", {"facility", "ledger"}, 2),
        ("平川县宏基化工厂，油罐阀门没上锁", {"fuel"}, 1),
        ("平川县宏基化工厂，站房没锁门", {"ledger"}, 1),
    ],
)
def test_problems_are_counted_once_and_filed_by_what_they_are_about(
    text: str, categories: set[str], problems: int
) -> None:
    assert (set(one(text).categories), one(text).problems) == (categories, problems)


@pytest.mark.parametrize(
    ("text", "industrial"),
    [
        ("平川县宏基搅拌站，正常，无问题", True),
        ("平川县宏基砖厂，正常，无问题", True),
        ("平川县宏基热力公司，正常，无问题", True),
        ("平川县宏基物流园，非工业，正常，无问题", False),
        ("平川县宏基汽修厂，正常，无问题", False),
        ("平川县宏基养殖场，正常，无问题", False),
        ("平川县宏基砂场，正常，无问题", False),
        ("平川县宏基加油站，正常，无问题", False),
        ("平川县宏基二期工地，正常，无问题", False),
    ],
)
def test_industry_is_told_from_everything_else(text: str, industrial: bool) -> None:
    assert one(text).industrial is industrial


def test_what_cannot_wait_is_urgent_and_what_was_not_found_is_not() -> None:
    assert one("云台县宏基化工，后墙暗管正往河里排水，涉嫌违法").urgent
    assert one("云台县宏基化工，老板带人围堵，抢记录仪").urgent
    assert not one("云台县宏基化工，未发现偷排、暗管，未发现问题").urgent
    assert not one("云台县宏基化工，集气罩破损，交办").urgent


def test_a_list_gives_one_reading_a_place_with_its_number() -> None:
    found = readings(
        "2组在平川县看了三家：1、宏基塑料厂，正常，无问题；2、长信木业，没装除尘，交办；3、福来加油站，正常"
    )
    assert [(r.number, r.place, r.county, r.team) for r in found] == [
        (1, "宏基塑料厂", "平川县", 2),
        (2, "长信木业", "平川县", 2),
        (3, "福来加油站", "平川县", 2),
    ]


def test_numbered_problems_of_one_place_are_no_list_of_places() -> None:
    assert one("云台县宏基塑料厂：1、厂区料堆没盖；2、锅炉房台账没记；3、车间门开着。交办").problems >= 2


def test_the_team_and_the_day_are_those_that_the_words_name() -> None:
    assert one("代3组发：云台县宏基塑料厂，未发现问题").team == 3
    assert one("今天我跟2组跑，云台县宏基塑料厂，未发现问题").team == 2
    assert one("云台县宏基塑料厂，未发现问题").team is None
    assert one("补报昨天：云台县宏基塑料厂，未发现问题").day == date(2020, 10, 20)
    assert one("补报19日一家：云台县宏基塑料厂，未发现问题").day == date(2020, 10, 19)
    assert one("补报：2月31日云台县宏基塑料厂，未发现问题").day is None


@pytest.mark.parametrize(
    ("text", "manner"),
    [
        ("更正：不是云台，是平川县", Manner.CORRECTION),
        ("补充：危废台账也没有", Manner.ADDITION),
        ("上图为集气罩破损处", Manner.CAPTION),
        ("平川", Manner.ANSWER),
        ("羊肉汤真香", Manner.OFF_TOPIC),
        ("发错了", Manner.OFF_TOPIC),
        ("收到", Manner.REMARK),
        ("【转发】云台县宏基化工有限公司涉嫌违法，通报如下", Manner.REMARK),
        ("昨天那个宏基塑料厂开门了没", Manner.REMARK),
        ("【点位】××公司【问题】××× 照这个模板报", Manner.REMARK),
        ("1组出发，去云台县宏基塑料厂", Manner.REMARK),
        ("", Manner.REMARK),
    ],
)
def test_words_that_report_no_place_are_told_apart(text: str, manner: Manner) -> None:
    assert one(text).manner is manner


def test_company_names_that_begin_with_the_city_give_no_county() -> None:
    places = gazetteer("平江市", ("平江县", "高新区", "城北新区"))
    assert find_county("平江宏基化工有限公司", places) is None
    assert find_county("平江县宏基化工有限公司", places) == "平江县"
    assert find_county("宏基化工（高新）", places) == "高新区"


@pytest.mark.parametrize(
    "piece", ["没", "（", "1、", "①", "涉嫌", "宏基公司", "在位于", "【点位】", "的" * 7, "0", "a:", "第一家"]
)
def test_no_text_makes_reading_slow(piece: str) -> None:
    start = time.process_time()
    readings(piece * 4000)
    readings("云台县" + piece * 4000)
    assert time.process_time() - start < 1.0


def test_only_the_first_four_thousand_characters_are_read() -> None:
    assert one("好" * 4000 + "云台县宏基塑料厂，涉嫌违法").manner is Manner.REMARK


@pytest.mark.parametrize(
    "text",
    [
        "宏基建材有限公司，喷漆房废气设施没有开，无组织排放。涉嫌违法，原料堆场未覆盖",
        "宏基建材有限公司，云台县，废气设施没开。厂区东侧料场未覆盖，涉嫌违法",
        "云台县宏基建材有限公司：1.原料堆场未覆盖；2.厂区北侧煤场未覆盖。涉嫌违法",
        "宏基砖厂，院内煤场没盖；后院渣场没盖；立行立改",
    ],
)
def test_a_part_of_the_premises_is_no_further_place(text: str) -> None:
    reading = one(text)
    assert "宏基" in reading.place and "dust" in reading.categories


def test_a_yard_named_by_itself_is_a_place() -> None:
    assert [reading.place for reading in readings("1.宏基砖厂，未发现问题\n2.兴隆煤场，未发现问题")] == [
        "宏基砖厂",
        "兴隆煤场",
    ]

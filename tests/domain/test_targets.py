"""Whom and which day a request names."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.rosters import Group, Roster
from domain.targets import targets_of
from storage.lexicons import load_lexicon
from tests.cast import GROUPS, ROSTER

LEXICON = load_lexicon()
TODAY = date(2020, 11, 7)
LONG_CITY = Group("shiliuhe", "驻石榴河市暗访核查组", "石榴河市", (), (), (1,))
WIDE = Roster("anfang-2020", (), (*GROUPS, LONG_CITY), (), ())


@pytest.mark.parametrize(
    ("said", "groups"),
    [
        ("青石几家", ("qingshi",)),
        ("青石组进度", ("qingshi",)),
        ("驻青石市暗访核查组进度", ("qingshi",)),
        ("白河、青石两个组的点位数", ("baihe", "qingshi")),
        ("qingshi 进度", ("qingshi",)),
        ("轻石组进度", ("qingshi",)),  # a homophone
        ("石榴河组几家", ("shiliuhe",)),
        ("报一下青石市今天的情况", ("qingshi",)),
        ("进度", ()),
        ("各小组点位数", ()),
    ],
)
def test_a_group_is_named_by_its_city_in_any_form(said: str, groups: tuple[str, ...]) -> None:
    targets = targets_of(said, WIDE, TODAY, LEXICON)
    assert (targets.groups, targets.unknown) == (groups, ())


@pytest.mark.parametrize("said", ["黑山组几家", "报一下黑山组进度", "青石、黑山组点位数"])
def test_a_city_that_has_no_group_is_named_as_unknown(said: str) -> None:
    assert targets_of(said, ROSTER, TODAY, LEXICON).unknown == ("黑山",)


@pytest.mark.parametrize(
    "said",
    [
        "各小组点位数",
        "哪个组最少",
        "没交齐的组发我",
        "我们组几家",
        "两个组",
        "每个小组",
        "全组",
        "本组",
        "专家组",
        "暗访核查组进度",
        "其他组",
        "几个组没报",
        "2组",
        "第三小组",
        "各驻市组",
    ],
)
def test_a_word_before_zu_that_is_no_city_names_nobody(said: str) -> None:
    assert targets_of(said, ROSTER, TODAY, LEXICON).unknown == ()


@pytest.mark.parametrize(
    ("said", "teams"),
    [
        ("2组几家", (2,)),
        ("第３小组今天查了多少", (3,)),
        ("二组、三组几家", (2, 3)),
        ("1、3组点位", (1, 3)),
        ("1-3组点位", (1, 2, 3)),
        ("十二组", (12,)),
        ("9点半了，1组几家", (1,)),
        ("两个组", ()),
        ("2个组", ()),
        ("指令 1020-1", ()),
        ("应到小组数", ()),
        ("不够8家的小组", ()),
    ],
)
def test_teams_are_named_by_number(said: str, teams: tuple[int, ...]) -> None:
    assert targets_of(said, ROSTER, TODAY, LEXICON).teams == teams


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("今天几家", date(2020, 11, 7)),
        ("昨天的日报", date(2020, 11, 6)),
        ("前天几家", date(2020, 11, 5)),
        ("生成10月20日日报", date(2020, 10, 20)),
        ("11.3日报", date(2020, 11, 3)),
        ("11/3的进度", date(2020, 11, 3)),
        ("2020年11月1号几家", date(2020, 11, 1)),
        ("2020-11-01 日报", date(2020, 11, 1)),
        ("3号的日报", date(2020, 11, 3)),
        ("1103日报", date(2020, 11, 3)),
        ("明天的日报", date(2020, 11, 8)),
        ("17点进度", None),
        ("17:00进度", None),
        ("够不够8.5家", None),
        ("指令 1107-1", None),
        ("几家了", None),
    ],
)
def test_a_day_is_named_in_words_or_figures(said: str, day: date | None) -> None:
    targets = targets_of(said, ROSTER, TODAY, LEXICON)
    assert (targets.day, targets.bad_day) == (day, "")


def test_a_december_day_named_in_january_is_last_year() -> None:
    assert targets_of("12月31日日报", ROSTER, date(2021, 1, 2), LEXICON).day == date(2020, 12, 31)


@pytest.mark.parametrize("said", ["2月31日日报", "13月1日日报", "10月0日日报"])
def test_a_day_that_no_calendar_has_is_named_as_such(said: str) -> None:
    targets = targets_of(said, ROSTER, TODAY, LEXICON)
    assert targets.day is None and targets.bad_day in said


@pytest.mark.parametrize("said", ["全体", "所有组进度", "全省进度", "两个组点位数", "各组情况"])
def test_all_groups_are_meant_by_many_words(said: str) -> None:
    assert targets_of(said, ROSTER, TODAY, LEXICON).everyone


def test_a_megabyte_of_digits_costs_nothing() -> None:
    assert targets_of("1" * 1_000_000 + "组", ROSTER, TODAY, LEXICON).teams == ()


@pytest.mark.parametrize(
    ("said", "unknown"),
    [
        ("打包 大同", ("大同",)),
        ("大同未签字", ("大同",)),
        ("发送邮件 大同市", ("大同",)),
        ("青石 大同 进度", ("大同",)),
        ("驻大同组进度", ("大同",)),
        ("大同机械厂的典型案例", ()),
        ("典型案例 黄山路2号", ()),
        ("打包 青石", ()),
        ("今天各组进度", ()),
    ],
)
def test_a_city_that_is_not_on_the_roster_is_not_everybody(said: str, unknown: tuple[str, ...]) -> None:
    assert targets_of(said, ROSTER, TODAY, LEXICON).unknown == unknown


def test_a_county_that_is_called_like_a_city_is_none() -> None:
    group = replace(ROSTER.groups[0], counties=("大同县",))
    roster = replace(ROSTER, groups=(group, *ROSTER.groups[1:]))
    assert targets_of("大同 进度", roster, TODAY, LEXICON).unknown == ()

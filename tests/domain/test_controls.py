"""Control periods: how they are announced, which holds when, and which visits were made inside one."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import campaigns
from domain.calendars import SHANGHAI
from domain.campaigns import parse_profile
from domain.control_orders import BadControl, ControlFault, ControlOrder, control_order_of
from domain.controls import ControlPeriod, control_of, controls_of, fill_in, holding, in_force
from domain.profile_tables import ProfileError
from domain.tallies import tally_of
from storage.lexicons import load_lexicon
from tests.cast import ROSTER
from tests.visit_book import DAY, a_visit, campaign, clock

LEXICON = load_lexicon()
RULE = campaign().control
NOW = datetime(2020, 11, 20, 10, 30, tzinfo=SHANGHAI)


def at(day: int, hour: int = 0, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2020, month, day, tzinfo=SHANGHAI) + timedelta(hours=hour, minutes=minute)


def ordered(text: str) -> ControlOrder | BadControl:
    return control_order_of(text, ROSTER, RULE, NOW, LEXICON)


@pytest.mark.parametrize(
    ("said", "level", "start", "end"),
    [
        ("预警启动 青石 橙色 11月20日12时至23日24时", "orange", at(20, 12), at(24)),
        ("预警启动：青石市，橙色，11月20日12:00～11月23日24:00", "orange", at(20, 12), at(24)),
        ("管控 青石 黄色 今天18时起", "yellow", at(20, 18), None),
        ("管控 青石 Ⅱ级 明天8点半至后天晚上8点", "orange", at(21, 8, 30), at(22, 20)),
        ("启动青石重污染天气红色预警，即日起至11月25日", "red", at(20, 10, 30), at(26)),
        ("预警启动 青石 Ⅲ级", "yellow", at(20, 10, 30), None),
        ("预警启动 青石 蓝色 20日12时-22日12时", "blue", at(20, 12), at(22, 12)),
        ("预警启动 青石 蓝色 11.20 12:00到11.22 12:00", "blue", at(20, 12), at(22, 12)),
        ("预警启动 青石 蓝色 26日8时至2日8时", "blue", at(26, 8), at(2, 8, month=12)),
        ("管控 青石 黄色 昨天18时至今天12时", "yellow", at(19, 18), at(20, 12)),
    ],
)
def test_a_period_is_understood_however_its_times_are_written(
    said: str, level: str, start: datetime, end: datetime | None
) -> None:
    assert ordered(said) == ControlOrder(("qingshi",), level, start, end)


def test_cities_are_named_singly_together_or_all_at_once() -> None:
    for said, groups in {
        "管控 青石、白河 黄色": ("qingshi", "baihe"),
        "管控 白河市 黄色": ("baihe",),
        "管控 全省 黄色": ("qingshi", "baihe"),
    }.items():
        found = ordered(said)
        assert isinstance(found, ControlOrder) and found.groups == groups


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ("预警启动 橙色 今天12时起", ControlFault.NO_CITY),
        ("预警启动 云中组 橙色", ControlFault.UNKNOWN_CITY),
        ("预警启动 青石 今天12时起", ControlFault.NO_LEVEL),
        ("预警启动 青石 橙色 11月31日12时起", ControlFault.NO_SUCH_TIME),
        ("预警启动 青石 橙色 11月20日25时起", ControlFault.NO_SUCH_TIME),
        ("预警启动 青石 橙色 11月22日12时至11月20日12时", ControlFault.END_FIRST),
        ("预警启动 青石 橙色 11月20日12时至12月20日12时", ControlFault.TOO_LONG),
        ("预警启动 青石 橙色 12月20日12时至12月22日12时", ControlFault.TOO_FAR),
        ("预警启动 青石 橙色 9月1日12时至9月3日12时", ControlFault.TOO_FAR),
    ],
)
def test_a_wrong_announcement_is_told_what_is_wrong(said: str, fault: ControlFault) -> None:
    found = ordered(said)
    assert isinstance(found, BadControl) and found.fault is fault


def test_of_two_the_one_announced_last_holds_and_the_other_again_when_it_is_over() -> None:
    yellow = ControlPeriod(1, "青石市", "yellow", at(18), at(25))
    orange = ControlPeriod(2, "青石市", "orange", at(20, 12), at(22))
    both = [yellow, orange]
    levels = [p.level if (p := holding(both, "青石市", at(day, 13))) else "" for day in range(17, 27)]
    assert levels == ["", "yellow", "yellow", "orange", "orange", "yellow", "yellow", "yellow", "", ""]
    assert in_force(both, ["青石市", "白河市"], at(19)) == [yellow, orange]
    ended = [replace(p, ended_at=at(21)) for p in both]
    assert holding(ended, "青石市", at(21)) is None and in_force(ended, ["青石市"], at(21)) == []
    assert control_of(a_visit(day=date(2020, 11, 21), at="09:00"), "青石市", ended) is None


def test_one_that_was_ended_before_it_began_never_holds() -> None:
    never = ControlPeriod(1, "青石市", "yellow", at(23), at(25), ended_at=at(20))
    assert not any(never.covers(at(day)) for day in range(18, 27))
    assert in_force([never], ["青石市"], at(21)) == []
    assert not never.touches(at(23), at(24))


def test_a_visit_told_a_day_later_is_judged_by_the_day_it_was_made_on() -> None:
    period = ControlPeriod(1, "青石市", "yellow", clock("18:00"), clock("23:00"))
    late = a_visit(reported_at=clock("09:00", DAY + timedelta(days=1)), day=DAY)
    assert control_of(late, "青石市", [period]) == period
    assert control_of(a_visit(at="17:59"), "青石市", [period]) is None
    assert control_of(a_visit(at="18:00"), "青石市", [period]) == period
    assert controls_of([replace(a_visit(at="18:00"), number=4)], ROSTER, [period]) == {4: "yellow"}
    other = replace(a_visit(at="18:00", group="baihe"), number=5)
    assert controls_of([other], ROSTER, [period]) == {}


moments = st.integers(0, 200).map(lambda hours: clock("00:00") + timedelta(hours=hours))
periods = st.lists(
    st.tuples(moments, st.none() | moments, st.none() | moments).map(
        lambda p: ControlPeriod(0, "青石市", "yellow", *p)
    ),
    max_size=6,
).map(lambda found: [replace(period, number=number) for number, period in enumerate(found, 1)])


@given(found=periods, now=moments)
def test_what_is_in_force_covers_now_or_lies_ahead_and_nothing_that_covers_now_is_left_out(
    found: list[ControlPeriod], now: datetime
) -> None:
    listed = in_force(found, ["青石市"], now)
    assert all(period.covers(now) or period.start > now for period in listed)
    assert any(period.covers(now) for period in found) == any(period.covers(now) for period in listed)


@given(found=periods, hours=st.lists(st.integers(0, 23), max_size=8))
def test_the_tally_counts_each_controlled_visit_once(found: list[ControlPeriod], hours: list[int]) -> None:
    visits = [replace(a_visit(at=f"{hour:02}:00", findings=2), number=n) for n, hour in enumerate(hours, 1)]
    inside = controls_of(visits, ROSTER, found)
    own = tally_of(visits, ROSTER, DAY, clock("23:00"), found).of("qingshi")
    assert own is not None
    assert (own.controlled, own.controlled_findings) == (len(inside), 2 * len(inside))


def test_a_template_takes_values_in_and_reads_none_of_them_again() -> None:
    assert fill_in("〔级别〕自〔起〕至〔止〕", RULE, "red", "〔止〕", "24时") == "红色自〔止〕至24时"


def test_a_profile_whose_template_asks_for_something_else_is_refused() -> None:
    table = {"levels": [{"key": "a", "name": "甲", "words": ["甲"], "text": "〔城市〕"}]}
    with pytest.raises(ProfileError, match="〔城市〕"):
        parse_profile({**_profile(), "control": {**_profile()["control"], **table}})


def _profile() -> dict[str, Any]:
    return tomllib.loads((Path(campaigns.__file__).parent / "profiles" / "anfang-2020.toml").read_text("utf-8"))

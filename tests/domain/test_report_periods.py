"""Which days a request for a report is about."""

from __future__ import annotations

from datetime import date

import pytest

from domain.commands import plain_request
from domain.report_periods import BadPeriod, Period, period_in, period_on
from domain.round_advices import advice_in
from tests.cast import ROUNDS

TODAY = date(2020, 11, 25)
SECOND = Period(date(2020, 11, 6), date(2020, 11, 23), 2)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("阶段性报告 11月6日至11月20日", Period(date(2020, 11, 6), date(2020, 11, 20))),
        ("11月6日到20日的阶段性报告", Period(date(2020, 11, 6), date(2020, 11, 20))),
        ("阶段性报告 11.6-11.20", Period(date(2020, 11, 6), date(2020, 11, 20))),
        ("阶段性报告 2020年11月6日—2020年11月20日", Period(date(2020, 11, 6), date(2020, 11, 20))),
        ("阶段报告 ２０２０/11/6至11/20", Period(date(2020, 11, 6), date(2020, 11, 20))),
        ("阶段性报告 12月20日至1月5日", Period(date(2019, 12, 20), date(2020, 1, 5))),
        ("阶段性报告 10月20日至10月18日", BadPeriod("10月20日至10月18日")),
        ("阶段性报告 10月20日至9月18日", BadPeriod("10月20日至9月18日")),
        ("第2轮阶段性报告", SECOND),
        ("第二轮核查报告 青石", SECOND),
        ("核查报告", None),
        ("阶段性报告 11月31日至12月2日", BadPeriod("11月31日至12月2日")),
        ("阶段性报告 2020年11月20日至2020年11月6日", BadPeriod("2020年11月20日至2020年11月6日")),
        ("第7轮核查报告", BadPeriod("第7轮")),
        ("第4轮核查报告", BadPeriod("第4轮")),  # not begun
    ],
)
def test_days_and_rounds_are_read_as_they_are_written(said: str, meant: object) -> None:
    assert period_in(plain_request(said), ROUNDS, TODAY) == meant


def test_without_a_round_the_one_that_goes_on_is_meant_or_the_last() -> None:
    assert period_on(date(2020, 11, 10), ROUNDS) == SECOND
    assert period_on(date(2020, 10, 1), ROUNDS) is None
    after = period_on(date(2021, 3, 1), ROUNDS)
    assert after is not None and after.round == 4


@pytest.mark.parametrize(
    ("said", "round_", "text"),
    [
        ("工作建议 第2轮：一是加大巡查。", 2, "一是加大巡查。"),
        ("第二轮工作建议：加大巡查\n二是抽查", 2, "加大巡查\n二是抽查"),
        ("工作建议：第一轮查过的要再查", None, "第一轮查过的要再查"),
        ("工作建议 加大巡查", None, "加大巡查"),
        ("工作建议", None, ""),
    ],
)
def test_the_advice_is_kept_as_it_was_typed(said: str, round_: int | None, text: str) -> None:
    assert advice_in(said) == (round_, text)


@pytest.mark.parametrize(
    "said", ["工作建议 第2轮", "工作建议 第2轮：", "工作建议：先不写", "工作建议 第2轮：不用写了", "工作建议：无"]
)
def test_a_round_alone_or_nothing_to_write_is_no_advice_that_could_replace_one(said: str) -> None:
    assert advice_in(said)[1] == ""


def test_advice_that_begins_with_a_no_is_advice() -> None:
    assert advice_in("工作建议 第2轮：不得放松夜查") == (2, "不得放松夜查")

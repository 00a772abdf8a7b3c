"""Papers of a day or a period: who may have which, and what is asked of the worker."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from domain.messages import Kind
from domain.visits import Outcome
from tests.cast import COMMAND, QINGSHI
from tests.handlers.front_desk import FrontDesk
from tests.handlers.test_typical_cases import asked
from tests.visit_book import a_visit

DAY = date(2020, 11, 25)  # the second day of the third round


def desk() -> FrontDesk:
    front = FrontDesk()
    front.at("10:00", DAY)
    front.visit(a_visit("宏图砖厂", "09:00", day=DAY, outcome=Outcome.VIOLATION, findings=1))
    return front


def count(front: FrontDesk) -> dict[str, Any]:
    (paper,) = asked(front)
    return {**paper["count"], **{key: paper[key] for key in ("room", "template", "title", "file_name", "day")}}


def test_a_leader_gets_the_report_of_his_groups_round() -> None:
    front = desk()
    front.asks("罗青", "第2轮核查报告")
    found = count(front)
    assert (found["groups"], found["first"], found["last"]) == (["qingshi"], "2020-11-06", "2020-11-23")
    assert (found["round"], found["advice"], found["signed"]) == (2, "", "")
    assert (found["title"], found["file_name"]) == ("第2轮核查报告 青石组", "核查报告-青石-第2轮.docx")
    front.asks("罗青", "核查报告")
    assert (count(front)["round"], QINGSHI) == (3, QINGSHI)


def test_a_round_report_has_the_leaders_advice_and_says_who_signed() -> None:
    front = desk()
    front.asks("罗青", "工作建议 第2轮：加大夜查。")
    assert front.answer().text == "第2轮工作建议已记下，写进核查报告：加大夜查。"
    said = front.asks("罗青", "工作建议 第2轮：一是夜查；\n二是抽查。")
    assert front.answer().text.startswith("第2轮工作建议已更新")
    front.asks("罗青", "签字 第2轮报告")
    front.heard()
    front.asks("齐正", "第2轮核查报告 青石")
    found = count(front)
    assert found["advice"] == "一是夜查；\n二是抽查。" and found["signed"] == "罗青 11月25日10:00"
    front.says("罗青", "撤回了一条消息", kind=Kind.RECALL, target=said)
    front.heard()
    front.asks("齐正", "第2轮核查报告 青石")
    assert count(front)["advice"] == "加大夜查。", "what was taken back is said no more"


def test_only_a_leader_advises_and_only_on_a_round_that_has_begun() -> None:
    front = desk()
    for said in ("工作建议 第4轮：加大夜查", "工作建议"):
        front.asks("罗青", said)
        assert front.answer().text == "工作建议由组长写，例：工作建议 第2轮：建议……"
    front.asks("温岚", "工作建议：加大夜查")
    assert front.answer().text == "这件事由组长办理。"
    with front.work() as work:
        assert [work.round_advices.of_round(n, "qingshi") for n in range(5)] == [None] * 5


def test_a_round_report_is_of_one_group() -> None:
    front = desk()
    front.asks("齐正", "第2轮核查报告")
    assert front.answer().text.startswith("核查报告一组一份")
    front.asks("齐正", "第2轮核查报告", room=QINGSHI)
    assert count(front)["groups"] == ["qingshi"]


def test_a_period_ends_today_at_the_latest() -> None:
    front = desk()
    front.asks("齐正", "第3轮阶段性报告")
    found = count(front)
    assert (found["first"], found["last"], found["round"]) == ("2020-11-24", "2020-11-25", 3)
    front.asks("齐正", "专题报告")
    assert (count(front)["first"], COMMAND) == ("2020-10-19", COMMAND)
    front.asks("齐正", "阶段性报告")
    assert front.answer().text.startswith("请写起止日期或轮次")


def test_a_daily_report_is_of_the_day_named() -> None:
    front = desk()
    front.asks("郝大川", "日报 Word")
    found = count(front)
    assert (found["template"], found["groups"], found["day"]) == ("daily_report", ["qingshi"], "2020-11-25")
    front.asks("齐正", "11月24日日报Word")
    found = count(front)
    assert (found["groups"], found["day"]) == (["qingshi", "baihe"], str(DAY - timedelta(days=1)))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("罗青", "通报草稿"),
        ("罗青", "专题报告"),
        ("郝大川", "第2轮核查报告"),
        ("郝大川", "阶段性报告 11月6日至11月20日"),
        ("罗青", "第2轮核查报告 白河"),
        ("罗青", "阶段性报告 11月6日至11月20日 白河组"),
        ("葛教授", "日报 Word"),
    ],
)
def test_what_is_not_ones_own_is_not_made(name: str, said: str) -> None:
    front = desk()
    front.asks(name, said)
    assert asked(front) == []


@pytest.mark.parametrize("said", ["通报草稿", "通报", "11月24日通报", "评比通报", "出一份通报"])
def test_dispatchers_ask_for_the_ranking_in_their_own_words(said: str) -> None:
    front = desk()
    front.asks("齐正", said)
    assert count(front)["template"] == "bulletin"


@pytest.mark.parametrize("said", ["日报", "今天的通报", "签字 第2轮报告", "核查报告交了吗", "附件4模板"])
def test_other_talk_of_reports_makes_none(said: str) -> None:
    front = desk()
    front.asks("罗青", said)
    assert asked(front) == []

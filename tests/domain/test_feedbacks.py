"""By when an instruction wants to hear back, and which words are feedback."""

from __future__ import annotations

from datetime import datetime

import pytest

from domain.calendars import SHANGHAI
from domain.feedbacks import Told, feedback_due_in, tells, told_of
from storage.lexicons import load_lexicon

LEXICON = load_lexicon()


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2020, 10, day, hour, minute, tzinfo=SHANGHAI)


NOW = at(20, 10)


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("今晚加查工地，18:00前反馈", at(20, 18)),
        ("加查渣土车，今天20点前报结果", at(20, 20)),
        ("核查云台县砖厂，明天12点前反馈", at(21, 12)),
        ("明天中午12点之前将落实情况反馈指挥调度组", at(21, 12)),
        ("请于下午5点半前反馈核查情况", at(20, 17, 30)),
        ("１８：３０前上报数量", at(20, 18, 30)),
        ("10月22日9点前报送结果", at(22, 9)),
        ("22日上午9点前反馈", at(22, 9)),
        ("今晚12点前反馈", at(21, 0)),
        ("24:00前反馈", at(21, 0)),
        ("反馈时限：18:00", at(20, 18)),
        ("落实情况请反馈，截止今天19点", at(20, 19)),
        ("两小时内反馈", at(20, 12)),
        ("半小时内报告情况", at(20, 10, 30)),
        ("6点前反馈", at(20, 18)),  # six in the morning has passed
        ("昨天那家再核一遍。上午9点前反馈", at(20, 9)),  # it has passed: who dictated it is told
        ("各小组今晚22:00前反馈夜查情况，收到请回复", at(20, 22)),
        ("8点前集合出发，18点前反馈", at(20, 18)),
    ],
)
def test_the_time_is_read(text: str, due: datetime) -> None:
    assert feedback_due_in(text, NOW, LEXICON) == due


@pytest.mark.parametrize(
    "text",
    [
        "今晚加查工地",
        "20:00前上报附件2、附件3",
        "明早8点前到位",
        "18:00前收到请回复",
        "18:00前到岗，收到请回复",
        "8点集合",
        "请及时反馈",
        "25点前反馈",
        "10月35日9点前反馈",
        "截止今天19点，各组已查80家",
    ],
)
def test_where_none_is_set_none_is_read(text: str) -> None:
    assert feedback_due_in(text, NOW, LEXICON) is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("反馈 1020-1：查了12家，发现3个问题", Told("1020-1", "查了12家，发现3个问题")),
        ("反馈1020－1 无此类问题", Told("1020-1", "无此类问题")),
        ("指令1020-1反馈：已落实", Told("1020-1", "已落实")),
        ("反馈：已落实", Told(None, "已落实")),
        ("反馈指令 １０２０-1，已落实。", Told("1020-1", "已落实")),
    ],
)
def test_what_begins_with_feedback_is_feedback(text: str, told: Told) -> None:
    assert told_of(text, LEXICON) == told


@pytest.mark.parametrize("text", ["反馈情况 1020-1", "反馈 1020-1：", "反馈一下吧", "已查12家", "反馈给县里了"])
def test_what_asks_for_it_or_says_nothing_is_not(text: str) -> None:
    assert told_of(text, LEXICON) is None


@pytest.mark.parametrize(
    "text",
    ["已查12家，发现3个问题", "收到，已核查完毕", "无此类问题", "东泉区共5处，均已苫盖", "线索不属实"],
)
def test_beside_a_quote_words_of_how_it_went_are_feedback(text: str) -> None:
    assert tells(text, LEXICON)


@pytest.mark.parametrize("text", ["收到", "收到，马上去", "明白，这就安排", "几点集合？", "查哪几家", "已查的还用查吗"])
def test_assent_and_questions_are_not(text: str) -> None:
    assert not tells(text, LEXICON)

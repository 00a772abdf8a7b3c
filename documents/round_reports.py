"""What is said about reports of a period and the leader's 工作建议."""

from __future__ import annotations

from documents.lines import shorten
from domain.report_periods import BadPeriod

NO_PERIOD = "请写起止日期或轮次，例：阶段性报告 11月6日至11月20日；第2轮核查报告"
ONE_GROUP = "核查报告一组一份，请写是哪个组，例：第2轮核查报告 青石"
ADVICE_HOW = "工作建议由组长写，例：工作建议 第2轮：建议……"


def bad_period_text(bad: BadPeriod) -> str:
    return f"“{shorten(bad.words, 40)}”没有这段日子，或还没开始，请核对。"


def advice_noted_text(number: int, text: str, *, again: bool) -> str:
    """记下了: what the report will say, so that it can be read over."""
    return f"第{number}轮工作建议已{'更新' if again else '记下'}，写进核查报告：{shorten(text, 120)}"

"""调整轮次: the preview, what is answered, and what every group is told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from documents.lines import day_name, shorten
from documents.papers import due_name, duty_name
from domain.obligations import Duty
from domain.rosters import Round
from domain.round_changes import Fault

HOW = "请写明哪一轮、改到哪天结束和原因。例：调整轮次 第2轮 结束 11月25日 原因 空气质量转差"
HOW_ON_PAGE = "没有调整。轮次、改到哪天结束和原因都要写。"
NOTHING_WAITS = "没有等确认的轮次调整。"
NOT_YOUR_OWN = "自己提的调整请另一位调度员确认。"
NOT_INDEPENDENT = "您和提出的人，一个的绑定是另一个确认的，或是提出以后才绑定的，请另一位调度员确认。"
DROPPED = "这次轮次调整作罢，各轮次照旧。"
OVERTAKEN = "轮次已经变了，这次调整作罢，请重新说一遍。"
_REASON = 80  # half-widths
_FAULTS = {
    Fault.NO_SUCH_ROUND: "没有这一轮次。",
    Fault.OVER: "这一轮次已经结束，不能再改。",
    Fault.PAST: "那天已经过去，不能改到那天结束。",
    Fault.BEFORE_START: "结束的日子不能早于这一轮次开始。",
    Fault.SWALLOWS_NEXT: "下一轮次不能没有了：请改到更早的一天，或先调整下一轮次。",
    Fault.SAME: "这一轮次本来就是那天结束。",
}


def other_round_text(number: int) -> str:
    """Another round was named than the one whose change waits."""
    return f"等确认的是第{number}轮次的调整。"


def fault_text(fault: Fault) -> str:
    return _FAULTS[fault]


def change_lines(before: Sequence[Round], after: Sequence[Round], moved: Sequence[tuple[Duty, Duty]]) -> list[str]:
    """第2轮次改到11月25日结束（原11月23日）；第3轮次11月26日开始。 Then what is due on another day than before."""
    old = {r.number: r for r in before}
    parts = []
    for r in after:
        if r.end != old[r.number].end:
            parts.append(f"第{r.number}轮次改到{day_name(r.end)}结束（原{day_name(old[r.number].end)}）")
        if r.start != old[r.number].start:
            parts.append(f"第{r.number}轮次{day_name(r.start)}开始")
    lines = ["，".join(parts) + "。"]
    for was, now in moved:
        name = duty_name(now.rule, now.period)
        lines.append(f"{name} {_due(now)}前报（原{_due(was)}）。")
    return lines


def announcement(lines: Sequence[str], reason: str) -> str:
    """To every group's room; without the reason where it may not be said there."""
    because = [f"原因：{shorten(reason, _REASON)}"] if reason else []
    return "\n".join(["【轮次调整】" + lines[0], *lines[1:], *because])


def preview_text(lines: Sequence[str], reason: str, *, alone: bool) -> str:
    """To who asked for something drastic: nothing has changed yet."""
    how = "请另一位调度员说“确认调整轮次”；不改了说“不调整轮次”。"
    waits = [how] + (["名册里没有第二位调度员。"] if alone else [])
    return "\n".join(["轮次调整预览（没有改）", *lines, f"原因：{shorten(reason, _REASON)}", *waits])


def done_text(lines: Sequence[str]) -> str:
    return "\n".join(["已调整，告知各组工作群。", *lines])


def _due(duty: Duty) -> str:
    return due_name(duty.period, date.min)

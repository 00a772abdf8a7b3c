"""What is told to who is on duty of things that fell due and were not done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from documents.lines import clock_of, day_name
from domain.calendars import day_of
from domain.campaigns import Campaign

_NAMES = {
    "reminder": "提示",
    "roll_call": "点名",
    "ladder": "逐级告知",
    "tally": "统计",
    "chase_receipts": "“收到”催收",
    "paper_answer": "附件答复",
    "report_again": "日报补答",
}
_REASONS = {"overtaken": "已过时", "too late": "超过{hours}小时"}


def missed_text(missed: Sequence[tuple[str, str, datetime]], now: datetime, campaign: Campaign) -> str:
    """【提示】离线等原因没办、不再补发：18:30提示、19:30提示（已过时）；20:00点名（超过3小时）。

    `missed` are (reason, rule, due), in order.
    """
    hours = campaign.late_grace.total_seconds() // 3600
    parts = []
    for reason in dict.fromkeys(reason for reason, _, _ in missed):
        things = [_thing(rule, due, now) for why, rule, due in missed if why == reason]
        words = _REASONS.get(reason, reason).format(hours=round(hours))
        parts.append(f"{'、'.join(dict.fromkeys(things))}（{words}）")
    return f"【提示】离线等原因没办、不再补发：{'；'.join(parts)}。"


def _thing(rule: str, due: datetime, now: datetime) -> str:
    day = "" if day_of(due) == day_of(now) else day_name(day_of(due))
    return f"{day}{clock_of(due)}{_NAMES.get(rule, '到点的事')}"

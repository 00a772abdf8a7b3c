"""What a room is told when the bot hears again: the gap, what it holds of the day, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from documents.lines import day_name, gap_text
from documents.papers import standing_text
from domain.verdicts import Standing

HOW_TO_CONFIRM = "其间报过的请重发；如已交，请组长或联络员回复“已交”。"


def telling_text(
    gaps: Sequence[tuple[datetime, datetime]], visits: int, standings: Sequence[Standing], day: date | None = None
) -> str:
    """What the bot may have missed, and what it holds of the day: visits and papers. `day` is given when it is over."""
    spans = "、".join(gap_text(since, until) for since, until in gaps)
    seen = [f"{s.rule.short}（{standing_text(s)}）" for s in standings if s.at is not None]
    held = "、".join([*([f"点位{visits}个"] if visits else []), *seen]) or "暂无点位和附件"
    return f"【提示】{spans}，其间消息可能没收到。{day_name(day) if day else '今天'}已收到：{held}。{HOW_TO_CONFIRM}"


def command_telling_text(gaps: Sequence[tuple[datetime, datetime]]) -> str:
    """The same for the command room, in one line."""
    spans = "、".join(gap_text(since, until) for since, until in gaps)
    return f"【提示】{spans}，其间各群消息可能没收到，已请各组重发；未核实前按“待确认”统计。"

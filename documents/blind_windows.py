"""What a room is told when the bot hears again: the gap, what it holds of the day, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from documents.lines import gap_text
from documents.papers import standing_text
from domain.obligations import Standing

HOW_TO_CONFIRM = "其间报过的请重发；如已交，请组长或联络员回复“已交”。"


def telling_text(gaps: Sequence[tuple[datetime, datetime]], visits: int, standings: Sequence[Standing]) -> str:
    """What the bot may have missed, and what it holds of the day: visits and papers."""
    spans = "、".join(gap_text(since, until) for since, until in gaps)
    seen = [f"{s.rule.short}（{standing_text(s)}）" for s in standings if s.at is not None]
    held = "、".join([*([f"点位{visits}个"] if visits else []), *seen]) or "暂无点位和附件"
    return f"【提示】{spans}，其间消息可能没收到。今天已收到：{held}。{HOW_TO_CONFIRM}"

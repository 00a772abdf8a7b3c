"""What is still open after the deadline, told one after the other to leader, liaison and dispatchers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from documents.lines import BY_CHAT, as_of_name
from documents.papers import due_name, group_name, name_of, standing_text
from documents.roll_calls import Board
from domain.calendars import day_of
from domain.obligation_rules import Rung
from domain.periods import Period
from domain.verdicts import Standing

_NAMES = {Rung.LEADER: "组长", Rung.LIAISON: "联络员"}
_ASKS = {
    Rung.LEADER: "请组长安排补报",
    Rung.LIAISON: "请联络员协助补报",
}


def step_text(to: Rung, group: str, standings: Sequence[Standing], today: date, mark: str = "") -> str:
    """To the group's leader or liaison alone; `group` is its name, `mark` （补发） or nothing."""
    head = _head(standings[0].period, today) + mark
    found = "；".join(f"{name_of(standing)} {standing_text(standing)}" for standing in standings)
    return f"{head}{group} {found}。{_ASKS[to]}；已从邮箱报的，回复“已邮”即可。{BY_CHAT}。"


def dispatchers_text(board: Board, now: datetime, told: Sequence[Rung], mark: str = "") -> str:
    """To whoever is on duty, once: the groups of which something is still open; `told` are who was told before."""
    period = board[0][1][0].period
    lines = [
        f"{group_name(group)} {'；'.join(f'{name_of(s)} {standing_text(s)}' for s in standings)}"
        for group, standings in board
    ]
    before = f"，已告知{'、'.join(_NAMES[rung] for rung in told)}" if told else ""
    head = f"{_head(period, day_of(now))}{mark}截至{as_of_name(period.due_on, now)}，{BY_CHAT}{before}："
    return "\n".join([head, *lines, f"不用报的请说，例：免交 某市 {board[0][1][0].rule.short} 原因"])


def _head(period: Period, today: date) -> str:
    return f"【{due_name(period, today)} 报送】"

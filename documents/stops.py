"""中止 and 恢复: what is answered, and what whoever is on duty is told of it."""

from __future__ import annotations

from collections.abc import Sequence

from documents.lines import clock_of, one_line, team_name
from domain.messages import Message

CALL_FOR_HELP = "遇到危险请直接说，例：求助 被围在厂里；马上转告指挥调度组。"
WHICH_TEAM = "请写明是哪个小组，例：中止 2组"
WHICH_TEAM_GOES_ON = "请写明是哪个小组，例：恢复 2组"


def stopped_text(teams: Sequence[int], already: Sequence[int]) -> str:
    """2组已记为中止检查，恢复时说“恢复 2组”。"""
    names = "、".join(map(team_name, teams))
    lines = [f"{names}已记为中止检查，恢复时说“恢复 {names}”。"] if teams else []
    return "".join([*lines, *([f"{'、'.join(map(team_name, already))}已经是中止。"] if already else [])])


def resumed_text(teams: Sequence[int], others: Sequence[int]) -> str:
    """2组已恢复检查。"""
    lines = [f"{'、'.join(map(team_name, teams))}已恢复检查。"] if teams else []
    return "".join([*lines, *([f"{'、'.join(map(team_name, others))}没有中止。"] if others else [])])


def resumption_text(group: str, teams: Sequence[int], name: str, message: Message) -> str:
    """To whoever is on duty: 青石组2组已恢复检查（罗青 10:50）."""
    return f"{group}{'、'.join(map(team_name, teams))}已恢复检查（{one_line(name)} {clock_of(message.at)}）"

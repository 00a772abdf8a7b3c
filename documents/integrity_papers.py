"""What is said of what each person tells of for a round: to the person alone, and to who keeps the list."""

from __future__ import annotations

from collections.abc import Sequence

from documents.lines import one_line
from domain.obligation_rules import ObligationRule

_NAMES_MOST = 20  # of a group: more are counted

_ASKS = "第〔轮次〕轮次请完成〔名称〕。完成了回我“〔名称〕已完成”；先前完成的也请回一句。"
TOO_EARLY = "现在没有要签、要交的廉洁材料。"


def noted_text(rule: ObligationRule, number: int, *, known: bool) -> str:
    return f"{'先前已记' if known else '已记'}：第{number}轮次{rule.short}。"


def reminder_text(rules: Sequence[ObligationRule], number: int) -> str:
    """To the person alone, a line for each of what he has not told of."""
    return "\n".join(
        (rule.asks or _ASKS).replace("〔名称〕", rule.short).replace("〔轮次〕", str(number)) for rule in rules
    )


def overview_text(name: str, number: int, groups: Sequence[tuple[str, int, Sequence[str]]]) -> str:
    """`groups` are (name, how many people, the names of whom nothing was heard)."""
    people = sum(count for _, count, _ in groups)
    missing = sum(len(names) for _, _, names in groups)
    lines = [f"【{name}】第{number}轮次：应{people}人，已见{people - missing}人"]
    lines += [f"{group} 未见{len(names)}：{_shown(names)}" for group, _, names in groups if names]
    return "\n".join(lines)


def _shown(names: Sequence[str]) -> str:
    shown = "、".join(one_line(name) for name in names[:_NAMES_MOST])
    return shown if len(names) <= _NAMES_MOST else f"{shown}等"

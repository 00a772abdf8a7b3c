"""What is said of integrity papers: to the person alone, and to who keeps the list."""

from __future__ import annotations

from collections.abc import Sequence

from documents.lines import one_line

_NAMES_MOST = 20  # of a group: more are counted

TOO_EARLY = "现在没有要签、要交的廉洁材料。"


def noted_text(name: str, number: int, *, known: bool) -> str:
    return f"{'先前已记' if known else '已记'}：第{number}轮次《{name}》。"


def pledge_reminder_text(name: str, number: int) -> str:
    """To the person alone."""
    return f"第{number}轮次请签《{name}》。签好回我“承诺书已签”；签过了也请回一句。"


def self_check_reminder_text(name: str, number: int) -> str:
    """To the person alone."""
    return f"第{number}轮次已结束，请填《{name}》。交了回我“自查表已交”；交过了也请回一句。"


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

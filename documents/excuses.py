"""免交 and 恢复: what is answered to the dispatcher, and what the group's room is told."""

from __future__ import annotations

from collections.abc import Sequence

from documents.lines import shorten

HOW = "请写明组、材料和原因。例：免交 青石 典型案例 今日封控"
HOW_TO_RESTORE = "请写明组和材料。例：恢复 青石 典型案例"
WITHOUT_REASON = "免交要写原因。例：免交 青石 典型案例 今日封控"
NOT_OF_CAMPAIGN = "那天不在行动期间，没有要报的。"
WHICH_GROUPS = "免交没有记，请写组名（几个组就写几个）。例：免交 青石 典型案例 今日封控"
ONE_DAY = "免交没有记，一次只写一天。例：免交 青石 典型案例 10月22日 封控"
_REASON = 200  # half-widths
_CALLS_NOBODY = str.maketrans({"【": "〔", "】": "〕", "@": None, "＠": None, "﹫": None})


def excused_text(names: Sequence[str], seen: Sequence[str], reason: str) -> str:
    """已记：青石组 10月21日附件3 免交（封控）。 `seen` are those that have come, which need none."""
    parts = [f"已记：{'；'.join(names)} 免交（{_told(reason)}），已告知工作群。"] if names else []
    return "".join([*parts, *([f"{'；'.join(seen)} 已收到或已登记，不用免交。"] if seen else [])])


def restored_text(names: Sequence[str], others: Sequence[str]) -> str:
    """已记：青石组 10月21日附件3 恢复报送。"""
    parts = [f"已记：{'；'.join(names)} 恢复报送，已告知工作群。"] if names else []
    return "".join([*parts, *([f"{'；'.join(others)} 没有免交。"] if others else [])])


def excuse_notice(name: str, reason: str) -> str:
    """To the group's room; without the reason where it may not be said there."""
    return f"【免交】{name} 免交" + (f"（{_told(reason)}）。" if reason else "。")


def _told(reason: str) -> str:
    """The reason in one line, in which nobody is called and which heads no post of ours."""
    return shorten(reason.translate(_CALLS_NOBODY), _REASON)


def restore_notice(name: str) -> str:
    """To the group's room."""
    return f"【恢复报送】{name} 照常报送。"


def no_such_group_text(words: Sequence[str]) -> str:
    return f"名册里没有“{shorten('、'.join(words), 20)}”这个组。"


def no_such_day_text(word: str) -> str:
    return f"没有{shorten(word, 20)}这一天。"

"""Lines of chat text: names made harmless and short, words for outcomes, clocks."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Sequence
from datetime import date, datetime
from fractions import Fraction

from domain.calendars import SHANGHAI, day_of
from domain.visits import Outcome, Visit

ELLIPSIS = "…"
_NAMED = 3  # groups; more are counted

#: Before what is said later than it was due.
AGAIN_LATE = "（补发）"

#: What every figure rests on: what the bot saw in the groups.
BY_CHAT = "按群内报送统计"

#: Half-widths (a Chinese character is two) that a phone shows on one line.
PHONE_LINE = 44

OUTCOMES = {
    Outcome.CLEAN: "未发现问题",
    Outcome.CORRECTED: "立行立改",
    Outcome.HANDOVER: "需整改交办",
    Outcome.VIOLATION: "涉嫌违法",
    Outcome.CLOSED: "未能检查",
}


def urgent_mark(visit: Visit) -> str:
    """【紧急】 before what is told of an urgent visit."""
    return "【紧急】" if visit.urgent else ""


def one_line(text: str) -> str:
    """The text on one line, without control characters, direction marks and the like."""
    kept = "".join(" " if c.isspace() else c for c in text if c.isspace() or unicodedata.category(c)[0] != "C")
    return " ".join(kept.split())


def width_of(text: str) -> int:
    """Half-widths: a Chinese character takes two, a Latin letter one."""
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)


def shorten(text: str, width: int) -> str:
    """One line of at most `width` half-widths, its end cut to … where it was longer."""
    line = one_line(text)
    if width_of(line) <= width:
        return line
    room = width - width_of(ELLIPSIS)
    kept = ""
    for c in line:
        room -= width_of(c)
        if room < 0:
            break
        kept += c
    return kept.rstrip() + ELLIPSIS


def percent(share: Fraction | None) -> str:
    """A share in whole per cent, half up, but 0% and 100% only where exact; — where there is none."""
    if share is None:
        return "—"
    whole = int(share * 100 + Fraction(1, 2))
    if 0 < share < 1:
        whole = min(99, max(1, whole))
    return f"{whole}%"


def clock_of(at: datetime) -> str:
    """19:52, by the clock in Shanghai."""
    return f"{at.astimezone(SHANGHAI):%H:%M}"


def gap_text(since: datetime, until: datetime | None) -> str:
    """14:03–14:41离线, or 14:03起离线 while it lasts."""
    return f"{clock_of(since)}–{clock_of(until)}离线" if until is not None else f"{clock_of(since)}起离线"


def day_name(day: date) -> str:
    return f"{day.month}月{day.day}日"


def as_of_name(day: date, as_of: datetime) -> str:
    """The minute up to which a day was counted; with its day where that is another one."""
    counted_on = day_of(as_of)
    return clock_of(as_of) if counted_on == day else f"{day_name(counted_on)}{clock_of(as_of)}"


def tick(holds: bool) -> str:
    """A cell of a table that says whether something holds."""
    return "是" if holds else ""


def team_name(team: int | None) -> str:
    return "未分组" if team is None else f"{team}组"


def teams_name(teams: Collection[int]) -> str:
    """1、2组; nothing for none."""
    return f"{'、'.join(map(str, teams))}组" if teams else ""


def counted(groups: Sequence[str]) -> str:
    """Groups by name where they are few, else how many."""
    return "、".join(groups) if 0 < len(groups) <= _NAMED else f"{len(groups)}个组"

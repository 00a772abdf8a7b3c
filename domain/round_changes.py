"""轮次调整: the dispatchers move the end of a round (seed 002, 一); the next one begins the day after."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from domain.profile_tables import Table
from domain.rosters import Round

_DAY = timedelta(days=1)
_REASON = re.compile(r"(?:原因是?|理由是?|因为|由于)[\s:：]*(.+)$", re.DOTALL)
_AFTER_DAY = re.compile(
    r"^.*?\d{1,2}(?:月\d{1,2}[日号]?|[日号]|[./-]\d{1,2})(?:结束|止)?([\s,，。;；:：(（].*)$", re.DOTALL
)
_EDGES = " \t\n\u3000，,。;；：:()（）"


@dataclass(frozen=True, slots=True)
class AdjustmentRule:
    """When a second dispatcher has to confirm: the end moves further than `days`, or is nearer than `notice` days."""

    days: int
    notice: int


@dataclass(frozen=True, slots=True)
class RoundChange:
    """The end of a round, as it is to be. `id` is None until kept; `by` a contact id."""

    id: int | None
    round: int
    end: date
    reason: str
    by: str
    at: datetime


class Fault(StrEnum):
    """Why a round's end is not moved."""

    NO_SUCH_ROUND = "no_such_round"
    OVER = "over"  # the round has ended
    PAST = "past"  # the new end is a day that has passed
    BEFORE_START = "before_start"
    SWALLOWS_NEXT = "swallows_next"  # nothing would be left of the next round
    SAME = "same"


def parse_adjustment(table: Table) -> AdjustmentRule:
    """The rule in `[adjustment]` of a profile."""
    return AdjustmentRule(table.whole("days"), table.whole("notice_days"))


def adjusted(rounds: Sequence[Round], number: int, end: date, today: date) -> tuple[Round, ...] | Fault:
    """The rounds with the end of one moved, and the next one's start with it; nothing that is past moves.

    They follow one another without gap or overlap, as before.
    """
    found = next((i for i, r in enumerate(rounds) if r.number == number), None)
    if found is None:
        return Fault.NO_SUCH_ROUND
    about, after = rounds[found], rounds[found + 1] if found + 1 < len(rounds) else None
    faults = {
        Fault.OVER: about.end < today,
        Fault.SAME: end == about.end,
        Fault.PAST: end < today,
        Fault.BEFORE_START: end < about.start,
        Fault.SWALLOWS_NEXT: after is not None and end >= after.end,
    }
    fault = next((fault for fault, is_so in faults.items() if is_so), None)
    if fault is not None:
        return fault
    changed = [*rounds[:found], replace(about, end=end), *rounds[found + 1 :]]
    if after is not None:
        changed[found + 1] = replace(after, start=end + _DAY)
    return tuple(changed)


def is_drastic(about: Round, end: date, today: date, rule: AdjustmentRule, *, is_last: bool) -> bool:
    """Whether a second dispatcher has to confirm it: it moves far, takes effect soon, or ends the campaign."""
    far = abs((end - about.end).days) > rule.days
    return far or (end - today).days < rule.notice or is_last


def reason_in(text: str) -> str:
    """Why, as it was said: behind 原因, else behind the day."""
    found = _REASON.search(text) or _AFTER_DAY.match(text)
    return found[1].strip(_EDGES) if found else ""

"""Which days a request for a report is about: a round, or from one day to another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from domain.integrity_papers import round_named
from domain.rosters import Round

_LONG = timedelta(days=183)  # 12月20日至1月5日 goes on into the next year, 10月20日至9月18日 is a slip
_MONTH, _DAY = r"(\d{1,2})\s*[月./]", r"(\d{1,2})\s*[日号]?"
_YEAR = r"(?:(20\d\d)\s*[年./-]\s*)?"
_RANGE = re.compile(rf"{_YEAR}{_MONTH}\s*{_DAY}\s*(?:至|到|~|-|—|–)+\s*{_YEAR}(?:{_MONTH})?\s*{_DAY}(?!\d)")


@dataclass(frozen=True, slots=True)
class Period:
    """From `first` to `last`, both included; `round` is the number of the round that it is (None: none)."""

    first: date
    last: date
    round: int | None = None


@dataclass(frozen=True, slots=True)
class BadPeriod:
    """What was written names no days of the campaign: `words` as they stood."""

    words: str


def period_in(request: str, rounds: Sequence[Round], today: date) -> Period | BadPeriod | None:
    """The days that a request (as domain.commands.plain_request has it) names; None where it names none.

    A day without a year is the last such day that is not to come.
    """
    found = _RANGE.search(request)
    if found is not None:
        return _range(found, today)
    number = round_named(request)
    if number is None:
        return None
    named = next((one for one in rounds if one.number == number), None)
    if named is None or named.start > today:
        return BadPeriod(f"第{number}轮")
    return Period(named.start, named.end, number)


def period_on(day: date, rounds: Sequence[Round]) -> Period | None:
    """The round that goes on, or the last one that has ended."""
    begun = [one for one in rounds if one.start <= day]
    last = max(begun, key=lambda one: one.start, default=None)
    return Period(last.start, last.end, last.number) if last is not None else None


def _range(found: re.Match[str], today: date) -> Period | BadPeriod:
    year, month, day, to_year, to_month, to_day = found.groups()
    try:
        first = _past(year, int(month), int(day), today)
        last = date(int(to_year) if to_year else first.year, int(to_month or month), int(to_day))
        if last.month < first.month and not to_year and (next_year := last.replace(year=last.year + 1)) - first < _LONG:
            last = next_year
    except ValueError:
        return BadPeriod(found[0])
    return BadPeriod(found[0]) if last < first or first > today else Period(first, last)


def _past(year: str | None, month: int, day: int, today: date) -> date:
    if year:
        return date(int(year), month, day)
    this_year = date(today.year, month, day)
    return this_year if this_year <= today else date(today.year - 1, month, day)

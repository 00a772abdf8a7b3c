"""What a dispatcher announces: 管控 青石、白河 黄色 今天18时起; cities, level, from when to when."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from domain.calendars import SHANGHAI, at_time
from domain.commands import plain_request
from domain.controls import ControlRule
from domain.lexicons import Lexicon
from domain.rosters import Roster
from domain.targets import groups_named

_DATE = re.compile(
    r"(?:(?P<year>20\d\d)[年./-])?(?:(?P<month>\d{1,2})[月./-])?"
    r"(?P<day>\d{1,2})(?:日|号|(?<=\d[./-]\d)(?!\d)|(?<=\d[./-]\d\d))"
)
_CLOCK = re.compile(
    r"(?P<half>凌晨|早上?|上午|中午|下午|晚上?|夜里)?\s?(?P<hour>\d{1,2})"
    r"(?:[时点](?:(?P<thirty>半)|(?P<minute>\d{1,2})分?)?|:(?P<exact>\d\d))"
)
_TO = re.compile(r"至|到|~|—+")
_DASH = re.compile(r"(?<=[时点日号起分])\s?-|(?<=:\d\d)\s?-")
_LATE = ("下午", "晚", "夜")


class ControlFault(StrEnum):
    """Why nothing is announced."""

    NO_CITY = "no_city"
    UNKNOWN_CITY = "unknown_city"
    NO_LEVEL = "no_level"
    NO_SUCH_TIME = "no_such_time"
    END_FIRST = "end_first"
    TOO_LONG = "too_long"
    TOO_FAR = "too_far"


@dataclass(frozen=True, slots=True)
class BadControl:
    """`word` is what is wrong, as typed."""

    fault: ControlFault
    word: str = ""


@dataclass(frozen=True, slots=True)
class ControlOrder:
    """`groups` are keys of the groups in the cities named, in order; `end` None: until it is ended."""

    groups: tuple[str, ...]
    level: str
    start: datetime
    end: datetime | None


def control_order_of(
    text: str, roster: Roster, rule: ControlRule, now: datetime, lexicon: Lexicon
) -> ControlOrder | BadControl:
    """The period that a text announces."""
    groups = cities_in(text, roster, lexicon)
    if isinstance(groups, BadControl):
        return groups
    plain = plain_request(text)
    level = _level_in(plain, rule)
    if level is None:
        return BadControl(ControlFault.NO_LEVEL)
    times = _span_in(plain, now, lexicon)
    if isinstance(times, BadControl):
        return times
    start, end = times
    if end is not None and end <= start:
        return BadControl(ControlFault.END_FIRST)
    if end is not None and end - start > rule.longest:
        return BadControl(ControlFault.TOO_LONG)
    if not now - rule.furthest_back <= start <= now + rule.furthest_ahead:
        return BadControl(ControlFault.TOO_FAR)
    return ControlOrder(groups, level, start, end)


def _level_in(plain: str, rule: ControlRule) -> str | None:
    """The key of the level whose word stands first; of two that begin there the longer one."""
    words = [(plain.find(word), -len(word), key) for key, level in rule.levels.items() for word in level.words]
    return min((found for found in words if found[0] >= 0), default=(0, 0, None))[2]


def cities_in(text: str, roster: Roster, lexicon: Lexicon) -> tuple[str, ...] | BadControl:
    """The groups in the cities that a text names."""
    plain = plain_request(text)
    if re.search("|".join(lexicon.tables["commands"]["targets"]["everyone"]), plain):
        return tuple(group.key for group in roster.groups)
    groups, unknown = groups_named(plain, roster, lexicon)
    if unknown:
        return BadControl(ControlFault.UNKNOWN_CITY, unknown[0])
    return groups or BadControl(ControlFault.NO_CITY)


def end_in(text: str, now: datetime, lexicon: Lexicon) -> datetime | BadControl:
    """When a period is ended: the moment named, else now."""
    found = _moment(plain_request(text), now, None, lexicon)
    return found if isinstance(found, BadControl) else found or now


def _span_in(plain: str, now: datetime, lexicon: Lexicon) -> tuple[datetime, datetime | None] | BadControl:
    """From when to when; from now where nothing is said, without an end where none is."""
    parts = (_TO if _TO.search(plain) else _DASH).split(plain, maxsplit=1)
    start = _moment(parts[0], now, None, lexicon)
    if isinstance(start, BadControl):
        return start
    end = _moment(parts[1], now, start or now, lexicon) if len(parts) > 1 else None
    if isinstance(end, BadControl):
        return end
    return start or now.astimezone(SHANGHAI).replace(second=0, microsecond=0), end


def _moment(words: str, now: datetime, since: datetime | None, lexicon: Lexicon) -> datetime | BadControl | None:
    """The moment that words name; `since`: it ends what began then. A day without a clock is all of it."""
    dated = _DATE.search(words)
    clock = _CLOCK.search(words[dated.end() :] if dated else words)
    day = _day(words, dated, now, since, lexicon)
    if isinstance(day, BadControl):
        return day
    if clock is None:
        return None if day is None else at_time(day + timedelta(days=int(since is not None)), time(0))
    hour = int(clock["hour"]) + (
        12 if clock["half"] and clock["half"].startswith(_LATE) and int(clock["hour"]) < 12 else 0
    )
    minute = 30 if clock["thirty"] else int(clock["minute"] or clock["exact"] or 0)
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        return BadControl(ControlFault.NO_SUCH_TIME, clock.group())
    base = at_time(day or (since or now).astimezone(SHANGHAI).date(), time(0))
    return base + timedelta(hours=hour, minutes=minute)


def _day(
    words: str, dated: re.Match[str] | None, now: datetime, since: datetime | None, lexicon: Lexicon
) -> date | BadControl | None:
    """The day that words name: the nearest such date, for an end the first not before the beginning."""
    today = now.astimezone(SHANGHAI).date()
    if dated is None:
        for entry in lexicon.tables["commands"]["targets"]["days"]:
            if re.search("|".join(entry["words"]), words):
                return today + timedelta(days=entry["offset"])
        return None
    base = since.astimezone(SHANGHAI).date() if since else today
    year, month, day = (int(dated[name]) if dated[name] else None for name in ("year", "month", "day"))
    found = _dates(year, month, day or 0, base)
    if not found:
        return BadControl(ControlFault.NO_SUCH_TIME, dated.group())
    return next((one for one in found if since is None or month or one >= base), found[0])


def _dates(year: int | None, month: int | None, day: int, base: date) -> list[date]:
    """The dates so written, in the months and years around `base`, the nearest first."""
    years = [year] if year else [base.year, base.year - 1, base.year + 1]
    months = [month] if month else [base.month, base.month % 12 + 1, (base.month - 2) % 12 + 1]
    found = []
    for one_year in years:
        for one_month in months:
            try:
                found.append(date(one_year, one_month, day))
            except ValueError:
                continue
    return sorted(found, key=lambda one: abs(one - base))

"""Origins: the team and the day that a text names for its visit."""

from __future__ import annotations

import re
from datetime import date, timedelta

from domain.lexicons import Lexicon
from domain.reading.lists import chinese_number

_HEAD = re.compile(
    r"(?:(?:^|[\n，。：！；】#\s|]|市)第?(?P<team>\d{1,2}|[一二三四五六七八九十]{1,3})"
    r"|[一-鿿]{1,4}?第?(?P<after>\d{1,2}|[一二三四五六七八九十]{1,3}(?=小?组(?![一-鿿]))))(?:小)?组(?!团|装|件|织|成)"
)
_TAIL = re.compile(r"[；\n—\-（]\s{0,4}第?(?P<team>\d{1,2}|[一二三四五六七八九十]{1,3})(?:小)?组[）。！\s]*$")
_DATE = re.compile(r"(?:(?P<year>\d{4})[年./-])?(?P<month>\d{1,2})[月./](?P<day>\d{1,2})(?:[日号]|(?=\D|$))")
_DAY = re.compile(r"(?<!\d)(?P<day>\d{1,2})[日号](?!楼|线|炉|机|窑|枪)")
_BACK = (("大前天", 3), ("前天", 2), ("前日", 2), ("前晚", 2), ("昨", 1))
_HEAD_LENGTH = 28


def named_team(text: str, teams: tuple[int, ...], lexicon: Lexicon) -> int | None:
    """The team that a text names as its own, or on whose behalf it speaks; None for none of the group's."""
    for key in ("on_behalf", "loaned"):
        match = lexicon.any_of("manners", key).search(text)
        if match:
            number = chinese_number(next(value for value in match.groups() if value))
            if number in teams:
                return number
    match = _HEAD.search(text[:_HEAD_LENGTH]) or _TAIL.search(text)
    number = chinese_number(next(value for value in match.groups() if value)) if match else 0
    return number if number in teams else None


def on_behalf(text: str, lexicon: Lexicon) -> bool:
    """Whether a text says that it is posted for a team."""
    return bool(lexicon.any_of("manners", "on_behalf").search(text))


def visit_day(text: str, time_field: str, today: date, lexicon: Lexicon) -> date | None:
    """The day that a text names for its visit; None where it names none, or none in the month before."""
    stated = _DATE.search(time_field) if time_field else None
    if stated:
        return _recent(stated, today)
    if not lexicon.any_of("manners", "report_late").search(text):
        return None
    dated = _DATE.search(text[:60])
    if dated:
        return _recent(dated, today)
    for word, days in _BACK:
        if word in text[:60]:
            return today - timedelta(days=days)
    alone = _DAY.search(text[:60])
    return _day_of_month(int(alone.group("day")), today) if alone else None


def _recent(match: re.Match[str], today: date) -> date | None:
    year = int(match.group("year") or today.year)
    try:
        day = date(year, int(match.group("month")), int(match.group("day")))
    except ValueError:
        return None
    if day > today and not match.group("year"):
        day = day.replace(year=today.year - 1) if (day.month, day.day) != (2, 29) else day
    return day if timedelta(0) <= today - day <= timedelta(days=31) else None


def _day_of_month(number: int, today: date) -> date | None:
    """The last day with this number that is not after today."""
    for back in range(32):
        day = today - timedelta(days=back)
        if day.day == number:
            return day
    return None

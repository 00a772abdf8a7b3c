"""Appointments: the moment at which somebody wants something again (明天早上7点, 今晚21:30)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from domain.calendars import at_time, day_of
from domain.commands import plain_request
from domain.lexicons import Lexicon
from domain.reading.lists import chinese_number

_HOUR = r"(?P<hour>\d{1,2}|[一二三四五六七八九十两]{1,3})"
_CLOCK = re.compile(rf"{_HOUR}(?:[点时](?:(?P<half>半)|(?P<quarter>一刻)|(?P<minute>\d{{1,2}})分?)?|:(?P<exact>\d\d))")
_FURTHEST = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Appointment:
    """`at` is aware; `rest` is the request without the words that give the time."""

    at: datetime
    rest: str


def appointment_in(request: str, now: datetime, lexicon: Lexicon) -> Appointment | None:
    """The moment that a request names, after `now` and within a week; None where it names none."""
    plain = plain_request(request)
    found = re.search(moment_pattern(lexicon), plain)
    at = moment_of(found, now, lexicon) if found else None
    if found is None or at is None:
        return None
    if not now < at <= now + _FURTHEST:
        return None
    return Appointment(at, plain[: found.start()] + plain[found.end() :])


def moment_pattern(lexicon: Lexicon) -> str:
    """How a moment is named: a day, a half of it, a clock, the first two as may be; for `moment_of`."""
    table = lexicon.tables["commands"]["appointments"]
    days = "|".join(word for entry in table["days"] for word in entry["words"])
    half_days = "|".join([*table["late"], *table["early"]])
    return rf"(?P<day>{days})?的?(?P<half_day>{half_days})?{_CLOCK.pattern}"


def moment_of(found: re.Match[str], now: datetime, lexicon: Lexicon, *, day: date | None = None) -> datetime | None:
    """The moment found, perhaps past; on `day` where that is known. None where no clock shows it.

    An hour without a half of the day is taken as it stands; if it has passed, the afternoon's is meant.
    """
    table = lexicon.tables["commands"]["appointments"]
    hour = int(found["hour"]) if found["hour"].isdecimal() else chinese_number(found["hour"])
    minute = 30 if found["half"] else 15 if found["quarter"] else int(found["minute"] or found["exact"] or 0)
    if found["half_day"] in table["late"]:
        midnight = hour == 12 and found["half_day"] != table["late"][0]
        hour += 12 if hour < 12 or midnight else 0
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        return None
    offset = next((entry["offset"] for entry in table["days"] if found["day"] in entry["words"]), 0)
    begins = at_time(day or day_of(now) + timedelta(days=offset), time(0))
    at = begins + timedelta(hours=hour, minutes=minute)
    return at + timedelta(hours=12) if at <= now and not found["half_day"] and hour < 12 else at

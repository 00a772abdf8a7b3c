"""What an instruction wants to hear back: by when (18:00前反馈), and which words of a group are that (seed 002, 四)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain.appointments import moment_of, moment_pattern
from domain.calendars import SHANGHAI
from domain.lexicons import Lexicon
from domain.reading.lists import chinese_number

#: The timed rule that names the groups from which nothing was heard by then.
CHASE_FEEDBACK = "chase_feedback"

_DATE = r"(?:(?:(?P<month>\d{1,2})月)?(?P<date>\d{1,2})[日号])?"
_WITHIN = re.compile(r"(?P<count>\d{1,2}|半|[一二两三四五六七八九十]{1,2})个?(?P<unit>小时|钟头|分钟)(?:之|以)?内")
_STOP = re.compile(r"[。;!\n]")
_REACH = 24  # characters between 前 and what is to be done by then
_NUMBER = r"#?(?P<number>\d{4} ?[-－—–_] ?\d{1,3}(?!\d)) ?号?"
_READ_AT_MOST = 600  # characters beside a quote
_LONGEST_HEAD = 60  # characters in which 反馈 and the number stand


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a group told of an instruction, by the message that tells it. `team` None: its leader or liaison."""

    instruction: str
    group: str
    team: int | None
    sender: str
    message_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """反馈 1020-1：…: the number, where one is named, and what is told."""

    number: str | None
    words: str


def feedback_due_in(text: str, now: datetime, lexicon: Lexicon) -> datetime | None:
    """By when an instruction given `now` wants feedback, perhaps past; None where its words do not say."""
    plain = unicodedata.normalize("NFKC", text).replace("；", ";")
    when = _DATE + moment_pattern(lexicon)
    for found in re.finditer(rf"{when}(?:之|以)?前", plain):
        if _asks_feedback(plain[found.end() :], lexicon) and (at := _at(found, now, lexicon)):
            return at
    heading = lexicon.any_of("instructions", "feedback", "heading").pattern
    for found in re.finditer(rf"(?P<heading>{heading}){when}", plain):
        if "截止" not in found["heading"] or _asks_feedback(plain[: found.start()][-_REACH:], lexicon):
            return _at(found, now, lexicon)
    for found in _WITHIN.finditer(plain):
        if _asks_feedback(plain[found.end() :], lexicon):
            return now + _span(found)
    return None


def told_of(text: str, lexicon: Lexicon) -> Told | None:
    """What a text that begins with 反馈 tells; None for any other, and where nothing follows."""
    head = lexicon.any_of("instructions", "feedback", "head").pattern
    said = " ".join(text[:_LONGEST_HEAD].split()) + text[_LONGEST_HEAD:]
    found = re.match(rf"(?:指令 ?)?(?:{_NUMBER} ?的?)?(?:{head}) ?(?:指令 ?)?", said)
    if found is None:
        return None
    after = re.match(_NUMBER, said[found.end() :])
    number = found["number"] or (after["number"] if after else None)
    body = said[found.end() + (after.end() if after else 0) :]
    if number is None and not body.lstrip().startswith((":", "：", ",", "，")):
        return None
    words = body.strip(" \t\n\u2005\u3000:：,，。")
    return Told(_tidy(number), words) if words else None


def tells(text: str, lexicon: Lexicon) -> bool:
    """Whether what is said beside a quoted instruction is feedback: how it went, beyond 收到."""
    plain = unicodedata.normalize("NFKC", text[:_READ_AT_MOST])
    if lexicon.any_of("instructions", "feedback", "asks").search(plain):
        return False
    return lexicon.any_of("instructions", "feedback", "told").search(plain) is not None


def _asks_feedback(after: str, lexicon: Lexicon) -> bool:
    clause = _STOP.split(after, maxsplit=1)[0][:_REACH]
    words = lexicon.any_of("instructions", "feedback", "asking").search(clause)
    other = lexicon.any_of("instructions", "feedback", "other").search(clause)
    return words is not None and (other is None or other.start() > words.end() + 8)


def _at(found: re.Match[str], now: datetime, lexicon: Lexicon) -> datetime | None:
    if not found["date"]:
        return moment_of(found, now, lexicon)
    today = now.astimezone(SHANGHAI).date()
    try:
        day = date(today.year, int(found["month"] or today.month), int(found["date"]))
    except ValueError:
        return None
    return moment_of(found, now, lexicon, day=day)


def _span(found: re.Match[str]) -> timedelta:
    half = found["count"] == "半"
    unit = timedelta(minutes=1) if found["unit"] == "分钟" else timedelta(hours=1)
    return unit / 2 if half else unit * chinese_number(found["count"])


def _tidy(number: str | None) -> str | None:
    digits = re.findall(r"\d+", number or "")
    return f"{int(digits[0]):04d}-{int(digits[1])}" if digits else None

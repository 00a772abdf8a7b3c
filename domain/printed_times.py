"""The day and the clock in one printed line, where they can be read in one way only."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time

_YEARS = range(2005, 2060)
_SEP = r" {0,2}[-~一/\\.·_年月:,]{1,2} {0,2}"
_YEAR_FIRST = re.compile(rf"(?<![0-9])(20[0-9]{{2}}){_SEP}([0-9]{{1,2}}){_SEP}([0-9]{{1,8}})(?!\.?[0-9])(?: ?日)?")
_ONE_LOST = re.compile(
    rf"(?<![0-9])(20[0-9]{{2}})(?:{_SEP}([0-9]{{2}})|([0-9]{{2}}){_SEP})([0-9]{{2}})(?=[0-9]{{2}}:|[^0-9.]|$)"
)
_RUN = re.compile(r"(?<![0-9])(20[0-9]{2})([0-9]{2})([0-9]{2})(?=[ _T-]{1,2}[0-9]{2}:?[0-9]{2})")
_SPACED = re.compile(r"(?<![0-9])(20[0-9]{2}) {1,2}([0-9]{2}) {1,2}([0-9]{2})(?= {1,3}[0-9]{1,2}[:;][0-9]{2})")
_YEAR_LAST = re.compile(r"(?<![0-9])([0-9]{1,2})[-./]([0-9]{1,2})[-./](20[0-9]{2})(?=[0-9]{2}:|[^0-9]|$)")
_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
    )
}
_NAMED = "|".join(_MONTHS)
_MONTH_DAY = re.compile(rf"(?i)\b({_NAMED})[a-z]{{0,6}}\.? ?([0-9]{{1,2}})(?:st|nd|rd|th)?[, .]{{0,3}}(20[0-9]{{2}})")
_DAY_MONTH = re.compile(
    rf"(?i)(?<![0-9])([0-9]{{1,2}})(?:st|nd|rd|th)?[- .]?({_NAMED})[a-z]{{0,6}}[-., ]{{0,3}}(20[0-9]{{2}})"
)
_CLOCK = re.compile(
    r"(?<![0-9.])([0-9]{1,2}) ?(?:[:;时點点]) ?([0-9]{2})(?:(?: ?[:;分]|\.) ?([0-9]{2})(?![0-9]))?"
    r"(?![0-9]|:(?! ?[AaPp上下]))"
)
_AFTER_DAY = re.compile(
    r"^[ T]*([0-9]{2})[.,·]?([0-9]{2})(?:[.,·:]?([0-9]{2}))?(?![0-9:.]| ?(?:[℃°%号米元人室吨]|[Mmk]))"
)
_DAY_CUT = re.compile(r" [0-9](?![0-9:;时點点])")  # 2020-10-2 0 09:57
_STUCK = re.compile(r"(?<![0-9:])((?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?)(?=20[0-9]{2}[-./年])")
_BEFORE_DAY = re.compile(r"^[1lI|](?=20[0-9]{2}[-./年])")  # the bar that stands beside the day
_BAR = re.compile(r"^([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?[1lI]$")  # the bar that stands beside a large clock
_ZONE = re.compile(r"(?:GMT|UTC) ?\+? ?0?8(?::?00)?(?![0-9])")
_OTHER_ZONE = re.compile(r"GMT|UTC|[0-9]:[0-9]{2} ?(?:Z(?![A-Za-z])|[+-] ?[01][0-9]:?[0-9]{2}(?![0-9:]))")
_EAST_EIGHT = re.compile(r"(?<=[0-9]) ?\+ ?08:?00(?![0-9:])")
#: What the air holds, PM2.5 and PM10, is no half of a day.
_DUST = re.compile(r"(?i)(?<![a-z])PM ?(?:2[.,·]?5(?![0-9])|10(?![0-9]| ?[-/月时點点]|[:;][0-9]{2}))")
_WEEKDAY = re.compile(r"(?:星期|周|礼拜)([一二三四五六日天曰])")
_WEEKDAYS = {sign: number for number, sign in enumerate("一二三四五六日")} | {"天": 6, "曰": 6}
_ENGLISH = re.compile(r"(?i)(?<![a-z])(mon|tue|wed|thu|fri|sat|sun)(?:s|nes|rs|ur)?(?:day)?(?![a-z])")
_ENGLISH_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_HALF = re.compile(r"上午|早上|清晨|早晨|凌晨|中午|下午|傍晚|晚上|夜间|(?<![A-Za-z])[AaPp]\.?[Mm]\.?(?![A-Za-z])")
_SMALL_HOURS = range(0, 5)
_LOOSE = str.maketrans("OoQDlI", "000011")
_NUMBERS = re.compile(r"[0-9OoQDlI][0-9OoQDlI:;./-]{3,20}(?![A-Za-z])")


@dataclass(frozen=True, slots=True)
class Marks:
    """What one line says of time; more than one of a kind is a doubt, and so is `doubtful`."""

    days: tuple[date, ...] = ()
    clocks: tuple[time, ...] = ()
    weekdays: frozenset[int] = frozenset()
    doubtful: bool = False
    half: str = ""
    is_half_alone: bool = False  # but for a day: nothing else on the line could be meant by it
    unsure_days: tuple[date, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.days or self.clocks or self.weekdays)


def unsure(marks: Marks) -> Marks:
    """What is left of a line that is not to be trusted: that there was something."""
    return Marks(doubtful=bool(marks.clocks or marks.doubtful), half=marks.half, unsure_days=marks.days)


def marks_of(text: str) -> Marks:
    """The days, clocks and weekdays of a plain line."""
    line = _EAST_EIGHT.sub(" ", _ZONE.sub(" ", _DUST.sub(" ", _NUMBERS.sub(_digits, _BEFORE_DAY.sub("", text)))))
    line = _STUCK.sub(r"\1 ", line)
    elsewhere = _OTHER_ZONE.search(line) is not None
    days, doubtful, line = _days(line)
    half = _HALF.search(line)
    weekdays = {_WEEKDAYS[sign] for sign in _WEEKDAY.findall(line)}
    weekdays |= {_ENGLISH_DAYS.index(name.lower()) for name in _ENGLISH.findall(line)}
    line = _ENGLISH.sub(" ", _WEEKDAY.sub(" ", line))
    clocks, broken = _clocks(line, half.group() if half else "")
    if len(days) > 1 and weekdays:
        days = tuple(day for day in days if day.weekday() in weekdays)
    said = half.group() if half else ""
    doubtful = doubtful or broken or len(days) > 1 or (elsewhere and bool(clocks))
    return Marks(days, clocks, frozenset(weekdays), doubtful, said, not re.search(r"\w", _HALF.sub("", line)))


def without_times(text: str) -> str:
    """A plain line without its days, clocks and weekdays."""
    if not marks_of(text):
        return text
    line = _ZONE.sub(" ", text)
    for pattern in (*(form for form, _ in _FORMS), _CLOCK, _WEEKDAY, _ENGLISH, _HALF):
        line = pattern.sub(" ", line)
    return line.strip(" |,.;-")


def in_half(clock: time, half: str) -> time | None:
    """The clock of 24 hours that `half` (上午, PM) makes of one of twelve; None where they do not fit."""
    hour, sign = clock.hour, half.upper().replace(".", "")
    if not half:
        return clock
    if sign in ("下午", "傍晚", "PM", "晚上", "夜间"):
        if sign in ("晚上", "夜间") and (hour in _SMALL_HOURS or hour == 12):
            return None  # ten past two at night
        return clock.replace(hour=hour if hour >= 12 else hour + 12)
    if sign == "中午":
        return clock if hour in (11, 12, 13) else clock.replace(hour=13) if hour == 1 else None
    if hour == 12 and sign in ("AM", "凌晨"):
        return clock.replace(hour=0)
    return clock if hour < 12 else None


def _digits(match: re.Match[str]) -> str:
    text = match.group()
    real = sum("0" <= sign <= "9" for sign in text)
    letters = sum(sign in "OoQDlI" for sign in text)
    return text.translate(_LOOSE) if letters and real >= 2 and real >= letters else text


def _days(line: str) -> tuple[tuple[date, ...], bool, str]:
    """The days, whether one can be read in two ways, and the line without them."""
    found: list[date] = []
    doubtful = False
    for pattern, take in _FORMS:
        for match in pattern.finditer(line):
            days, kept = take(match, line)
            found += [day for day in days if day not in found]
            doubtful = doubtful or len(days) > 1
            again = [day for later in pattern.finditer(line, match.end()) for day in take(later, line)[0]]
            doubtful = doubtful or any(day not in days for day in again)
            if days:
                line = f"{line[: match.start()]}\n{kept}{line[match.end() :]}"
                break
    return tuple(found), doubtful, line


def _year_first(match: re.Match[str], line: str) -> tuple[list[date], str]:
    """Digits of a clock may stick to the day: 2020-10-2009:57."""
    year, month, run = match.groups()
    if len(run) == 1 and _DAY_CUT.match(line, match.end()) and not match.group().endswith("日"):
        return [], ""
    clock = line[match.end() : match.end() + 1] in (":", ";") and not match.group().endswith("日")
    stuck = {(2, False): (2,), (1, False): (1,), (4, True): (2,), (6, False): (2,), (8, False): (2,)}
    if (len(run), clock) == (3, True):
        sizes: tuple[int, ...] = (1, 2)
    else:
        sizes = stuck.get((len(run), clock), ())
    days = {size: _day(year, month, run[:size]) for size in sizes if _hour(run[size:], clock)}
    real = [(day, size) for size, day in days.items() if day]
    return [day for day, _ in real], run[real[0][1] :] if len(real) == 1 else ""


def _hour(digits: str, clock: bool) -> bool:
    return not clock or (bool(digits) and int(digits) < 24)


def _lost(match: re.Match[str], line: str) -> tuple[list[date], str]:
    year, one, other, day = match.groups()
    return _real([_day(year, one or other, day)]), ""


def _plain_run(match: re.Match[str], line: str) -> tuple[list[date], str]:
    return _real([_day(*match.groups())]), ""


def _year_last(match: re.Match[str], line: str) -> tuple[list[date], str]:
    one, other, year = match.groups()
    days = _real([_day(year, other, one), _day(year, one, other)])
    return list(dict.fromkeys(days)), ""


def _month_day(match: re.Match[str], line: str) -> tuple[list[date], str]:
    month, day, year = match.groups()
    return _real([_day(year, str(_MONTHS[month.lower()]), day)]), ""


def _day_month(match: re.Match[str], line: str) -> tuple[list[date], str]:
    day, month, year = match.groups()
    return _real([_day(year, str(_MONTHS[month.lower()]), day)]), ""


_FORMS = (
    (_YEAR_FIRST, _year_first),
    (_ONE_LOST, _lost),
    (_RUN, _plain_run),
    (_SPACED, _plain_run),
    (_YEAR_LAST, _year_last),
    (_MONTH_DAY, _month_day),
    (_DAY_MONTH, _day_month),
)


def _day(year: str, month: str, day: str) -> date | None:
    try:
        made = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return made if made.year in _YEARS else None


def _real(days: Iterable[date | None]) -> list[date]:
    return [day for day in days if day is not None]


def _clocks(line: str, half: str) -> tuple[tuple[time, ...], bool]:
    """The clocks, and whether something that looks like one cannot be read."""
    found: list[time] = []
    broken = False
    matches = list(_CLOCK.finditer(line)) or _odd_clock(line)
    for match in matches:
        clock = _time(match.groups())
        clock = in_half(clock, half) if clock else None
        broken = broken or clock is None
        if clock is not None and clock not in found:
            found.append(clock)
    return tuple(found), broken or (not matches and _like_a_clock(line))


def _odd_clock(line: str) -> list[re.Match[str]]:
    """A clock whose signs were lost, right after the day; or one with the bar beside it."""
    at = line.rfind("\n")
    if at >= 0 and (match := re.compile(_AFTER_DAY.pattern.lstrip("^")).match(line, at + 1)):
        return [match]
    match = _BAR.match(line)
    return [match] if match else []


def _like_a_clock(line: str) -> bool:
    return bool(re.search(r"[0-9]{1,2}[:;][0-9]{1,2}", line))


def _time(parts: Sequence[str | None]) -> time | None:
    hour, minute, *more = (int(part) if part else 0 for part in parts)
    second = more[0] if more else 0
    return time(hour, minute, second) if hour < 24 and minute < 60 and second < 60 else None

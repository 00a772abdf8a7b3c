"""Latitude and longitude in printed lines: both, or neither. The ranges of China tell which is which."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_SOUTH, _NORTH = 15.0, 54.0  # of the land: 3.1649 is 33.1649 with its first digit cut
_WEST, _EAST = 73.0, 136.0
_MINUTES = 60
_SECONDS = 3600
_PLACES = 6  # of degrees made from minutes and seconds: a tenth of a metre
_DEGREE = r"[°度]"
_DECIMAL = re.compile(
    r"(?<![0-9.])([0-9]{1,3})\. ?([0-9]{3,9})(?![0-9]|\.[0-9]| [0-9]{1,4} ?[NE°])"
    r"(?! ?(?:m\b|米|km|公里|%|℃|°?C\b|元|吨|mg))"
)
_STUCK = re.compile(r"(?<![0-9.])([0-9]{2,3})\.([0-9]{5,11})\.([0-9]{3,9})(?![0-9.])")
_COMMA = re.compile(r"(?<![0-9.,])([0-9]{2,3})[,:;]([0-9]{4,8})(?= ?[°度]| ?[NEne北东])")
_SPACED = re.compile(r"(?<=[NE])([0-9]{2,3}) ([0-9]{4,8})(?![0-9.])")  # the point was lost
_WHOLE = re.compile(
    r"(?<![0-9.])([0-9]{1,3})(?: ?[°度o*'\"] ?| )([0-9]{1,2}) ?['分,] ?"
    r"([0-9]{1,2}(?:\.[0-9]{1,4})?)(?![0-9.]| ?[-:,] ?[0-9]{1,4} ?[\"秒']) ?(?:[\"秒]|'{1,2})?(?![0-9.])"
)
_MINUTE = re.compile(rf"(?<![0-9.])([0-9]{{1,3}}) ?{_DEGREE} ?([0-9]{{1,2}}\.[0-9]{{2,6}}) ?['分]")
#: As coarse as some cameras print them: taken only behind a label, and both with as many digits.
_COARSE = re.compile(
    r"(?:经纬度|坐标|(?i:gps))[^0-9]{0,3}([0-9]{1,3}\.([0-9]{1,2}))[°NE]{0,2} ?[,/ ] ?"
    r"[NE]?([0-9]{1,3}\.([0-9]{1,2}))[°NE]{0,2}$"
)
_MARKED = re.compile(r"[°度]|[NE] ?[0-9]|[0-9] ?[NE](?![A-Za-z])|[东北][经纬]|经度|纬度|经纬|坐标|(?i:gps|lat|lng|lon)")
_ELSE = re.compile(r"海拔|高度|高程|速度|精度|温度|湿度|气压|噪声|浓度|流量|PM|SO2|NOx|Alt|ALT")
_ELSEWHERE = re.compile(
    r"南纬|西经|[0-9][°'\"秒]{0,2} ?[SW](?![A-Za-z])|(?<![A-Za-z])[SW] ?[0-9]{1,3}[.°]|(?:^|[ ,:])-[0-9]{1,3}\."
)
_LABEL = re.compile(r"经纬度|坐标|[东北][经纬]|[经纬]度|(?i:gps)")
_LEFT_OVER = re.compile(r"[°\"':]|(?<![A-Za-z])[NE](?![A-Za-z])")
_DIGIT = re.compile(r"[0-9]")
_ZEROS = 1  # at the end of a number, which some cameras leave away
_BARE_DIGITS = 4  # after the point: what carries no mark of a coordinate must be as fine as one


@dataclass(frozen=True, slots=True)
class Angle:
    """Decimal degrees; `digits` after the point as printed, 0 for minutes and seconds."""

    value: float
    digits: int = 0

    @property
    def north(self) -> bool:
        return _SOUTH <= self.value <= _NORTH

    @property
    def east(self) -> bool:
        return _WEST <= self.value <= _EAST


def coordinates_of(texts: Sequence[str]) -> tuple[float, float] | None:
    """(latitude, longitude) of the plain lines of a block, if they name one place and no more."""
    angles = [angle for text in texts for angle in angles_in(text)]
    north = {angle.value for angle in angles if angle.north}
    east = {angle.value for angle in angles if angle.east}
    if len(north) != 1 or len(east) != 1 or _is_cut(angles):
        return None
    return next(iter(north)), next(iter(east))


def _is_cut(angles: Sequence[Angle]) -> bool:
    """Whether one has so many digits fewer than the other that the last of them were not read."""
    digits = [angle.digits for angle in angles]
    return max(digits) - min(digits) > _ZEROS and min(digits) < _BARE_DIGITS


def says_coordinates(text: str) -> bool:
    """Whether a plain line looks like one with coordinates, whatever they are."""
    return bool(_MARKED.search(text)) and len(_DIGIT.findall(text)) >= _BARE_DIGITS


def is_label_of_coordinates(text: str) -> bool:
    """Whether a plain line names coordinates and gives none: they stand beside it, in another column."""
    return bool(_MARKED.search(text)) and not _DIGIT.search(text)


def angles_in(text: str) -> list[Angle]:
    """What may be a latitude or a longitude in a plain line."""
    if not any("0" <= sign <= "9" for sign in text) or _ELSEWHERE.search(text):
        return []
    marked = bool(_MARKED.search(text))
    line = _ELSE.split(text)[0] if _ELSE.search(text) else text
    line = _COMMA.sub(r"\1.\2", _STUCK.sub(_apart, _SPACED.sub(r"\1.\2", line)))
    found = _minutes(line) or _decimals(line) or _coarse(line)
    found = [angle for angle in found if angle.north or angle.east]
    fine = [angle for angle in found if angle.digits >= _BARE_DIGITS]
    pair = len(fine) == 2 and {angle.north for angle in fine} == {True, False}
    return found if marked else fine if pair else []


def without_coordinates(text: str) -> str:
    """A plain line without its coordinates."""
    if not angles_in(text):
        return text
    for pattern in (_LABEL, _WHOLE, _MINUTE, _DECIMAL, _LEFT_OVER):
        text = pattern.sub(" ", text)
    return text.strip(" |,.;-")


def _minutes(line: str) -> list[Angle]:
    whole = [_angle(*map(float, match.groups())) for match in _WHOLE.finditer(line)]
    short = [_angle(float(match[1]), float(match[2])) for match in _MINUTE.finditer(line)]
    return [angle for angle in whole + short if angle is not None]


def _angle(degrees: float, minutes: float, seconds: float = 0) -> Angle | None:
    if minutes >= _MINUTES or seconds >= _MINUTES:
        return None
    return Angle(round(degrees + minutes / _MINUTES + seconds / _SECONDS, _PLACES))


def _decimals(line: str) -> list[Angle]:
    return [Angle(float(f"{match[1]}.{match[2]}"), len(match[2])) for match in _DECIMAL.finditer(line)]


def _coarse(line: str) -> list[Angle]:
    match = _COARSE.search(line)
    if not match or len(match[2]) != len(match[4]):
        return []
    return [Angle(float(match[at]), len(match[at + 1])) for at in (1, 3)]


def _apart(match: re.Match[str]) -> str:
    """Two numbers that stick together: 34.79584113.27898."""
    whole, run, part = match.groups()
    for size in (3, 2):
        second = int(run[-size:])
        if _WEST <= second <= _EAST or (size == 2 and 10 <= second <= _NORTH):
            return f"{whole}.{run[:-size]} {run[-size:]}.{part}"
    return " "

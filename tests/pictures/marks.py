"""How well a print was read: what was printed beside what was read, value by value. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.watermarks import Watermark

FIELDS = ("time", "day", "position", "address", "team")
#: Degrees: half of the last of six digits, and a little; arc seconds come back as decimals.
_NEAR = 6e-7
#: An address that shares less than half of its characters with the printed one is another text.
_ANOTHER = 0.5


class Mark(StrEnum):
    RIGHT = "right"
    UNREAD = "unread"
    WRONG = "wrong"  # a value was given that is not the printed one, or where none is printed
    NOTHING = "nothing"  # none printed, none given


@dataclass(frozen=True)
class Marked:
    """One photo: a mark for each of FIELDS, and the share of the address' characters (None where none is printed)."""

    marks: dict[str, Mark]
    address: float | None


def marked(truth: Watermark, read: Watermark) -> Marked:
    address = alike(plain(truth.address), plain(read.address)) if truth.address else None
    marks = {
        "time": _mark(truth.time, read.time),
        "day": _mark(truth.day, read.day),
        "position": _position(truth, read),
        "address": _address(truth, read, address),
        "team": _mark(plain(truth.team), plain(read.team)),
    }
    return Marked(marks, address)


def _mark(printed: object, given: object) -> Mark:
    """ "" and None are nothing."""
    if not given:
        return Mark.UNREAD if printed else Mark.NOTHING
    return Mark.RIGHT if given == printed else Mark.WRONG


def _position(truth: Watermark, read: Watermark) -> Mark:
    """Both degrees together; one of them alone is no place."""
    printed, given = (truth.latitude, truth.longitude), (read.latitude, read.longitude)
    if not _same(printed, given):
        return Mark.WRONG
    if None in given:
        return Mark.NOTHING if None in printed else Mark.UNREAD
    return Mark.RIGHT


def _same(printed: tuple[float | None, float | None], given: tuple[float | None, float | None]) -> bool:
    """Of those that were given."""
    pairs = [(a, b) for a, b in zip(printed, given, strict=True) if b is not None]
    return all(a is not None and abs(a - b) <= _NEAR for a, b in pairs)


def _address(truth: Watermark, read: Watermark, share: float | None) -> Mark:
    """Right though some characters are not; their share is counted beside."""
    if not read.address:
        return Mark.UNREAD if truth.address else Mark.NOTHING
    return Mark.WRONG if share is None or share < _ANOTHER else Mark.RIGHT


def plain(text: str | None) -> str:
    """Without blanks; full-width and half-width, and the dots between parts of an address, are the same."""
    folded = unicodedata.normalize("NFKC", text or "")
    return "".join("·" if letter in "•・∙⋅" else letter for letter in folded if not letter.isspace())


def alike(one: str, other: str) -> float:
    """1 less the edit distance over the length of the longer text."""
    if not one or not other:
        return float(one == other)
    before: Sequence[int] = range(len(other) + 1)
    for row, letter in enumerate(one, 1):
        now = [row]
        for column, against in enumerate(other, 1):
            now.append(min(now[-1] + 1, before[column] + 1, before[column - 1] + (letter != against)))
        before = now
    return 1 - before[-1] / max(len(one), len(other))

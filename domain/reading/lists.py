"""Lists: one text that reports several places, cut into its items."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

_MOST = 20  # lines of a list
_CHINESE = "一二三四五六七八九十"
_STYLES = (
    re.compile(
        r"(?:^|[\n：；。，！\s）])\s{0,8}（?(?P<n>\d{1,2})(?:[）、.．|:：](?!\d)|\s{0,8}(?=[\u4e00-\u9fff]{2,20}?(?:县|市|区|公司|厂)))"
    ),
    re.compile(r"(?P<n>[①-⑳])"),
    re.compile(rf"(?:^|[\n：；。，！\s])（?第?(?P<n>[{_CHINESE}])(?:是|家(?:是)?|[、）.:：])[:：，]?"),
    re.compile(r"(?:^|[\n：；。，！\s])第?(?P<n>\d{1,2})(?:家|号|#)[:：，、]?"),
)


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a list: its author's number, and its words."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Listing:
    """A list: what stands before it, its items, and what stands after it."""

    head: str
    items: tuple[Item, ...]
    tail: str


def number_of(mark: str) -> int:
    """The value of 3, ③ or 三."""
    if mark.isdigit() and mark.isascii():
        return int(mark)
    if "①" <= mark <= "⑳":
        return ord(mark) - ord("①") + 1
    return chinese_number(mark)


def chinese_number(mark: str) -> int:
    """The value of 一 to 九十九, or of digits; 0 where it is neither."""
    if mark.isascii() and mark.isdigit():
        return int(mark)
    mark = mark.replace("两", "二")
    if mark == "十":
        return 10
    if "十" in mark:
        tens, _, ones = mark.partition("十")
        return (_CHINESE.find(tens) + 1 if tens else 1) * 10 + (_CHINESE.find(ones) + 1 if ones else 0)
    return _CHINESE.find(mark) + 1 if mark in _CHINESE and mark else 0


def numbered(text: str) -> Listing | None:
    """The text cut at its author's numbering; None where nothing is numbered upward."""
    for style in _STYLES:
        marks = _ascending([(number_of(m.group("n")), m.start(), m.end()) for m in style.finditer(text)])
        if len(marks) >= 2:
            return _cut(text, marks)
    return None


def _ascending(marks: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """The marks that count upward by one, from the first that is followed by its successor."""
    kept: list[tuple[int, int, int]] = []
    for mark in marks:
        if not kept or mark[0] == kept[-1][0] + 1:
            kept.append(mark)
        elif len(kept) == 1:
            kept = [mark]
    return kept


def _cut(text: str, marks: list[tuple[int, int, int]]) -> Listing:
    ends = [start for _, start, _ in marks[1:]] + [len(text)]
    items = [Item(number, text[end:stop].strip()) for (number, _, end), stop in zip(marks, ends, strict=True)]
    last, _, tail = items[-1].text.partition("\n")
    if tail:
        items[-1] = Item(items[-1].number, last)
    return Listing(text[: marks[0][1]], tuple(items), tail)


def places_listed(
    text: str, has_place: Callable[[str], bool], is_part: Callable[[str], bool] = lambda item: False
) -> Listing | None:
    """The text as a list of places: numbered, or one a line, or one a sentence; else None.

    What `is_part` of a place named before it (原料堆场) is no further place.
    """
    listing = numbered(text)
    if listing:
        named = has_place(f"{listing.head}：")  # where its items are problems of that one place
        held = [has_place(item.text) and not (named and is_part(item.text)) for item in listing.items]
        if all(held) or (sum(held) >= 2 and held[0] and sum(held) * 3 >= len(held) * 2):
            return listing
    for separator in ("\n", "；", "。"):
        parts = [part.strip() for part in text.split(separator) if part.strip()]
        if not 2 <= len(parts) <= _MOST:
            continue
        held = [has_place(part) for part in parts]
        held = [one and not (any(held[:index]) and is_part(parts[index])) for index, one in enumerate(held)]
        if sum(held) >= 2:
            listing = _lines(parts, held)
            if listing:
                return listing
    return None


def _lines(parts: list[str], held: list[bool]) -> Listing | None:
    """A list of lines that each begin with a place; lines without one may only stand before or after."""
    first = held.index(True)
    last = len(held) - 1 - held[::-1].index(True)
    if not all(held[first : last + 1]) or first > 1:
        return None
    items = tuple(Item(index, part) for index, part in enumerate(parts[first : last + 1], 1))
    return Listing("".join(parts[:first]), items, "\n".join(parts[last + 1 :]))

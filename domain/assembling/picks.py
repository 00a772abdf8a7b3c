"""Picks: pictures told by their number or side in a burst (前两张, 图3, 最后一张)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from domain.assembling.names import meant
from domain.reading.lists import chinese_number
from domain.rosters import Group
from domain.visits import Link

_COUNT = "(?P<count>\\d|[一二两三四五六七八九])"
PICK = re.compile(
    f"(?P<side>前|后|最后|中间|末)(?:面|边|的|那|这){{0,4}}{_COUNT}[张幅个图]"
    "|(?:图|照片|第(?=.{1,3}[张幅]))(?P<index>\\d|[一二三四五六七八九])(?:[-至到](?P<to>\\d|[一二三四五六七八九]))?[张幅]?"
)


def picks(text: str, media: Sequence[Link], place: str, group: Group) -> list[Link] | None:
    """The pictures that a caption gives to one place; None where it gives it none."""
    matches = list(PICK.finditer(text))
    middle = 0
    for position, match in enumerate(matches):
        end = matches[position + 1].start() if position + 1 < len(matches) else len(text)
        chosen, middle = chosen_by(match, media, middle)
        if meant(text[match.end() : end], [place], group) is not None:
            return list(chosen)
    return None


def chosen_by(match: re.Match[str], media: Sequence[Link], middle: int) -> tuple[Sequence[Link], int]:
    """The pictures that one selector means; and where those in the middle begin."""
    if match.group("index"):
        first = chinese_number(match.group("index"))
        last = chinese_number(match.group("to")) if match.group("to") else first
        return media[first - 1 : last], middle
    count = chinese_number(match.group("count"))
    if match.group("side") == "前":
        return media[:count], count
    if match.group("side") == "中间":
        return media[middle : middle + count], middle + count
    return media[-count:], middle

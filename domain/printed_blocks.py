"""Where print on a photo stands: lines that belong together are of like size, near each other and aligned."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

HAN = "\u4e00-\u9fff"  # Chinese letters, within a pattern's brackets
MOST_LINES = 120
_MOST_LETTERS = 160
_NEAR = 1.7  # of the height of the smaller line: the gap between two lines of a block
_BESIDE = 8.0  # of the same: between a label and its value, in two columns
_ACROSS = 24.0  # of the same: between two columns, each with labels
_LEVEL = 1.3  # such cells are as high as each other
_LABEL = re.compile(rf"[{HAN}]{{2,4}} ?[:：]")
_LIKE = 2.1  # as often is one line as high as the next
_COLON = frozenset(":：")
_CLOCK = 5.0  # but a clock is written large
_ALIGNED = 2.0  # of the height: how far apart the edges of two lines of a block stand
_LOOKALIKES = {
    ":": "：﹕∶︰；﹔",
    ",": "，﹐",
    ".": "．。﹒",
    "'": "′’‘´`＇",
    '"': "″”“〃＂",
    "°": "º˚˙⁰",
    "-": "—–−－﹣",
    "~": "～〜",
    "|": "｜",
    "·": "・•‧∙⋅",
}
_SIGNS = str.maketrans({sign: plain for plain, signs in _LOOKALIKES.items() for sign in signs})


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """One line of print found on a picture: where it stands, in px of the picture upright.

    `score`, 0 to 1, is of its least sure letter or digit, `figures` of its least sure digit, `mean` of them all.
    `at_edge`: where a camera stamps a day and a clock, and a monitor in the scene seldom stands.
    """

    text: str
    left: float
    top: float
    width: float
    height: float
    score: float
    figures: float | None = None
    at_edge: bool = True
    mean: float | None = None

    @property
    def sure(self) -> float:
        return self.score if self.figures is None else self.figures

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def bottom(self) -> float:
        return self.top + self.height

    @property
    def middle(self) -> float:
        return self.top + self.height / 2


def plain(text: str) -> str:
    """The text with half-width signs, one sign for each that looks like it, and single spaces; cut if it is long."""
    signs = text[:_MOST_LETTERS].translate(_SIGNS)
    half = "".join(unicodedata.normalize("NFKC", sign) if "\uff01" <= sign <= "\uff5e" else sign for sign in signs)
    return " ".join(half.split())


def blocks_of(lines: Sequence[PrintedLine]) -> list[list[PrintedLine]]:
    """The lines by block, each from top to bottom; lines beyond the largest MOST_LINES are left out."""
    kept = [line for line in lines if line.height > 0 and line.width > 0]
    kept = sorted(sorted(kept, key=lambda line: -line.height)[:MOST_LINES], key=lambda line: (line.top, line.left))
    roots = list(range(len(kept)))
    for later, line in enumerate(kept):
        for earlier in range(later):
            if _belong(kept[earlier], line):
                _join(roots, earlier, later)
    groups: dict[int, list[PrintedLine]] = {}
    for at, line in enumerate(kept):
        groups.setdefault(_root(roots, at), []).append(line)
    return list(groups.values())


def rows_of(block: Sequence[PrintedLine]) -> list[list[PrintedLine]]:
    """The lines of a block by row, each from left to right."""
    rows: list[list[PrintedLine]] = []
    for line in sorted(block, key=lambda one: one.middle):
        beside = (
            rows and any(_on_a_row(one, line) for one in rows[-1]) and not any(_over(one, line) for one in rows[-1])
        )
        rows[-1].append(line) if beside else rows.append([line])
    return [sorted(row, key=lambda one: one.left) for row in rows]


def _on_a_row(one: PrintedLine, other: PrintedLine) -> bool:
    overlap = min(one.bottom, other.bottom) - max(one.top, other.top)
    like = max(one.height, other.height) <= 1.6 * min(one.height, other.height)
    return like and overlap >= 0.5 * min(one.height, other.height)


def _over(one: PrintedLine, other: PrintedLine) -> bool:
    """Whether one stands above the other, in the same column."""
    return min(one.right, other.right) - max(one.left, other.left) > 0.5 * min(one.width, other.width)


def _belong(one: PrintedLine, other: PrintedLine) -> bool:
    small, large = sorted((one.height, other.height))
    if large > small * (_CLOCK if _COLON & {*one.text[:_MOST_LETTERS], *other.text[:_MOST_LETTERS]} else _LIKE):
        return False
    overlap = min(one.bottom, other.bottom) - max(one.top, other.top)
    apart = max(one.left, other.left) - min(one.right, other.right)
    if overlap >= 0.4 * small:
        cells = large <= _LEVEL * small and _LABEL.match(one.text) and _LABEL.match(other.text)
        return apart <= (_ACROSS if cells else _BESIDE) * small
    return -overlap <= _NEAR * small and (apart < 0 or _aligned(one, other, _ALIGNED * small))


def _aligned(one: PrintedLine, other: PrintedLine, most: float) -> bool:
    return abs(one.left - other.left) <= most or abs(one.right - other.right) <= most


def _root(roots: list[int], at: int) -> int:
    while roots[at] != at:
        roots[at] = roots[roots[at]]
        at = roots[at]
    return at


def _join(roots: list[int], one: int, other: int) -> None:
    roots[_root(roots, other)] = _root(roots, one)

"""The 违法内容描述 of a case: where forms and chat texts put it, and what counts of it (附件3).

Whoever made the document may have made it to cost time: every line is looked at a set number of times, and a
heading is sought in its first characters only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain, islice
from typing import Any

from domain.lexicons import Lexicon

#: A document as rows of cells; a paragraph of the body is a row of one cell. Cells may hold line breaks.
Rows = Sequence[Sequence[str]]

#: Characters of a chat text that are read; a real case has a few hundred.
READ_AT_MOST = 10_000

#: Headings without a text after which no more are looked at; a form has one or two.
_MOST_BARE_HEADINGS = 20

_BLANKS = r"\s{0,8}"
_REMARK = r"(?:[（(][^）)]{0,80}[）)])?"


def nonspace(text: str) -> int:
    """How many characters there are but white space, which is how 150字 is counted."""
    return len("".join(text.split()))


_RUN = re.compile(r"[〇\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]|[A-Za-zＡ-Ｚａ-ｚ]+|\d+(?:\.\d+)*")


def strict_count(text: str) -> int:
    """字 by the strict reading: each Chinese character is one, and each run of letters or of digits (附件3)."""
    return sum(1 for _ in _RUN.finditer(text))


def description_of(rows: Rows, lexicon: Lexicon) -> str:
    """The 违法内容描述 of a document: the words under, beside or after its heading; all words if there is no heading.

    In a table the text may stand in the heading's own cell, to the right of it or in the row below.
    """
    table = lexicon.tables["papers"]["description"]
    found = _under_heading(rows, table)
    text = found if found is not None else "\n".join("\n".join(row) for row in rows)
    return re.sub(table["hint_pattern"], "", text).strip()


def rows_of(text: str) -> Rows:
    """A chat text as rows, as far as it is read."""
    return [[line] for line in text[:READ_AT_MOST].split("\n")]


def has_description(text: str, papers: Mapping[str, Any]) -> bool:
    """Whether a line of a chat text begins with a heading that speaks of a description (违法内容描述)."""
    table = papers["description"]
    pattern = heading_pattern(tuple(h for h in table["headings"] if "描述" in h), table["numbering_pattern"])
    return any(pattern.match(line.strip()) for line in _lines(text[:READ_AT_MOST]))


@lru_cache(maxsize=16)
def heading_pattern(headings: tuple[str, ...], numbering: str) -> re.Pattern[str]:
    """Finds any of the headings at the head of a line, longer ones first; its characters may stand apart.

    A heading is followed by a bracketed remark, a colon or nothing: 违法事实清楚 is a sentence.
    """
    spaced = "|".join(r"\s{0,4}".join(map(re.escape, h)) for h in sorted(headings, key=lambda h: (-len(h), h)))
    return re.compile(rf"{numbering}{_BLANKS}【?(?:{spaced})】?{_BLANKS}{_REMARK}{_BLANKS}(?:[:：]|\Z)")


@lru_cache(maxsize=16)
def _end_pattern(ends: tuple[str, ...], numbering: str) -> re.Pattern[str]:
    words = "|".join(map(re.escape, ends))
    rest = rf"\d{{0,4}}{_REMARK}】?{_BLANKS}(?:如下)?{_BLANKS}(?:[:：]|\Z)"
    return re.compile(rf"{numbering}{_BLANKS}【?(?:{words}){rest}")


def _heading(line: str, table: Mapping[str, Any]) -> str | None:
    """What follows a heading on its own line; None when the line does not begin with one."""
    bare = line.strip()
    if not bare:
        return None
    found = heading_pattern(tuple(table["headings"]), table["numbering_pattern"]).match(bare)
    return bare[found.end() :].strip() if found else None


def _ends(line: str, table: Mapping[str, Any]) -> bool:
    bare = line.strip()
    return bool(bare) and _end_pattern(tuple(table["ends"]), table["numbering_pattern"]).match(bare) is not None


def _under_heading(rows: Rows, table: Mapping[str, Any]) -> str | None:
    """The text of the first heading that has any; "" when no heading has; None without a heading."""
    result: str | None = None
    for r, c, rest, after in islice(_headings(rows, table), _MOST_BARE_HEADINGS):
        text = _text_of_heading(rows, r, c, chain([rest], _lines(rows[r][c], after)), table)
        if text:
            return text
        result = ""
    return result


def _headings(rows: Rows, table: Mapping[str, Any]) -> Iterator[tuple[int, int, str, int]]:
    """Each heading: its row and cell, what follows on its line, and where in the cell the next line begins."""
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            after = 0
            for line in _lines(cell):
                after += len(line) + 1
                rest = _heading(line, table)
                if rest is not None:
                    yield r, c, rest, after


def _text_of_heading(rows: Rows, r: int, c: int, own: Iterable[str], table: Mapping[str, Any]) -> str:
    """The words of the heading at row `r`, cell `c`; `own` are the lines of its cell from the heading on."""
    if len(rows[r]) == 1:
        return _gathered(_until_table(own, rows, r + 1), table)
    inside = _gathered(own, table)
    if inside:
        return inside
    beside = _gathered((line for at in range(c + 1, len(rows[r])) for line in _lines(rows[r][at])), table)
    below = rows[r + 1] if r + 1 < len(rows) else ()
    under = _gathered(_lines(below[min(c, len(below) - 1)]), table) if below else ""
    return max(beside, under, key=len)


def _until_table(own: Iterable[str], rows: Rows, start: int) -> Iterator[str]:
    """The heading's own lines and the paragraphs from row `start`, up to a table after the text has begun."""
    begun = False
    for line in own:
        begun = begun or bool(line.strip())
        yield line
    for r in range(start, len(rows)):
        if len(rows[r]) > 1 and begun:
            return
        begun = begun or any(cell.strip() for cell in rows[r])
        yield from chain.from_iterable(map(_lines, rows[r]))


def _gathered(lines: Iterable[str], table: Mapping[str, Any]) -> str:
    """The lines up to the next heading."""
    kept: list[str] = []
    for line in lines:
        if _ends(line, table) or _heading(line, table) is not None:
            break
        kept.append(line)
    return "\n".join(kept).strip()


def _lines(text: str, start: int = 0) -> Iterator[str]:
    """The lines from a position on, one at a time: whoever stops early pays for no more."""
    while (end := text.find("\n", start)) >= 0:
        yield text[start:end]
        start = end + 1
    if start <= len(text):
        yield text[start:]

"""Tables as an office keeps them: titles above, notes below, headings by any of their names; cells with their place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

Cell = str | int | float | bool | date | datetime | time | timedelta | None
Words = Mapping[str, Sequence[str]]

_LOOK_FOR_HEAD = 30  # rows
_LIKELY = 3  # headings known: it is that kind of sheet, though one is missing
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|[*\s:]")
_DAY = re.compile(r"(\d{4})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*日?")
_PLAIN_DAY = re.compile(r"(20\d\d)(\d\d)(\d\d)")
_NUMBER = re.compile(r"第?(\d{1,6})(?:\.0+)?(?:号|个)?(?:小组|组|轮次|轮)?")
_CHINESE = {word: n for n, word in enumerate(("零", *"一二三四五六七八九十", "十一", "十二", "十三", "十四", "十五"))}
_ERROR = re.compile(r"#(?:REF|N/A|VALUE|DIV/0|NAME|NUM|NULL)[!?]?")
_FIRST_SERIAL, _LAST_SERIAL = 36_526, 73_050  # 2000-01-01, 2099-12-31 as Excel counts days
_SERIAL_ZERO = date(1899, 12, 30)
_LONG_NOTE = 12  # characters: so much in a cell merged over the table, or in its 序号 alone, is a note
_WIDE = 3  # cells
_LONGEST = 400  # characters of a cell
_NAMES = frozenset({"name", "city", "id", "group", "key"})
_LONGEST_NAME = 60
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its cells by row from the sheet's first, merged cells filled; `first` is the first row's number."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    first: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """One row under its headings. Each reading method notes a fault and gives an empty value when it finds one."""

    sheet: str
    number: int
    cells: Mapping[str, Cell]
    headings: Mapping[str, str]
    faults: list[str] = field(compare=False)

    def fault(self, key: str, what: str) -> None:
        self.faults.append(f"工作表“{shown(self.sheet)}”第 {self.number} 行“{self.headings[key]}”：{what}")

    def has(self, key: str) -> bool:
        return bool(text_of(self.cells.get(key)))

    def text(self, key: str, should: str = "") -> str:
        """The cell's words; "" where it is empty, which is a fault where it should be something."""
        text = text_of(self.cells.get(key))
        if _ERROR.fullmatch(text):
            self.fault(key, f"是公式出错的值 {text}，应为{should or '文字'}")
            return ""
        if should and not text:
            self.fault(key, f"没有填，应为{should}")
        longest = _LONGEST_NAME if key in _NAMES else _LONGEST
        if len(text) > longest:
            self.fault(key, f"太长，应不超过 {longest} 字，现有 {len(text)} 字")
        return text[:longest]

    def whole(self, key: str, should: str = "") -> int:
        """A whole number from 1, as a number, as text or as 第3小组; 0 where there is none."""
        text = self.text(key, should)
        number = number_of(text)
        if text and not number:
            self.fault(key, f"应为{should or '不小于 1 的整数'}，现为 {quoted(text)}")
        return number

    def day(self, key: str, should: str) -> date:
        """A date, whether Excel knows that it is one or not; date.min where there is none."""
        text = self.text(key, should)
        day = _day_of(self.cells.get(key), text)
        if text and day is None:
            self.fault(key, f"应为{should}，现为 {quoted(text)}")
        return day or date.min


@dataclass(frozen=True, slots=True)
class Headed:
    """A sheet's rows under its headings, and what was wrong with these."""

    rows: tuple[Row, ...]
    faults: tuple[str, ...] = ()


def kind_of(sheet: Sheet, lexicon: Mapping[str, Any]) -> str | None:
    """What kind of sheet it is: by its name, else by its headings; None for one that is none of ours."""
    name = _folded(sheet.name)
    for kind, words in lexicon["sheets"].items():
        if any(word in name for word in words):
            return str(kind)
    heads = {kind: _head_of(sheet, words) for kind, words in lexicon["headings"].items()}
    known = {kind: set(head[1].values()) for kind, head in heads.items() if head is not None}
    whole = [kind for kind, keys in known.items() if set(lexicon["needed"][kind]) <= keys]
    likely = [kind for kind, keys in known.items() if len(keys) >= _LIKELY]
    return max(whole or likely, key=lambda kind: len(known[kind]), default=None)


def headed(sheet: Sheet, kind: str, lexicon: Mapping[str, Any]) -> Headed:
    """The rows of a sheet of that kind, without titles, notes, totals, examples and empty ones."""
    words: Words = lexicon["headings"][kind]
    names = {key: entries[0] for key, entries in words.items()}
    if not any(text_of(cell) for row in sheet.rows for cell in row):
        return Headed((), (f"工作表“{shown(sheet.name)}”：是空的",))
    found = _head_of(sheet, words)
    if found is None:
        wanted = "、".join(names[key] for key in lexicon["needed"][kind])
        return Headed((), (f"工作表“{shown(sheet.name)}”：没有找到表头，应有一行写明 {wanted}",))
    at, columns = found
    missing = [names[key] for key in lexicon["needed"][kind] if key not in columns.values()]
    if missing:
        where = f"工作表“{shown(sheet.name)}”第 {sheet.first + at} 行"
        return Headed((), (f"{where}：表头缺少 {'、'.join(missing)}{_strange(sheet.rows[at], columns)}",))
    return Headed(tuple(_rows(sheet, at, columns, names, words, lexicon["skipped"])))


def text_of(cell: Cell) -> str:
    """A cell's words: NFKC, blanks joined, a whole number without its point."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    kept = (c if unicodedata.category(c)[0] != "C" else " " if c in "\n\t\r" else "" for c in str(cell))
    return " ".join(unicodedata.normalize("NFKC", "".join(kept)).split())


def number_of(text: str) -> int:
    """A whole number from 1 in words such as 3, 3.0, 第3小组, 三; 0 for anything else."""
    match = _NUMBER.fullmatch(text.replace(" ", ""))
    if match:
        return int(match[1])
    return _CHINESE.get(re.sub(r"^第|(?:小组|组|轮次|轮)$", "", text), 0)


def quoted(text: str) -> str:
    return f"“{shown(text)}”"


def shown(text: str) -> str:
    """Words of a file as a fault quotes them: short, on one line."""
    text = "".join(c if c.isprintable() else "\ufffd" for c in text)
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


def _head_of(sheet: Sheet, words: Words) -> tuple[int, dict[int, str]] | None:
    """The last row of the first headings, and which column is what; headings over two rows are one."""
    for at, row in enumerate(sheet.rows[:_LOOK_FOR_HEAD]):
        columns = _columns(row, words)
        if len(columns) < 2:
            continue
        above = _columns(sheet.rows[at - 1], words) if at else {}
        below = _columns(sheet.rows[at + 1], words) if at + 1 < len(sheet.rows) else {}
        columns = {**_free(above, columns), **columns}
        more = _free(below, columns)
        goes_on = more and all(i in more or columns.get(i) == key for i, key in below.items())
        return (at + 1, {**columns, **more}) if goes_on else (at, columns)
    return None


def _free(others: Mapping[int, str], columns: Mapping[int, str]) -> dict[int, str]:
    return {at: key for at, key in others.items() if at not in columns and key not in columns.values()}


def _columns(row: Sequence[Cell], words: Words) -> dict[int, str]:
    found: dict[int, str] = {}
    for at, cell in enumerate(row):
        name = _folded(cell) if isinstance(cell, str) else ""
        key = next((key for key, entries in words.items() if name and name in entries), None)
        if key is not None and key not in found.values():
            found[at] = key
    return found


def _rows(
    sheet: Sheet, head: int, columns: dict[int, str], names: Mapping[str, str], words: Words, skipped: Words
) -> Iterator[Row]:
    faults: list[str] = []
    headings = {**names, **{key: text_of(sheet.rows[head][at]) or names[key] for at, key in columns.items()}}
    for at, cells in enumerate(sheet.rows[head + 1 :], sheet.first + head + 1):
        again = _columns(cells, words)
        values = {key: cells[i] if i < len(cells) else None for i, key in columns.items()}
        told = [key for key, value in values.items() if text_of(value)]
        if told and len(again) < 2 and not _is_aside(cells, told, skipped):
            yield Row(sheet.name, at, values, headings, faults)


def _is_aside(cells: Sequence[Cell], told: Sequence[str], skipped: Words) -> bool:
    """Whether a row is none of the table: an example, a total, a note, be it merged over the table or in its 序号."""
    filled = [text for cell in cells if (text := text_of(cell))]
    first = _folded(filled[0])
    if any(first.startswith(word) for word in skipped["example"]) or first in skipped["totals"]:
        return True
    if any(first == word or filled[0].startswith((f"{word}:", f"{word}1")) for word in skipped["notes"]):
        return True
    is_merged = len(filled) >= _WIDE and len(set(filled)) == 1
    return len(filled[0]) > _LONG_NOTE and (is_merged or list(told) == ["number"])


def _strange(row: Sequence[Cell], columns: Mapping[int, str]) -> str:
    """ "（“来源”不认识）" for headings that are none of ours, or nothing."""
    unknown = [quoted(text) for at, cell in enumerate(row) if at not in columns and (text := text_of(cell))]
    return f"（{'、'.join(dict.fromkeys(unknown))} 不认识）" if unknown else ""


def _folded(cell: Cell) -> str:
    text = text_of(cell)
    bare = _ASIDE.sub("", text)
    return (bare or text).lower()


def _day_of(cell: Cell, text: str) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, int | float) and not isinstance(cell, bool) and _FIRST_SERIAL <= cell <= _LAST_SERIAL:
        return _SERIAL_ZERO + timedelta(days=int(cell))
    match = _DAY.match(text) or _PLAIN_DAY.fullmatch(text)
    try:
        return date(*(int(part) for part in match.groups())) if match else None
    except ValueError:
        return None

"""Tables as an Excel file. What people wrote stays text: no formula, no link, no control character.

Rows are written one by one and forgotten: a table may be long. A sheet that is made from what an earlier one has gone
through comes after it.
"""

from __future__ import annotations

import tempfile
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from math import ceil
from pathlib import Path
from typing import Any, TypeAlias

import xlsxwriter

from documents.lines import width_of

_LONGEST_CELL = 32_000  # Excel takes 32,767 characters
_CUT = "…（原话过长，余下的没有列出）"
_BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")  # they show words in another order
_TABLE = {"text_wrap": True, "border": 1, "valign": "vcenter"}
_LINE = 15  # points
_HIGHEST = 240
_PICTURE = (104, 92)  # pixels in a cell, at most
_PICTURE_ROW = 72  # points: 96 px


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in a cell: its file, and its size in pixels."""

    path: Path
    width: int
    height: int


Cell: TypeAlias = str | int | Picture
Columns = Sequence[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: its name, the line above it, headings with their width in characters, and rows, gone through once."""

    name: str
    title: str
    columns: Columns
    rows: Iterable[Sequence[Cell]]


def write_workbook(payload: Mapping[str, Any], made_on: date) -> bytes:
    """The file of a payload: `title`, `columns` (heading, width in characters) and `rows` of text and numbers."""
    return write_sheets([Sheet("清单", payload["title"], payload["columns"], payload["rows"])], made_on)


def write_sheets(sheets: Iterable[Sheet], made_on: date) -> bytes:
    """The file of these sheets, written in their order: the same bytes for the same values."""
    with tempfile.TemporaryDirectory(prefix="lanshao-") as folder:
        path = Path(folder) / "book.xlsx"
        options = {"constant_memory": True, "tmpdir": folder, "strings_to_formulas": False, "strings_to_urls": False}
        book = xlsxwriter.Workbook(path, {**options, "strings_to_numbers": False})
        book.set_properties({"author": "蓝哨", "created": datetime.combine(made_on, time.min)})
        formats = {
            "title": book.add_format({"bold": True, "font_size": 14}),
            "head": book.add_format({**_TABLE, "bold": True, "bg_color": "#DCE6F1", "align": "center"}),
            "cell": book.add_format(_TABLE),
            "quoted": book.add_format({**_TABLE, "quote_prefix": True}),  # stays text when somebody edits the cell
        }
        for sheet in sheets:
            _write_sheet(book.add_worksheet(sheet.name), sheet, formats)
        book.close()
        return path.read_bytes()


def _write_sheet(page: Any, sheet: Sheet, formats: Mapping[str, Any]) -> None:
    page.freeze_panes(2, 0)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.set_margins(0.4, 0.4, 0.5, 0.5)
    page.repeat_rows(1)
    for column, (_, width) in enumerate(sheet.columns):
        page.set_column(column, column, width)
    page.write_string(0, 0, plain(sheet.title), formats["title"])
    for column, (heading, _) in enumerate(sheet.columns):
        page.write_string(1, column, heading, formats["head"])
    last = 1
    for last, row in enumerate(sheet.rows, 2):
        _write_row(page, last, row, sheet.columns, formats)
    page.autofilter(1, 0, last, len(sheet.columns) - 1)


def _write_row(page: Any, position: int, row: Sequence[Cell], columns: Columns, formats: Mapping[str, Any]) -> None:
    texts = [plain(value) if isinstance(value, str) else "" for value in row]
    if any(isinstance(value, Picture) for value in row):
        page.set_row(position, max(_PICTURE_ROW, _height(texts, columns)))  # it would not be as high by itself
    for column, (value, text) in enumerate(zip(row, texts, strict=True)):
        if isinstance(value, int):
            page.write_number(position, column, value, formats["cell"])
        elif not text:
            page.write_blank(position, column, None, formats["cell"])
        else:
            page.write_string(position, column, text, formats["quoted" if text.startswith(_BEGINS_FORMULA) else "cell"])
        if isinstance(value, Picture):
            _place(page, position, column, value)


def _place(page: Any, position: int, column: int, picture: Picture) -> None:
    scale = min(_PICTURE[0] / picture.width, _PICTURE[1] / picture.height)
    how = {"x_offset": 2, "y_offset": 2, "x_scale": scale, "y_scale": scale, "object_position": 1}
    page.insert_image(position, column, str(picture.path), {**how, "decorative": True})


def _height(texts: Sequence[str], columns: Columns) -> float:
    lines = (
        sum(max(1, ceil(width_of(line) / (width - 1))) for line in text.split("\n"))
        for text, (_, width) in zip(texts, columns, strict=True)
    )
    return min(_HIGHEST, max(lines) * _LINE)


def plain(text: str) -> str:
    """Text that XML can hold: line breaks stay, other control characters go, and what turns the order of words."""
    kept = text[:_LONGEST_CELL]
    if not kept.isprintable():
        kept = "".join(c for c in kept if c == "\n" or not _is_dropped(c))
    return kept + _CUT if len(text) > _LONGEST_CELL else kept


def _is_dropped(c: str) -> bool:
    return c in _TURNING or unicodedata.category(c) in ("Cc", "Cs", "Cn", "Co")

"""Tables as an Excel file. What people wrote stays text: no formula, no link, no control character."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

import xlsxwriter

_LONGEST_CELL = 32_000  # Excel takes 32,767 characters
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def write_workbook(payload: Mapping[str, Any]) -> bytes:
    """The file of a payload: `title`, `columns` (heading, width in characters) and `rows` of text and numbers."""
    file = BytesIO()
    book = xlsxwriter.Workbook(file, _OPTIONS)
    sheet = book.add_worksheet("清单")
    head = book.add_format({"bold": True, "bg_color": "#DCE6F1", "border": 1, "align": "center", "valign": "vcenter"})
    cell = book.add_format({"text_wrap": True, "border": 1, "valign": "top"})
    title = book.add_format({"bold": True, "font_size": 14})
    sheet.write_string(0, 0, _plain(payload["title"]), title)
    for column, (heading, width) in enumerate(payload["columns"]):
        sheet.set_column(column, column, width)
        sheet.write_string(1, column, heading, head)
    for position, row in enumerate(payload["rows"], 2):
        _write_row(sheet, position, row, cell)
    sheet.freeze_panes(2, 0)
    sheet.autofilter(1, 0, 1 + len(payload["rows"]), len(payload["columns"]) - 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(1)
    book.close()
    return file.getvalue()


def _write_row(sheet: Any, position: int, row: Sequence[str | int], cell: Any) -> None:
    for column, value in enumerate(row):
        if isinstance(value, int):
            sheet.write_number(position, column, value, cell)
        else:
            sheet.write_string(position, column, _plain(value), cell)


def _plain(text: str) -> str:
    """Text that XML can hold: line breaks stay, other control characters go."""
    kept = (c for c in text[:_LONGEST_CELL] if c == "\n" or unicodedata.category(c) not in ("Cc", "Cs", "Cn", "Co"))
    return "".join(kept)

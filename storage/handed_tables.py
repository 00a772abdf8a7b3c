"""Reading a table that somebody has posted, Excel or CSV: its cells as words, and never more than a set amount.

Everything runs in a worker process.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import Any

from domain.roster_files import RosterError
from storage.roster_workbooks import is_workbook, sheets_of

MOST_BYTES = 5_000_000
MOST_ROWS, MOST_COLUMNS, MOST_CELL = 2_000, 40, 500


class TableFault(StrEnum):
    """Why a table is not read."""

    TOO_LARGE = "too_large"
    LOCKED = "locked"
    NOT_READ = "not_read"


class _Refused(Exception):
    """The file is not read, for this reason."""


def read_table(path: Path) -> dict[str, Any]:
    """`rows` are the cells of the first sheet that has any, as words; `error` is "" or a TableFault. Never raises."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise _Refused(TableFault.TOO_LARGE)
        data = path.read_bytes()
        return {"rows": _workbook(data) if is_workbook(data) else _csv(data), "error": ""}
    except _Refused as refused:
        return _no_table(TableFault(str(refused)))
    except RosterError as error:
        told = str(error)
        return _no_table(
            TableFault.LOCKED if "密码" in told else TableFault.TOO_LARGE if "太" in told else TableFault.NOT_READ
        )
    except MemoryError:
        return _no_table(TableFault.TOO_LARGE)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # a panic of the library's is none of Python's own exceptions
        return _no_table(TableFault.NOT_READ)


def _no_table(fault: TableFault) -> dict[str, Any]:
    return {"rows": [], "error": fault.value}


def _workbook(data: bytes) -> list[list[str]]:
    """The first sheet with words in it."""
    for sheet in sheets_of(data):
        rows = _rows(sheet.rows)
        if any(any(row) for row in rows):
            return rows
    return []


def _csv(data: bytes) -> list[list[str]]:
    text = _decoded(data)
    first = text.lstrip().split("\n", 1)[0]
    delimiter = max(",\t;，", key=first.count)
    return _rows(list(islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), MOST_ROWS + 1)))


def _decoded(data: bytes) -> str:
    """Excel saves CSV as GB 18030 or, with a mark, as UTF-8. Raises ValueError for what is neither."""
    if b"\0" in data:
        raise _Refused(TableFault.NOT_READ)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")


def _rows(rows: Sequence[Sequence[object]]) -> list[list[str]]:
    if len(rows) > MOST_ROWS:
        raise _Refused(TableFault.TOO_LARGE)
    return [[_word(cell) for cell in row[:MOST_COLUMNS]] for row in rows]


def _word(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(cell).strip()[:MOST_CELL]

"""Reading the workbooks of an office: a stranger's file, so its size is known before it is opened."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from domain.roster_files import RosterError
from domain.sheets import Cell, Sheet

#: What a file begins with that may be a workbook: xlsx and ods are zip files, xls is a compound file.
_ZIP, _COMPOUND = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
MOST_BYTES = 8 << 20
TOO_LARGE = f"文件太大：名册工作簿应不超过 {MOST_BYTES >> 20} MB"
_MOST_UNPACKED = 64 << 20
_MOST_PARTS = 500
_MOST_SHEETS = 30
_MOST_ROWS, _MOST_COLUMNS = 5_000, 200
_MOST_MERGED = 10_000
_BROKEN = "工作簿读不了：文件不完整，或不是 Excel 文件"


def is_workbook(content: bytes) -> bool:
    """Whether a file's first bytes are those of a workbook."""
    return content.startswith((_ZIP, _COMPOUND))


def sheets_of(content: bytes) -> tuple[Sheet, ...]:
    """The visible sheets of a workbook, merged cells filled. Raises RosterError where it is none, or is made to fill
    the memory.
    """
    _weigh(content)
    try:
        with CalamineWorkbook.from_filelike(BytesIO(content)) as book:
            wanted = [
                sheet.name
                for sheet in book.sheets_metadata
                if sheet.typ is SheetTypeEnum.WorkSheet and sheet.visible is SheetVisibleEnum.Visible
            ]
            if len(wanted) > _MOST_SHEETS:
                raise RosterError((f"工作表太多：应不超过 {_MOST_SHEETS} 张，现有 {len(wanted)} 张",))
            return tuple(_sheet(name, book) for name in wanted)
    except RosterError:
        raise
    except (CalamineError, OSError, ValueError) as error:
        locked = "Password" in type(error).__name__
        raise RosterError(
            ("工作簿有密码，请去掉密码再来" if locked else "工作簿读不了：文件不完整，或不是 Excel 文件",)
        ) from None


def _weigh(content: bytes) -> None:
    if len(content) > MOST_BYTES:
        raise RosterError((TOO_LARGE,))
    if not content.startswith(_ZIP):
        return
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, ValueError):
        raise RosterError((_BROKEN,)) from None
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_UNPACKED:
        raise RosterError(("工作簿展开后太大，不像是名册",))


def _sheet(name: str, book: Any) -> Sheet:
    sheet = book.get_sheet_by_name(name)
    if sheet.total_height > _MOST_ROWS or sheet.total_width > _MOST_COLUMNS:
        much = f"现有 {sheet.total_height} 行 {sheet.total_width} 列"
        raise RosterError(
            (f"工作表“{name[:40]}”太大：应不超过 {_MOST_ROWS} 行 {_MOST_COLUMNS} 列，{much}。请删去多余的空行空列",)
        )
    rows: list[list[Cell]] = [list(row) for row in sheet.to_python(skip_empty_area=False)]
    for (top, left), (bottom, right) in (sheet.merged_cell_ranges or [])[:_MOST_MERGED]:
        if top < len(rows) and left < len(rows[top]):
            _fill(rows, rows[top][left], (top, left), (min(bottom, len(rows) - 1), right))
    return Sheet(name, tuple(tuple(row) for row in rows))


def _fill(rows: list[list[Cell]], value: Cell, start: tuple[int, int], end: tuple[int, int]) -> None:
    for row in rows[start[0] : end[0] + 1]:
        for column in range(start[1], min(end[1], len(row) - 1) + 1):
            row[column] = value

"""附件1 of the 2020 scheme as an office's workbook: its table alone, a title, a head over two rows, a page break."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any

import openpyxl

#: 进驻市, 派员市, 派员数, 联络员的工作单位.
ROWS = (
    ("郑州", "三门峡", "16人（含组长1名），分8个小组", "省生态环境监控中心"),
    ("开封", "济源", "14人（济源6人，含组长1名+濮阳8人），分7个小组", "省生态环境执法监督局"),
    ("洛阳", "郑州", "16人（含组长1名），分8个小组", "省生态环境执法监督局"),
    ("平顶山", "南阳", "13人（含组长1名，1名组员到省厅资料调度组），分6个小组", "省生态环境执法监督局"),
    ("安阳", "开封", "16人（含组长1名），分8个小组", "省生态环境监控中心"),
    ("鹤壁", "濮阳", "8人（含组长1名），分4个小组", "省生态环境监控中心"),
    ("新乡", "焦作", "16人（含组长1名），分8个小组", "省生态环境执法监督局"),
    ("焦作", "鹤壁", "16人（鹤壁8人，含组长1名+安阳8人），分8个小组", "省生态环境执法监督局"),
    ("濮阳", "新乡", "16人（含组长1名），分8个小组", "省生态环境监控中心"),
    ("许昌", "平顶山", "12人（含组长1名），分6个小组", "省生态环境执法监督局"),
    ("漯河", "周口", "12人（含组长1名），分6个小组", "省生态环境执法监督局"),
    ("三门峡", "洛阳", "16人（含组长1名），分8个小组", "省生态环境执法监督局"),
    ("南阳", "信阳", "12人（含组长1名），分6个小组", "省生态环境监控中心"),
    ("商丘", "漯河", "12人（含组长1名），分6个小组", "省生态环境监控中心"),
    ("信阳", "驻马店", "13人（含组长1名，1名组员到省厅资料调度组），分6个小组", "省生态环境监控中心"),
    ("周口", "商丘", "12人（含组长1名），分6个小组", "省生态环境监控中心"),
    ("驻马店", "许昌", "12人（含组长1名），分6个小组", "省生态环境执法监督局"),
    ("济源", "安阳", "8人（含组长1名），分4个小组", "省生态环境执法监督局"),
)
FIRST_ROW = 4  # of the table's own rows
SECOND_PAGE = 19  # the row of the 13th group: an empty row and two of headings stand before it

Change = Callable[[Any], None]


def annex_book(change: Change = lambda sheet: None) -> bytes:
    """The workbook; `change` may spoil its one sheet before it is saved."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Sheet1"
    sheet.append(["暗访核查人员分组"])
    sheet.merge_cells("A1:F1")
    _head(sheet)
    for number, (host, sending, seats, unit) in enumerate(ROWS, 1):
        if number == 13:
            sheet.append([])
            _head(sheet)
        sheet.append([float(number), host, sending, seats, "1人", unit])
    sheet.append(["注：联络员由省厅统一调整，轮次结束后派员市按安排调整抽调人员。"])
    change(sheet)
    return saved(book)


def saved(book: Any) -> bytes:
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def book_of(**sheets: Sequence[Sequence[Any]]) -> bytes:
    """A workbook of these sheets, by name, as rows of cells."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    return saved(book)


def _head(sheet: Any) -> None:
    top = sheet._current_row + 1
    sheet.append(["序号", "进驻市", "核查组人员安排", None, "省厅联络员信息", None])
    sheet.append([None, None, "派员市", "派员数", "人员", "工作单位"])
    for cells in ("A{0}:A{1}", "B{0}:B{1}", "C{0}:D{0}", "E{0}:F{0}"):
        sheet.merge_cells(cells.format(top, top + 1))


def huge(rows: int) -> bytes:
    """A workbook of some kilobytes whose sheet has a cell in its first row and one in this row's last column."""
    cells = f'<row r="1"><c r="A1"/></row><row r="{rows}"><c r="XFD{rows}"><v>1</v></c></row>'
    return with_cells(cells)


def with_cells(rows: str) -> bytes:
    """A workbook with one sheet of these rows, as they stand in the file."""
    file = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(book_of(人员=[["姓名"]]))) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            content = old.read(name)
            if name.startswith("xl/worksheets/"):
                body = f"<sheetData>{rows}</sheetData>".encode()
                content = re.sub(rb"<dimension [^>]*/>", b"", re.sub(rb"<sheetData>.*</sheetData>", body, content))
            new.writestr(name, content)
    return file.getvalue()

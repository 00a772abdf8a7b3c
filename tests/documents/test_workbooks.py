"""Excel files: what people wrote stays text."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PIL import Image

from documents.workbooks import Picture, Sheet, write_sheets, write_workbook

DAY = date(2020, 10, 20)
NASTY = [
    "=1+1",
    "+cmd|' /C calc'!A0",
    "@SUM(A1)",
    "-2+3",
    "\t=1",
    "\r=1",
    "＝1",
    "＋1",
    '=HYPERLINK("http://evil.example","点我")',
    "http://evil.example",
    "mailto:a@evil.example",
    r"\\evil\share",
    "a\x0bb\x00c\ud800d\ufffe",
    "\u202e厂纸造\u202c",
    "12",
    "1e5",
    "_x0041_",
    "{{ 7*7 }}",
    "<b>&amp;</b>",
    "一\n二",
    "🏭" * 300,
]


def parts(file: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(file)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def cells(file: bytes, sheet: int = 0) -> list[list[Any]]:
    """The cells below the headings."""
    page = openpyxl.load_workbook(BytesIO(file)).worksheets[sheet]
    assert all(cell.data_type != "f" and cell.hyperlink is None for row in page.iter_rows() for cell in row)
    return [[cell.value for cell in row] for row in page.iter_rows(min_row=3)]


def test_no_formula_no_link_no_control_character_comes_of_what_people_wrote() -> None:
    columns = [["问题", 20], ["数", 5]]
    file = write_workbook({"title": "=清单", "columns": columns, "rows": [[text, 1] for text in NASTY]}, DAY)
    read = parts(file)
    sheet = read["xl/worksheets/sheet1.xml"].decode()
    assert "<f>" not in sheet and "hyperlink" not in sheet
    assert not [name for name in read if "external" in name.lower() or "vba" in name.lower() or "media" in name]
    shown = [row[0] for row in cells(file)]
    kept = [text for text in NASTY if not set(text) & set("\t\r\x0b\u202e") and not text.startswith("_x")]
    assert [text for text in shown if text in kept] == kept
    assert {"=1", "abcd", "厂纸造"} <= set(shown)
    assert all(isinstance(text, str) for text in shown)


def test_what_looks_like_a_formula_stays_text_when_somebody_edits_its_cell() -> None:
    file = write_workbook({"title": "t", "columns": [["a", 9]], "rows": [["=1"], ["＝1"], ["砖厂"]]}, DAY)
    page = openpyxl.load_workbook(BytesIO(file)).worksheets[0]
    assert [bool(page.cell(row, 1).quotePrefix) for row in (3, 4, 5)] == [True, True, False]


@pytest.mark.skipif(
    not shutil.which("soffice") and "LANSHAO_REQUIRE_OFFICE" not in os.environ, reason="LibreOffice is not installed"
)
def test_an_office_opens_it_and_computes_nothing(tmp_path: Path) -> None:
    file = write_workbook({"title": "=清单", "columns": [["问题", 20]], "rows": [[text] for text in NASTY]}, DAY)
    (tmp_path / "清单.xlsx").write_bytes(file)
    utf8 = "csv:Text - txt - csv (StarCalc):44,34,76"  # a comma, quotes
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/office", "--headless", "--convert-to", utf8]
    subprocess.run([*command, "清单.xlsx"], cwd=tmp_path, check=True, capture_output=True, timeout=120)
    shown = (tmp_path / "清单.csv").read_text("utf-8")
    assert '"=HYPERLINK(""http://evil.example"",""点我"")"' in shown
    assert all(text in shown for text in ("=1+1", "+cmd|' /C calc'!A0", "@SUM(A1)", "-2+3", "＝1", "{{ 7*7 }}"))


def test_numbers_are_numbers_a_long_cell_is_cut_and_no_clock_gets_into_the_file() -> None:
    file = write_workbook({"title": "t", "columns": [["a", 5]], "rows": [[7], ["长" * 40_000]]}, DAY)
    assert parts(file)["docProps/core.xml"].count(b">2020-10-20T00:00:00Z</") == 2  # not the clock
    with zipfile.ZipFile(BytesIO(file)) as archive:
        assert {member.date_time[0] for member in archive.infolist()} == {1980}
    ((number,), (text,)) = cells(file)
    assert number == 7
    assert len(text) < 32_767 and text.startswith("长" * 32_000) and text.endswith("没有列出）")


def test_head_and_filter_stay_and_a_sheet_may_be_made_of_what_went_before(tmp_path: Path) -> None:
    seen: list[int] = []

    def rows() -> Any:
        for n in range(3):
            seen.append(n)
            yield [n]

    later = ([sum(seen)] for _ in range(1))
    file = write_sheets([Sheet("甲", "甲表", [("数", 5)], rows()), Sheet("乙", "乙表", [("和", 5)], later)], DAY)
    book = openpyxl.load_workbook(BytesIO(file))
    assert [page.title for page in book.worksheets] == ["甲", "乙"]
    assert [page.freeze_panes for page in book.worksheets] == ["A3", "A3"]
    assert [page.auto_filter.ref for page in book.worksheets] == ["A2:A5", "A2:A3"]
    assert cells(file, 1) == [[3]]


def test_a_picture_lies_in_its_cell_once_in_the_file_and_its_row_is_high_enough(tmp_path: Path) -> None:
    path = tmp_path / "0123"  # as the media store names files: without an ending
    Image.new("RGB", (320, 240), "red").save(path, "JPEG")
    picture = Picture(path, 320, 240)
    file = write_sheets([Sheet("甲", "甲表", [("字", 9), ("图", 15)], [["长" * 300, picture], ["短", picture]])], DAY)
    page = openpyxl.load_workbook(BytesIO(file)).worksheets[0]
    at = [(image.anchor._from.row, image.anchor._from.col) for image in page._images]
    assert at == [(2, 1), (3, 1)]
    assert len([name for name in parts(file) if name.startswith("xl/media/")]) == 1
    assert page.row_dimensions[3].height == 240 and page.row_dimensions[4].height == 72
    sizes = {image.anchor.to.row - image.anchor._from.row for image in page._images}
    assert sizes == {0}, "it does not reach into the next row"


LONG = """
import resource, sys
from datetime import date
from documents.workbooks import Sheet, write_sheets
columns = [(f"列{n}", 12) for n in range(23)]
rows = ([number, *["车间门口堆放大量原料未覆盖，地面积尘严重"] * 22] for number in range(8_000))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
file = write_sheets([Sheet("甲", "甲表", columns, rows)], date(2020, 10, 20))
print(len(file), (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def test_a_long_table_is_not_held_in_memory() -> None:
    """8,000 rows of 23 cells: some 12 MB of XML that passes through, a few MB of file that stay."""
    done = subprocess.run([sys.executable, "-c", LONG], capture_output=True, text=True, check=True)
    size, grown = map(int, done.stdout.split())
    assert size > 200_000
    assert grown < 20, f"{grown} MB more"

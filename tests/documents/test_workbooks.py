"""Excel files: what people wrote stays text."""

from __future__ import annotations

import zipfile
from io import BytesIO

from defusedxml.ElementTree import fromstring

from documents.workbooks import write_workbook

NASTY = [
    "=1+1",
    "+cmd|' /C calc'!A0",
    "@SUM(A1)",
    "-2+3",
    "\t=1",
    "http://evil.example",
    "a\x0bb\x00c\ud800d",
    "12",
    "＝1",
]


def parts(file: bytes) -> dict[str, str]:
    with zipfile.ZipFile(BytesIO(file)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_no_formula_no_link_no_control_character_comes_of_what_people_wrote() -> None:
    file = write_workbook(
        {"title": "=清单", "columns": [["问题", 20], ["数", 5]], "rows": [[text, 1] for text in NASTY]}
    )
    read = parts(file)
    sheet = read["xl/worksheets/sheet1.xml"]
    assert "<f>" not in sheet and "hyperlink" not in sheet and not any("externalLink" in name for name in read)
    strings = ["".join(item.itertext()) for item in fromstring(read["xl/sharedStrings.xml"])]
    shown = [text for text in strings if text not in ("=清单", "问题", "数")]
    assert shown[:4] == NASTY[:4] and "=1" in shown[4] and shown[5:] == ["http://evil.example", "abcd", "12", "＝1"]


def test_numbers_are_numbers_and_a_long_cell_is_cut() -> None:
    file = write_workbook({"title": "t", "columns": [["a", 5]], "rows": [[7], ["长" * 40_000]]})
    read = parts(file)
    assert "<v>7</v>" in read["xl/worksheets/sheet1.xml"]
    assert max(len(text) for text in fromstring(read["xl/sharedStrings.xml"]).itertext()) == 32_000

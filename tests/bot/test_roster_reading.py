"""What is told of a file that somebody sent as a roster: what it changes, or every fault; whatever it is."""

from __future__ import annotations

import zipfile
from datetime import date
from io import BytesIO

import pytest

from bot.roster_reading import read_upload
from domain.roster_changes import ChangeKind
from tests.annex_book import annex_book, book_of, with_cells
from tests.cast import ROSTER
from tests.roster_texts import GOOD
from tests.visit_book import campaign

CAMPAIGN = campaign()
TODAY = date(2020, 10, 21)


def faults(content: bytes) -> str:
    read = read_upload(content, ROSTER, CAMPAIGN, TODAY)
    assert read.roster is None and read.faults
    return "\n".join(read.faults)


def bomb() -> bytes:
    """A part of 200 MB in 200 KB."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", bytes(200 << 20))
    return file.getvalue()


def test_a_roster_is_told_with_what_it_changes() -> None:
    read = read_upload(GOOD.encode(), ROSTER, CAMPAIGN, TODAY)
    assert read.roster is not None and not read.faults
    assert (ChangeKind.WENT, "走：金小满（青石1组组员）") in read.changes


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b"\x89PNG\r\n\x1a\n\xff\xfe", "只收 Excel", id="a picture"),
        pytest.param(b"PK\x03\x04 nothing", "读不了", id="no archive"),
        pytest.param(b"campaign = ", "文件末尾", id="broken TOML"),
        pytest.param(b"x = " + b"[" * 100_000, "", id="deep TOML"),
        pytest.param(GOOD.replace("anfang-2020", "xunjian-2031").encode(), "另一个行动", id="another campaign"),
        pytest.param(annex_book(), "还不能启用", id="nobody in it"),
    ],
)
def test_what_is_no_roster_is_told_so(content: bytes, said: str) -> None:
    assert said in faults(content)


def test_a_fault_is_told_by_sheet_row_and_column() -> None:
    book = book_of(人员=[["姓名", "组别", "小组"], ["贺平", "青石", 1], ["何安", "青石", "九十"]])
    assert "人员" in faults(book) and "3" in faults(book)


def test_what_would_fill_the_memory_is_refused() -> None:
    assert "展开后太大" in faults(bomb())
    assert "应不超过 5000 行" in faults(with_cells("<row><c><v>1</v></c></row>" * 20_000))

"""A few made-up photos through the real reading; `make pictures` reads 600."""

from __future__ import annotations

import pytest

pytest.importorskip("rapidocr", reason="没有安装 vision 依赖")

from tests.pictures.marks import Mark
from tests.pictures.reading_exam import answers_of, field_lines
from tests.pictures.watermarks import LAYOUTS, watermark_photo

SIZE = (720, 960)
CHOSEN = ("big_clock", "card", "corner", "none")


def test_prints_of_several_cameras_are_read_and_nothing_is_made_up() -> None:
    photos = [watermark_photo(22, number, SIZE, layout) for number, layout in enumerate(CHOSEN)]
    answers = list(answers_of(photos))
    assert set(CHOSEN) <= {*LAYOUTS, "none"}
    assert [one.photo.layout for one in answers if Mark.WRONG in one.marked.marks.values()] == []
    right = [mark for one in answers for mark in one.marked.marks.values() if mark is not Mark.NOTHING]
    assert right.count(Mark.RIGHT) >= 0.9 * len(right)
    assert any("读对" in line for line in field_lines(answers))

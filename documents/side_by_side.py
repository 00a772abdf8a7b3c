"""Two photos side by side, with the record, the team and the times of each below: for who is to look into them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from PIL import ImageOps

from documents.drawing import BAND, BAND_MUTED, INK, MARGIN, MUTED, PAPER, STRIPE, WIDTH, Sheet, fit
from documents.file_readings import BY_MACHINE
from documents.lines import clock_of, day_name, team_name
from documents.papers import group_name_of
from documents.picture_questions import alike_word, question_name
from documents.renditions import opened
from domain.calendars import day_of
from domain.file_readings import FileReading
from domain.picture_questions import PictureQuestion
from domain.picture_remarks import SentPicture
from domain.rosters import Roster

NOT_SHOWN = "照片无法显示"
NOT_READ = "水印时间未识别"
_GAP = 24
_HALF = (WIDTH - 2 * MARGIN - _GAP) // 2
_BAND, _HIGH, _LINE, _PAD = 128, 640, 48, 28


def side_by_side_payload(
    question: PictureQuestion, readings: Mapping[str, FileReading], roster: Roster
) -> dict[str, Any]:
    """What `draw_side_by_side` takes, as JSON."""
    return {
        "title": f"{question_name(question.number)}　两处点位的照片{alike_word(question.pair)}",
        "sides": [
            {"photo": picture.sha256, "lines": _lines(picture, readings.get(picture.sha256), roster)}
            for picture in (question.pair.earlier, question.pair.later)
        ],
    }


def _lines(picture: SentPicture, reading: FileReading | None, roster: Roster) -> list[str]:
    record, sent = picture.record, picture.sent_at
    mark = reading.watermark if reading is not None else None
    printed = NOT_READ
    if mark is not None and mark.time is not None:
        printed = f"水印时间 {day_name(day_of(mark.time))}{clock_of(mark.time)}"
    elif mark is not None and mark.day is not None:
        printed = f"水印日期 {day_name(mark.day)}"
    return [
        f"#{record.number} {record.place}",
        f"{group_name_of(record.group, roster)} {team_name(record.team)}，{day_name(record.day)}的点位",
        f"{day_name(day_of(sent))}{clock_of(sent)} 发送",
        printed,
    ]


def draw_side_by_side(payload: Mapping[str, Any], photos: Mapping[str, Path]) -> bytes:
    """A PNG, 1080 px wide. `photos` are smaller copies by the SHA-256 of their originals; what is not there is told."""
    sides: Sequence[Mapping[str, Any]] = payload["sides"]
    rows = max(len(side["lines"]) for side in sides)
    sheet = Sheet(_BAND + _PAD + _HIGH + _PAD + rows * _LINE + _PAD)
    sheet.box(0, 0, WIDTH, _BAND, BAND)
    sheet.text(MARGIN, 48, payload["title"], 38, PAPER, bold=True, width=WIDTH - 2 * MARGIN)
    sheet.text(MARGIN, 98, f"请核实（{BY_MACHINE}）", 26, BAND_MUTED)
    for place, side in enumerate(sides):
        left = MARGIN + place * (_HALF + _GAP)
        sheet.box(left, _BAND + _PAD, _HALF, _HIGH, STRIPE)
        _put(sheet, photos.get(side["photo"]), left, _BAND + _PAD)
        for row, line in enumerate(side["lines"]):
            y = _BAND + _PAD + _HIGH + _PAD + (row + 0.5) * _LINE
            told = fit(line, 30, row == 0, _HALF)
            sheet.text(left, y, told, 30, MUTED if row in (1, 2) else INK, bold=row == 0, width=_HALF)
    return sheet.png()


def _put(sheet: Sheet, photo: Path | None, left: int, top: int) -> None:
    """The photo as large as its half allows, in the middle of it."""
    if photo is None:
        sheet.text(left + _HALF / 2, top + _HIGH / 2, NOT_SHOWN, 30, MUTED, align="middle")
        return
    with opened(photo) as image:
        shown = ImageOps.contain(image.convert("RGB"), (_HALF, _HIGH))
    sheet.image.paste(shown, (left + (_HALF - shown.width) // 2, top + (_HIGH - shown.height) // 2))

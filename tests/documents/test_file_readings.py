"""What a machine read of a file, in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from documents.file_readings import FAULTS, MOST_LINES, length_text, told_of
from domain.calendars import SHANGHAI
from domain.file_readings import FileFault, FileReading
from domain.messages import Kind
from domain.watermarks import Watermark

SENT = datetime(2020, 10, 21, 10, 49, tzinfo=SHANGHAI)
TAKEN = datetime(2020, 10, 21, 9, 57, tzinfo=SHANGHAI)
MARK = Watermark(TAKEN, TAKEN.date(), "鹤鸣市青石区 远山建材厂", 34.79584, 113.27898, "6组", ("09:57", "2020-10-21"))


def photo(mark: Watermark | None) -> FileReading:
    return FileReading("a" * 64, Kind.IMAGE, mark)


def test_the_day_of_capture_is_told_where_it_is_not_the_day_of_sending() -> None:
    told = told_of(photo(MARK), SENT)
    assert (told.captured, told.place, told.coordinates, told.team, told.state) == (
        "拍摄 09:57",
        "鹤鸣市青石区 远山建材厂",
        "34.79584, 113.27898",
        "6组",
        "",
    )
    earlier = replace(MARK, time=TAKEN - timedelta(days=1), day=date(2020, 10, 20))
    assert told_of(photo(earlier), SENT).captured == "拍摄 10月20日 09:57"
    assert told_of(photo(Watermark(day=date(2019, 10, 21))), SENT).captured == "拍摄 2019年10月21日"


def test_what_was_not_read_is_said_in_one_word() -> None:
    assert told_of(None, SENT).state == "未识别" and told_of(None, SENT, is_awaited=True).state == "待识别"
    assert told_of(photo(None), SENT).state == told_of(photo(Watermark(lines=("糊",))), SENT).state == "未识别"
    broken = FileReading("a" * 64, Kind.VIDEO, fault=FileFault.BROKEN)
    assert told_of(broken, SENT).state == "文件损坏，打不开" and set(FAULTS) == set(FileFault)
    assert told_of(replace(broken, sheet="1" * 64), SENT).state == "文件损坏，只读到一部分"


def test_a_length_is_said_as_people_say_it() -> None:
    assert [length_text(one) for one in (None, 0.2, 12.4, 59.6, 65, 3720)] == [
        "",
        "1秒",
        "12秒",
        "1分00秒",
        "1分05秒",
        "1小时02分",
    ]


def test_a_print_of_a_hundred_thousand_lines_is_cut_and_loses_its_signs_of_direction() -> None:
    lines = ("\u202e=cmd|' /C calc'!A1\r\n<b>", *["很长" * 5_000] * 100_000)
    told = told_of(photo(Watermark(address="\u2066东\n泉" * 9_000, lines=lines)), SENT)
    assert len(told.lines) == MOST_LINES and told.more == len(lines) - MOST_LINES
    assert told.lines[0] == "=cmd|' /C calc'!A1 <b>"
    assert max(map(len, told.lines)) <= 120 and len(told.place) <= 80 and "\u2066" not in told.place

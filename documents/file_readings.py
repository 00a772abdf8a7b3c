"""What a machine read of a file, in words. That a machine read it is said wherever it is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from documents.lines import clock_of, day_name, one_line, shorten
from domain.calendars import SHANGHAI, day_of
from domain.file_readings import FileFault, FileReading
from domain.watermarks import Watermark

BY_MACHINE = "机器读出，以照片为准"
UNREAD, AWAITED = "未识别", "待识别"
FAULTS = {
    FileFault.NOT_THE_KIND: "不是能打开的格式",
    FileFault.TOO_LARGE: "文件太大，没有识别",
    FileFault.BROKEN: "文件损坏，打不开",
    FileFault.TOO_SLOW: "识别用时太长，没有读完",
    FileFault.GONE: "原件已不在，没有识别",
}
IN_PART = "文件损坏，只读到一部分"
MOST_LINES = 40  # of a print that are shown
_LINE = 120  # half-widths of one of them
_PLACE, _TEAM = 80, 24  # half-widths


@dataclass(frozen=True, slots=True)
class Told:
    """A reading, each part "" where there is nothing to say.

    `captured` is 拍摄 09:57, with its day where that is not the day on which it was sent; `state` says that nothing was
    read, not yet, or why not. `facts` are names and values of the rest, `lines` the print as it was read, `more` how
    many lines beyond those.
    """

    captured: str = ""
    place: str = ""
    coordinates: str = ""
    team: str = ""
    length: str = ""
    state: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    lines: tuple[str, ...] = ()
    more: int = 0


def told_of(reading: FileReading | None, sent_at: datetime, *, is_awaited: bool = False) -> Told:
    """What to say of a file that was sent then; `is_awaited`: it will still be read."""
    if reading is None:
        return Told(state=AWAITED if is_awaited else UNREAD)
    mark = reading.watermark or Watermark()
    captured, place = captured_text(mark, day_of(sent_at)), shorten(mark.address or "", _PLACE)
    coordinates, team = coordinates_text(mark), shorten(mark.team or "", _TEAM)
    length = length_text(reading.duration)
    state = FAULTS[reading.fault] if reading.fault is not None else ""
    if reading.fault is FileFault.BROKEN and (reading.sheet or reading.playable):
        state = IN_PART
    if not any((state, captured, place, coordinates, team, length)):
        state = UNREAD
    shown = [line for text in mark.lines[:MOST_LINES] if (line := shorten(text, _LINE))]
    more = max(0, len(mark.lines) - MOST_LINES)
    return Told(captured, place, coordinates, team, length, state, _facts(reading), tuple(shown), more)


def captured_text(mark: Watermark, sent_on: date) -> str:
    """拍摄 09:57, 拍摄 10月20日 09:57, 拍摄 10月20日; "" where neither time nor day was read."""
    day = day_of(mark.time) if mark.time is not None else mark.day
    if day is None:
        return ""
    year = f"{day.year}年" if day.year != sent_on.year else ""
    told = [f"{year}{day_name(day)}"] if mark.time is None or day != sent_on else []
    return " ".join(["拍摄", *told, *([clock_of(mark.time)] if mark.time is not None else [])])


def coordinates_text(mark: Watermark) -> str:
    """34.79584, 113.27898: north and east, as printed."""
    if mark.latitude is None or mark.longitude is None:
        return ""
    return f"{mark.latitude:.5f}, {mark.longitude:.5f}"


def length_text(seconds: float | None) -> str:
    """12秒, 1分05秒, 1小时02分; "" for none."""
    if seconds is None:
        return ""
    whole = max(1, round(seconds))
    if whole < 60:
        return f"{whole}秒"
    minutes, rest = divmod(whole, 60)
    return f"{minutes}分{rest:02}秒" if minutes < 60 else f"{minutes // 60}小时{minutes % 60:02}分"


def size_text(count: int) -> str:
    """52 KB, 1.4 MB of so many bytes."""
    return f"{count / 1_000_000:.1f} MB" if count >= 1_000_000 else f"{max(1, round(count / 1_000))} KB"


def _facts(reading: FileReading) -> tuple[tuple[str, str], ...]:
    mark, hashes = reading.watermark or Watermark(), reading.hashes
    told: Sequence[tuple[str, str]] = (
        ("拍摄时间", _to_the_second(mark.time)),
        ("大小", f"{reading.width}×{reading.height} 像素" if reading.width and reading.height else ""),
        ("清晰度", f"{reading.blur:.1f}（越小越模糊）" if reading.blur is not None else ""),
        ("编码", shorten(reading.codec, _TEAM)),
        ("画面指纹（全图）", f"{hashes.whole:064x}" if hashes is not None else ""),
        ("画面指纹（上部）", f"{hashes.top:064x}" if hashes is not None else ""),
        ("识别程序", one_line(reading.engine)[:_PLACE]),
    )
    return tuple((name, value) for name, value in told if value)


def _to_the_second(at: datetime | None) -> str:
    """2020-10-20 09:57:12, without seconds where the print may have none."""
    if at is None:
        return ""
    return f"{at.astimezone(SHANGHAI):{'%Y-%m-%d %H:%M:%S' if at.second else '%Y-%m-%d %H:%M'}}"

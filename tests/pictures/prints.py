"""What a camera knows when it prints, and the ways in which it writes times, positions, teams and addresses."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from random import Random

from domain.watermarks import Watermark
from tests.pictures import words


@dataclass(frozen=True)
class Facts:
    """What is to be printed; None is left away. The time is printed to the minute unless the writing has seconds."""

    time: datetime
    clock: bool = True
    calendar: bool = True
    address: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    team: str | None = None


def any_facts(random: Random) -> Facts:
    """Four of five photos have time, day, address; three of four a position; a third a team."""
    latitude, longitude = words.position(random)
    placed = random.random() < 0.75
    return Facts(
        words.moment(random),
        clock=random.random() >= 0.06,
        calendar=random.random() >= 0.05,
        address=words.address(random) if random.random() < 0.92 else None,
        latitude=latitude if placed else None,
        longitude=longitude if placed else None,
        team=words.team(random) if random.random() < 0.33 else None,
    )


def truth(facts: Facts, *, seconds: bool, lines: list[str], digits: int = 7, dms: float | None = None) -> Watermark:
    """What a reader of the print can know, no more: what was left away is None.

    `digits` of the degrees were printed; or `dms`, the parts of an arc second that were.
    """
    time = facts.time if seconds else facts.time.replace(second=0)
    near = (lambda value: round(value, digits)) if dms is None else (lambda value: _dms_value(value, dms))
    return Watermark(
        time=time if facts.clock and facts.calendar else None,
        day=facts.time.date() if facts.calendar else None,
        address=facts.address,
        latitude=None if facts.latitude is None else near(facts.latitude),
        longitude=None if facts.longitude is None else near(facts.longitude),
        team=facts.team,
        lines=tuple(lines),
    )


def day_text(random: Random, facts: Facts, weekday: float = 0.5) -> str:
    """The date in one of the ways that cameras have; with the day of the week at that chance."""
    day = facts.time
    text = random.choice(
        (
            f"{day:%Y-%m-%d}",
            f"{day:%Y.%m.%d}",
            f"{day:%Y/%m/%d}",
            f"{day.year}年{day.month}月{day.day}日",
            f"{day:%Y年%m月%d日}",
        )
    )
    if random.random() < weekday:
        text += random.choice((" 星期", " 周")) + words.WEEKDAYS[day.weekday()]
    return text


def clock_text(facts: Facts, seconds: bool) -> str:
    return f"{facts.time:%H:%M:%S}" if seconds else f"{facts.time:%H:%M}"


def half_day_clock(facts: Facts) -> str:
    """上午 9:05, 下午 2:26, as a phone set to twelve hours writes it."""
    hour = facts.time.hour
    return f"{'上午' if hour < 12 else '下午'} {(hour - 1) % 12 + 1}:{facts.time:%M}"


def when_text(random: Random, facts: Facts, seconds: bool) -> str:
    """Day and clock in one line; only one of them where the other is left away; "" without both."""
    day = day_text(random, facts, 0.2)
    parts = ([day] if facts.calendar else []) + ([clock_text(facts, seconds)] if facts.clock else [])
    return " ".join(parts)


def degrees_texts(random: Random, facts: Facts, digits: int) -> tuple[list[str], bool]:
    """The position in decimal degrees, in one line or two; and whether they are bare numbers."""
    if facts.latitude is None or facts.longitude is None:
        return [], False
    north, east = f"{facts.latitude:.{digits}f}", f"{facts.longitude:.{digits}f}"
    ways: tuple[list[str], ...] = (
        [f"{north}°N {east}°E"],
        [f"{north}°N,{east}°E"],
        [f"北纬{north}° 东经{east}°"],
        [f"经度：{east} 纬度：{north}"],
        [f"经度：{east}", f"纬度：{north}"],
        [f"纬度: {north}°N", f"经度: {east}°E"],
        [f"经纬度：{east},{north}"],
        [f"经纬度: {north}°N,{east}°E"],
        [f"E{east}° N{north}°"],
        [f"{north}, {east}"],
        [f"坐标：{east}，{north}"],
        [f"Lat {north} Lon {east}"],
    )
    chosen = random.randrange(len(ways))
    return ways[chosen], chosen == 9


def arc_texts(random: Random, facts: Facts, tenths: bool) -> list[str]:
    """The position in degrees, minutes and seconds."""
    if facts.latitude is None or facts.longitude is None:
        return []
    north, east = _dms_text(facts.latitude, tenths), _dms_text(facts.longitude, tenths)
    return random.choice(
        (
            [f"N{north} E{east}"],
            [f"{north}N {east}E"],
            [f"北纬{north}", f"东经{east}"],
            [f"东经：{east} 北纬：{north}"],
            [f"经度：{east}", f"纬度：{north}"],
        )
    )


def _dms(value: float, tenths: bool) -> tuple[int, int, float]:
    units = round(value * 3600 * (10 if tenths else 1))
    seconds, scale = (units / 10, 10) if tenths else (float(units), 1)
    degrees, rest = divmod(units, 3600 * scale)
    minutes = rest // (60 * scale)
    return degrees, minutes, round(seconds - degrees * 3600 - minutes * 60, 1)


def _dms_text(value: float, tenths: bool) -> str:
    degrees, minutes, seconds = _dms(value, tenths)
    return f"{degrees}°{minutes}′{seconds:.1f}″" if tenths else f"{degrees}°{minutes:02d}'{seconds:.0f}\""


def _dms_value(value: float, parts: float) -> float:
    degrees, minutes, seconds = _dms(value, parts < 1)
    return degrees + minutes / 60 + seconds / 3600


def team_text(random: Random, facts: Facts) -> str:
    """The team's line, mostly with a label."""
    label = random.choice(("小组：", "检查小组：", "组别：", "巡查小组: ", "检查组：", "小组 "))
    return label + (facts.team or "")


def without_address(facts: Facts) -> Facts:
    return replace(facts, address=None)

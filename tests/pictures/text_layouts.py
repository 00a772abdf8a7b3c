"""Layouts of lines and tables: cards with a header, labelled lines, a strip, corners, a surveyor's table."""

from __future__ import annotations

from random import Random

from domain.watermarks import Watermark
from tests.pictures import words
from tests.pictures.layouts import BLUE, INK, WHITE, Layer
from tests.pictures.prints import (
    Facts,
    arc_texts,
    clock_text,
    day_text,
    degrees_texts,
    team_text,
    truth,
    when_text,
)


def card(layer: Layer, random: Random, facts: Facts) -> Watermark:
    """A white card at the bottom left with a coloured header; rows of label and value."""
    digits, seconds = random.choice((5, 6)), random.random() < 0.4
    when = when_text(random, facts, seconds)
    rows = [("拍摄时间：" if random.random() < 0.5 else "时　间：", when)] if when else []
    if facts.address:
        rows.append((random.choice(("地　点：", "拍摄地点：", "地址：", "位　置：")), facts.address))
    if facts.latitude is not None and facts.longitude is not None:
        rows.append(("经纬度：", f"{facts.latitude:.{digits}f}°N,{facts.longitude:.{digits}f}°E"))
    if random.random() < 0.5:
        rows.append(
            random.choice((("天　气：", "多云 14℃"), ("备　注：", "例行检查"), ("拍摄人：", words.person(random))))
        )
    if facts.team:
        rows.append(("检查小组：", facts.team))
    inner = layer.width * random.uniform(0.62, 0.84)
    lines = [
        line
        for label, value in rows
        for line in layer.wrap(label + value, inner, hang="" if random.random() < 0.5 else "　")
    ]
    _card(layer, random, lines, inner)
    return truth(facts, seconds=seconds, lines=layer.lines, digits=digits)


def _card(layer: Layer, random: Random, lines: list[str], inner: float) -> None:
    left, pad, head = layer.px(0.03), layer.px(0.022), layer.tall(1, 1.5)
    top = layer.height - layer.px(0.04) - layer.tall(len(lines)) - head - pad
    right = left + inner + 2 * pad
    layer.panel(left, top, right, layer.height - layer.px(0.03), (255, 255, 255, random.randint(190, 245)), 0.02)
    header = random.choice((BLUE, (28, 140, 96), (214, 120, 30), (200, 44, 44)))
    layer.panel(left, top, right, top + head, (*header, 245), 0.02)
    layer.write(left + pad, top + layer.px(0.006), random.choice(words.TITLES), 1.2, face="bold")
    layer.block(left + pad, top + head + pad / 2, lines, colour=INK)


def labelled(layer: Layer, random: Random, facts: Facts) -> Watermark:
    """White lines with a label each, bottom left, in this order or that."""
    digits, seconds = random.choice((4, 6, 7)), random.random() < 0.7
    room = layer.width * random.uniform(0.7, 0.92)
    when, time_label = (
        when_text(random, facts, seconds),
        random.choice(("时间：", "拍摄时间: ", "时间: ", "日期时间：")),
    )
    parts = [[time_label + when] if when else []]
    if facts.address:
        parts.append(layer.wrap(random.choice(("地址：", "地点: ", "位置：", "拍摄地点：")) + facts.address, room))
    if facts.latitude is not None and facts.longitude is not None:
        north, east = f"{facts.latitude:.{digits}f}", f"{facts.longitude:.{digits}f}"
        parts.append(
            random.choice(
                (
                    [f"经度：{east}", f"纬度：{north}"],
                    [f"纬度：{north}", f"经度：{east}"],
                    [f"经度:{east} 纬度:{north}"],
                )
            )
        )
    if facts.team:
        parts.append([team_text(random, facts)])
    if random.random() < 0.5:
        parts.append([words.weather(random)])
    if random.random() < 0.4:
        random.shuffle(parts)
    lines = [line for part in parts for line in part]
    y = layer.height - layer.px(0.04) - layer.tall(len(lines))
    layer.block(layer.px(0.03), y, lines, colour=random.choice((WHITE, WHITE, (255, 236, 120))))
    return truth(facts, seconds=seconds, lines=layer.lines, digits=digits)


def corner(layer: Layer, random: Random, facts: Facts) -> Watermark:
    """At the bottom right, lines flush right: a Chinese date, degrees with minutes and seconds, the address."""
    tenths, seconds = random.random() < 0.6, random.random() < 0.3
    day = f"{facts.time.year}年{facts.time.month}月{facts.time.day}日"
    when = " ".join(([day] if facts.calendar else []) + ([clock_text(facts, seconds)] if facts.clock else []))
    lines = ([when] if when else []) + arc_texts(random, facts, tenths)
    address = layer.wrap(facts.address, layer.width * 0.75) if facts.address else []
    lines = lines + address if random.random() < 0.6 else address + lines
    lines += [team_text(random, facts)] if facts.team else []
    y = layer.height - layer.px(0.04) - layer.tall(len(lines))
    layer.block(layer.width - layer.px(0.03), y, lines, right=True)
    return truth(facts, seconds=seconds, lines=layer.lines, dms=0.1 if tenths else 1.0)


def strip(layer: Layer, random: Random, facts: Facts) -> Watermark:
    """A dark strip over the whole lower edge: the time at the left, place and position at the right of it or below."""
    digits, seconds = random.choice((5, 6)), random.random() < 0.5
    position, _ = degrees_texts(random, facts, digits)
    when = when_text(random, facts, seconds)
    beside = random.random() < 0.4 and bool(when) and layer.width > layer.height
    left = layer.px(0.025)
    start = left + layer.wide(when) + layer.px(0.04) if beside else left
    lines = layer.wrap(facts.address, layer.width - start - layer.px(0.03)) if facts.address else []
    lines += position + ([team_text(random, facts)] if facts.team else [])
    if not beside and when:
        lines.insert(0, when)
    tall = layer.tall(max(1, len(lines))) + layer.px(0.045)
    top = layer.height - tall
    layer.panel(0, top, layer.width, layer.height, (10, 12, 16, random.randint(120, 220)))
    if beside:
        layer.write(left, top + layer.px(0.015), when)
    layer.block(start, top + layer.px(0.015), lines)
    return truth(facts, seconds=seconds, lines=layer.lines, digits=digits)


def top_left(layer: Layer, random: Random, facts: Facts) -> Watermark:
    """Small lines at the upper left, as a surveyor's camera prints them; height and heading among them."""
    digits, seconds = random.choice((5, 6, 7)), random.random() < 0.8
    position, _ = degrees_texts(random, facts, digits)
    when = when_text(random, facts, seconds)
    lines = ([when] if when else []) + position + [words.weather(random)]
    lines += layer.wrap(facts.address, layer.width * 0.8) if facts.address else []
    lines += [team_text(random, facts)] if facts.team else []
    layer.block(layer.px(0.03), layer.px(0.03), lines)
    return truth(facts, seconds=seconds, lines=layer.lines, digits=digits)


def table(layer: Layer, random: Random, facts: Facts) -> Watermark:
    """A surveyor's table on a translucent panel: labels in one column, values in the next."""
    seconds, digits = True, random.choice((5, 6))
    rows = (
        [("经度", f"{facts.longitude:.{digits}f}"), ("纬度", f"{facts.latitude:.{digits}f}")]
        if facts.latitude is not None
        else []
    )
    rows += [("坐标系", random.choice(("WGS84坐标系", "GCJ02坐标系")))] if random.random() < 0.5 else []
    rows += [("地址", facts.address)] if facts.address else []
    when = when_text(random, facts, seconds)
    rows += [("时间", when)] if when else []
    rows += [("海拔", f"{random.uniform(2, 800):.1f}米")] if random.random() < 0.6 else []
    rows += [("小组", facts.team)] if facts.team else []
    rows += [("备注", random.choice(("例行检查", "复查", "无", "雾炮未开")))] if random.random() < 0.4 else []
    column = layer.wide("坐标系：") + layer.px(0.01)
    room = layer.width * 0.9 - column
    wrapped = [(label, layer.wrap(value, room)) for label, value in rows]
    count = sum(len(value) for _, value in wrapped)
    y = layer.height - layer.px(0.03) - layer.tall(count)
    if random.random() < 0.7:
        layer.panel(
            layer.px(0.02),
            y - layer.px(0.015),
            layer.width - layer.px(0.02),
            layer.height - layer.px(0.02),
            (20, 60, 130, 130),
            0.012,
        )
    for label, value in wrapped:
        layer.write(layer.px(0.035), y, label + random.choice(("：", ":")))
        y = layer.block(layer.px(0.035) + column, y, value)
    return truth(facts, seconds=seconds, lines=layer.lines, digits=digits)


def headed(layer: Layer, random: Random, facts: Facts) -> Watermark:
    """A team's own title on a coloured ribbon, the clock under it, the address wrapped; a narrow block at the left."""
    digits, seconds = random.choice((4, 5)), random.random() < 0.3
    position, _ = degrees_texts(random, facts, digits)
    title = facts.team or random.choice(words.TITLES)
    lines = [day_text(random, facts)] if facts.calendar else []
    lines += layer.wrap(facts.address, layer.width * 0.5) if facts.address else []
    lines += position
    y = layer.height - layer.px(0.04) - layer.tall(len(lines)) - layer.tall(1, 1.6) - layer.tall(1, 1.3)
    left = layer.px(0.03)
    ribbon = random.choice((BLUE, (200, 44, 44), (20, 130, 110)))
    layer.panel(
        left, y, left + layer.wide(title, 1.05) + layer.px(0.03), y + layer.tall(1, 1.15), (*ribbon, 235), 0.008
    )
    layer.write(left + layer.px(0.015), y, title, 1.05)
    y += layer.tall(1, 1.3)
    if facts.clock:
        y = layer.write(left, y, clock_text(facts, seconds), 1.6)
    layer.block(left, y, lines)
    return truth(facts, seconds=seconds, lines=layer.lines, digits=digits)

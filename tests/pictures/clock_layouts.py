"""Layouts with a clock to look at: big in a corner, in the middle, beside a bar, over a slogan; a film's date stamp."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from domain.watermarks import Watermark
from tests.pictures import words
from tests.pictures.layouts import INK, WHITE, YELLOW, Layer
from tests.pictures.prints import (
    Facts,
    clock_text,
    day_text,
    degrees_texts,
    half_day_clock,
    team_text,
    truth,
)


def big_clock(layer: Layer, random: Random, facts: Facts) -> Watermark:
    """At the bottom left: a big clock, a bar, the date beside it in two lines, the address and more below."""
    margin, digits = layer.px(0.035), random.choice((4, 5, 6))
    position, _ = degrees_texts(random, facts, digits)
    room = layer.width * random.uniform(0.62, 0.9)
    pin = layer.px(layer.style.size) * 1.1 if random.random() < 0.5 else 0.0
    address = layer.wrap(facts.address, room - pin) if facts.address else []
    extra = position + ([team_text(random, facts)] if facts.team else [])
    extra += [words.weather(random)] if random.random() < 0.3 else []
    scale = random.uniform(2.2, 3.1)
    top = layer.height - margin - layer.tall(len(address) + len(extra)) - layer.px(layer.style.size * scale) * 1.3
    side = margin
    if facts.clock:
        face = random.choice(("figures", layer.style.face, "bold"))
        clock = half_day_clock(facts) if face != "figures" and random.random() < 0.12 else clock_text(facts, False)
        layer.write(margin, top, clock, scale, face=face)
        side += round(layer.wide(clock, scale, face)) + layer.px(0.02)
    middle = top + layer.px(layer.style.size * 0.3)
    if facts.clock and facts.calendar:
        layer.panel(side, middle, side + layer.px(0.006), middle + layer.tall(2), (*YELLOW, 255))
    if facts.calendar:
        second = "星期" + words.WEEKDAYS[facts.time.weekday()]
        layer.block(side + layer.px(0.02), middle, [day_text(random, facts, 0.0), second])
    y = top + layer.px(layer.style.size * scale) * 1.38
    if address:
        if pin:
            layer.pin(margin, y, random.choice((WHITE, YELLOW)))
        y = layer.block(margin + pin, y, address)
    layer.block(margin, y, extra)
    return truth(facts, seconds=False, lines=layer.lines, digits=digits)


def centre_clock(layer: Layer, random: Random, facts: Facts) -> Watermark:
    """In the middle of the lower edge: clock with seconds, date, address, each line centred."""
    digits, seconds = random.choice((5, 6)), random.random() < 0.5
    position, _ = degrees_texts(random, facts, digits)
    lines = [day_text(random, facts)] if facts.calendar else []
    lines += layer.wrap(facts.address, layer.width * 0.8) if facts.address else []
    lines += [" ".join(position)] if position and len(" ".join(position)) < 32 else position
    lines += [team_text(random, facts)] if facts.team else []
    scale = random.uniform(1.6, 2.2)
    y = layer.height - layer.px(0.04) - layer.tall(len(lines)) - layer.px(layer.style.size * scale) * 1.4
    if facts.clock:
        clock = clock_text(facts, seconds)
        y = layer.write((layer.width - layer.wide(clock, scale)) / 2, y, clock, scale)
    for line in lines:
        y = layer.write((layer.width - layer.wide(line)) / 2, y, line)
    return truth(facts, seconds=seconds, lines=layer.lines, digits=digits)


def side_bar(layer: Layer, random: Random, facts: Facts) -> Watermark:
    """A coloured bar upright at the left, the lines right of it; low, or half-way up."""
    digits, seconds = random.choice((4, 6)), random.random() < 0.4
    position, _ = degrees_texts(random, facts, digits)
    room = layer.width * random.uniform(0.55, 0.85)
    first = [clock_text(facts, seconds)] if facts.clock else []
    lines = [day_text(random, facts)] if facts.calendar else []
    lines += layer.wrap(facts.address, room) if facts.address else []
    lines += position + ([facts.team] if facts.team and "组" in facts.team else [])
    lines += [words.weather(random)] if random.random() < 0.3 else []
    tall = layer.tall(len(lines)) + layer.tall(len(first), 1.9)
    low = random.random() < 0.7
    top = layer.height - layer.px(0.05) - tall if low else layer.height * random.uniform(0.55, 0.62)
    left = layer.px(0.04)
    if random.random() < 0.5:
        layer.panel(left, top - layer.px(0.015), left + room + layer.px(0.06), top + tall, (0, 0, 0, 110))
    bar = random.choice((YELLOW, (230, 60, 50), (60, 150, 250)))
    layer.panel(left, top - layer.px(0.01), left + layer.px(0.009), top + tall, (*bar, 255))
    y = layer.block(left + layer.px(0.03), top, first, 1.9)
    layer.block(left + layer.px(0.03), y, lines)
    return truth(facts, seconds=seconds, lines=layer.lines, digits=digits)


def slogan(layer: Layer, random: Random, facts: Facts) -> Watermark:
    """Clock and date in a line with a badge, the address below; brand, slogan and a number against forgery right."""
    digits, margin = random.choice((5, 6)), layer.px(0.03)
    position, _ = degrees_texts(random, facts, digits)
    address = layer.wrap(facts.address, layer.width * 0.56) if facts.address else []
    lines = address + position + ([team_text(random, facts)] if facts.team else [])
    top = layer.height - layer.px(0.04) - layer.tall(len(lines)) - layer.tall(1, 1.8)
    x = float(margin)
    if random.random() < 0.5:
        badge, wide = random.choice(("打卡", "现场", "巡查")), layer.wide("打卡", 1.1)
        layer.panel(x, top, x + wide + layer.px(0.02), top + layer.tall(1, 1.3), (*YELLOW, 255), 0.01)
        layer.write(x + layer.px(0.01), top + layer.px(0.004), badge, 1.1, INK)
        x += wide + layer.px(0.035)
    if facts.clock:
        layer.write(x, top, clock_text(facts, False), 1.8)
        x += layer.wide(clock_text(facts, False), 1.8) + layer.px(0.02)
    if facts.calendar:
        layer.write(x, top + layer.px(layer.style.size * 0.55), day_text(random, facts), 1.0)
    layer.block(margin, top + layer.tall(1, 1.8), lines)
    y = layer.height - layer.px(0.04) - layer.tall(3, 0.72)
    right = layer.width - margin
    small = (random.choice(words.BRANDS), random.choice(words.SLOGANS), f"防伪 {words.code(random)}")
    for line in small if len(lines) > 1 else ():
        y = layer.write(right, y, line, 0.72, right=True)
    return truth(facts, seconds=False, lines=layer.lines, digits=digits)


def stamp(layer: Layer, random: Random, facts: Facts) -> Watermark:
    """The old date stamp at the bottom right, orange, day and clock and nothing else."""
    facts = replace(facts, address=None, latitude=None, longitude=None, team=None, calendar=True)
    seconds = random.random() < 0.3
    day = random.choice((f"{facts.time:%Y/%m/%d}", f"{facts.time:%Y-%m-%d}", f"{facts.time:%Y.%m.%d}"))
    text = f"{day} {clock_text(facts, seconds)}" if facts.clock else day
    colour = random.choice(((255, 150, 40), YELLOW, WHITE))
    y = layer.height - layer.px(0.06) - layer.tall(1, 1.3)
    layer.write(layer.width - layer.px(0.05), y, text, 1.3, colour, random.choice(("figures", "bold")), right=True)
    return truth(facts, seconds=seconds, lines=layer.lines)

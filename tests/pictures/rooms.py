"""Places under a roof: workshops, stores of drums, offices, a meter on a wall."""

from __future__ import annotations

from random import Random

from PIL import Image, ImageDraw

from tests.pictures.outdoors import GROUNDS, PAINTS, WALLS, near
from tests.pictures.stages import Stage
from tests.pictures.typefaces import typeface


def room(stage: Stage, stays: Random) -> tuple[float, float]:
    """Walls, floor and ceiling; where the far wall begins and ends, from above."""
    top, bottom = stays.uniform(0.12, 0.3), stays.uniform(0.5, 0.66)
    left, right = stays.uniform(0.05, 0.3), stays.uniform(0.7, 0.95)
    side = near(stays, stays.choice(WALLS))
    stage.box(-0.2, -0.2, 1.2, 1.3, side, 50)
    stage.shape([(-0.2, -0.2), (1.2, -0.2), (right, top), (left, top)], near(stays, (110, 112, 116)), 30)
    stage.box(left, top, right, bottom, near(stays, side, 30), 40)
    floor = stays.choice(GROUNDS)
    stage.shape([(left, bottom), (right, bottom), (1.3, 1.3), (-0.3, 1.3)], near(stays, floor), 110)
    for _ in range(stays.randint(3, 8)):
        x = stays.uniform(-0.1, 1.1)
        stage.line([(x, -0.1), (left + (right - left) * x, top)], (70, 72, 78), 0.006)
    return top, bottom


def machine(stage: Stage, random: Random, bottom: float) -> None:
    x, y = random.uniform(-0.05, 0.8), bottom + random.uniform(0.02, 0.35)
    wide, tall = random.uniform(0.12, 0.34), random.uniform(0.1, 0.36)
    paint = near(random, random.choice(PAINTS))
    stage.box(x, y - tall, x + wide, y, paint, 30, (40, 42, 46))
    stage.shape(
        [(x + wide, y - tall), (x + wide + 0.04, y - tall - 0.03), (x + wide + 0.04, y - 0.03), (x + wide, y)],
        near(random, paint, 40),
        30,
    )
    for _ in range(random.randint(2, 7)):
        a, b = x + random.uniform(0.01, wide * 0.8), y - tall * random.uniform(0.15, 0.95)
        stage.box(a, b, a + wide * 0.14, b + tall * 0.1, near(random, random.choice(PAINTS)), 10)
    if random.random() < 0.5:
        a = x + wide * random.random()
        stage.line([(a, y - tall), (a, -0.1)], near(random, (160, 164, 168)), 0.02)


def workshop(stage: Stage, stays: Random, passing: Random) -> None:
    _, bottom = room(stage, stays)
    for _ in range(stays.randint(1, 5)):
        x, y = stays.uniform(0.1, 0.9), stays.uniform(0.02, 0.14)
        stage.oval(x - 0.05, y - 0.012, x + 0.05, y + 0.012, (250, 246, 226), 2)
    for _ in range(stays.randint(2, 5)):
        machine(stage, stays, bottom)
    for _ in range(passing.randint(1, 8)):
        x, y, size = passing.random(), passing.uniform(bottom + 0.1, 1), passing.uniform(0.02, 0.1)
        stage.box(x, y - size, x + size * 1.3, y, near(passing, passing.choice(PAINTS)), 50, (50, 50, 50))


def drums(stage: Stage, stays: Random, passing: Random) -> None:
    _, bottom = room(stage, stays)
    paint = near(stays, stays.choice(PAINTS))
    rows, columns = stays.randint(2, 4), stays.randint(3, 6)
    for row in range(rows):
        for column in range(columns):
            size = 0.55 / columns * (1 + 0.25 * row)
            x = stays.uniform(-0.01, 0.01) + 0.5 + (column - columns / 2) * size * 1.08
            y = bottom + 0.06 + row * 0.13
            colour = near(passing, paint, 16) if passing.random() < 0.9 else near(passing, passing.choice(PAINTS))
            stage.box(x, y, x + size, y + size * 1.1, colour, 50)
            for band in (0.3, 0.65):
                stage.line([(x, y + size * band), (x + size, y + size * band)], near(stays, paint, 40), 0.005)
            stage.oval(x, y - size * 0.14, x + size, y + size * 0.14, near(passing, colour, 26), 20)
            if (row + column) % 2 == 0:
                stage.box(x + size * 0.3, y + size * 0.4, x + size * 0.7, y + size * 0.8, (228, 222, 190), 10)


def office(stage: Stage, stays: Random, passing: Random) -> None:
    _, bottom = room(stage, stays)
    x = stays.uniform(0.1, 0.6)
    for shelf in range(4):
        y = bottom - 0.36 + shelf * 0.09
        stage.box(x, y, x + 0.36, y + 0.012, (92, 72, 54), 40)
        for book in range(passing.randint(4, 12)):
            stage.box(x + 0.03 * book, y - 0.06, x + 0.03 * book + 0.024, y, near(stays, stays.choice(PAINTS)), 20)
    desk = near(stays, (150, 110, 72))
    stage.shape([(-0.1, 0.78), (1.1, 0.72), (1.2, 1.2), (-0.2, 1.2)], desk, 60)
    for _ in range(passing.randint(2, 6)):
        a, b, wide = passing.random(), passing.uniform(0.76, 1), passing.uniform(0.05, 0.2)
        lean = passing.uniform(-0.03, 0.03)
        stage.shape(
            [(a, b), (a + wide, b + lean), (a + wide - lean, b + wide * 0.8), (a - lean, b + wide * 0.7)],
            near(passing, (236, 234, 228), 10),
            10,
        )


def meter(stage: Stage, stays: Random, passing: Random) -> None:
    """A display on a wall with figures of its own."""
    colour = near(stays, stays.choice(WALLS))
    stage.box(-0.2, -0.2, 1.2, 1.3, colour, 120)
    for _ in range(stays.randint(1, 4)):
        x = stays.random()
        stage.line([(x, -0.1), (x + stays.uniform(-0.1, 0.1), 1.2)], near(stays, (120, 122, 126)), 0.02)
    stage.box(0.14, 0.2, 0.86, 0.66, near(stays, (206, 208, 206)), 20, (60, 60, 60))
    display = Image.new("RGB", (420, 150), (150, 176, 140))
    pen = ImageDraw.Draw(display)
    pen.text((20, 10), f"{passing.uniform(0, 9999):.2f}", (24, 36, 22), typeface("figures", 70))
    pen.text(
        (20, 96), f"pH {passing.uniform(4, 10):.2f}   {passing.uniform(5, 40):.1f}℃", (24, 36, 22), typeface("sans", 34)
    )
    stage.paste(display, 0.25, 0.26, 0.5, passing.uniform(-2, 2))
    for step in range(stays.randint(2, 5)):
        stage.oval(0.24 + step * 0.12, 0.54, 0.3 + step * 0.12, 0.59, near(stays, stays.choice(PAINTS)), 10)

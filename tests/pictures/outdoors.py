"""Places under the sky: yards, roads, chimneys, heaps, ditches, tanks; by night and in snow."""

from __future__ import annotations

from random import Random

from tests.pictures.stages import Colour, Stage

SKIES: tuple[Colour, ...] = ((168, 190, 214), (196, 202, 206), (150, 178, 216), (205, 200, 190), (222, 226, 230))
GROUNDS: tuple[Colour, ...] = ((132, 120, 104), (120, 118, 114), (146, 128, 98), (98, 100, 92), (160, 150, 138))
WALLS: tuple[Colour, ...] = ((150, 84, 66), (196, 194, 188), (92, 122, 158), (172, 160, 138), (214, 208, 196))
PAINTS: tuple[Colour, ...] = (
    (190, 52, 44),
    (40, 92, 160),
    (224, 176, 40),
    (48, 120, 76),
    (226, 226, 222),
    (70, 74, 80),
)


def near(random: Random, colour: Colour, spread: int = 24) -> Colour:
    """A colour like this one: lighter or darker by up to `spread`, and a little another hue."""
    light = random.randint(-spread, spread)
    red, green, blue = (max(0, min(255, part + light + random.randint(-7, 7))) for part in colour)
    return red, green, blue


def sky_and_ground(stage: Stage, stays: Random, passing: Random, horizon: float) -> None:
    high = near(passing, stays.choice(SKIES), 14)
    for step in range(8):
        pale = tuple(min(255, part + 4 * step) for part in high)
        stage.box(-0.2, horizon * (step - 1.6) / 8, 1.2, horizon + 0.01, (pale[0], pale[1], pale[2]), 4)
    for _ in range(passing.randint(0, 5)):
        x, y = passing.uniform(-0.1, 1), passing.uniform(0, horizon * 0.6)
        wide = passing.uniform(0.1, 0.3)
        stage.oval(x, y, x + wide, y + wide * 0.25, near(passing, (232, 234, 238), 8), 6)
    ground = stays.choice(GROUNDS)
    for step in range(6):
        top = horizon + (1.2 - horizon) * step / 6
        stage.box(-0.2, top, 1.2, 1.3, near(stays, ground, 5), 90 + 20 * step)


def shed(stage: Stage, stays: Random, horizon: float) -> None:
    left, wide, tall = stays.uniform(-0.1, 0.75), stays.uniform(0.2, 0.55), stays.uniform(0.12, 0.3)
    wall, roof = near(stays, stays.choice(WALLS)), near(stays, stays.choice(PAINTS))
    floor = horizon + stays.uniform(0.0, 0.08)
    stage.box(left, floor - tall, left + wide, floor, wall, 60)
    middle = left + wide * stays.uniform(0.3, 0.7)
    stage.shape(
        [(left - 0.02, floor - tall), (middle, floor - tall - 0.07), (left + wide + 0.02, floor - tall)], roof, 40
    )
    for step in range(stays.randint(2, 12)):
        x = left + wide * (step + 0.5) / 12
        stage.line([(x, floor - tall), (x, floor)], near(stays, wall, 30), 0.003)
    for _ in range(stays.randint(0, 4)):
        x, y = left + stays.uniform(0.02, wide), floor - tall * stays.uniform(0.4, 0.9)
        stage.box(x, y, x + 0.05, y + 0.05, (52, 62, 74), 10, (190, 190, 190))


def wall(stage: Stage, stays: Random, horizon: float) -> None:
    colour = near(stays, stays.choice(WALLS))
    top, lean = horizon - stays.uniform(0.02, 0.09), stays.uniform(-0.04, 0.04)
    stage.shape([(-0.2, top), (1.2, top + lean), (1.2, horizon + 0.03), (-0.2, horizon + 0.03)], colour, 80)
    for step in range(14):
        x = -0.1 + step * 0.09
        stage.line([(x, top + lean * x), (x, horizon + 0.03)], near(stays, colour, 20), 0.005)


def tree(stage: Stage, random: Random, horizon: float) -> None:
    x, tall = random.uniform(0, 1), random.uniform(0.08, 0.25)
    stage.line([(x, horizon + 0.02), (x, horizon - tall)], (84, 66, 50), 0.01)
    for _ in range(12):
        a, b = x + random.uniform(-0.07, 0.07), horizon - tall + random.uniform(-0.08, 0.06)
        stage.oval(a - 0.03, b - 0.02, a + 0.03, b + 0.02, near(random, (66, 94, 52), 26), 140)


def lorry(stage: Stage, random: Random, horizon: float) -> None:
    x, y = random.uniform(0, 0.8), horizon + random.uniform(0.08, 0.35)
    size = 0.1 + (y - horizon) * 0.5
    paint = near(random, random.choice(PAINTS))
    stage.box(x, y - size * 0.55, x + size * 1.1, y, paint, 30, (40, 40, 40))
    stage.box(x + size * 1.12, y - size * 0.45, x + size * 1.5, y, near(random, random.choice(PAINTS)), 20)
    stage.box(x + size * 1.2, y - size * 0.4, x + size * 1.47, y - size * 0.22, (60, 76, 92), 6)
    for part in (0.15, 0.4, 1.3):
        stage.oval(x + size * part, y - size * 0.1, x + size * (part + 0.2), y + size * 0.1, (28, 28, 30), 30)


def heap(stage: Stage, random: Random, horizon: float) -> None:
    x, y = random.uniform(-0.1, 1), horizon + random.uniform(0.05, 0.3)
    wide, tall = random.uniform(0.15, 0.6), random.uniform(0.05, 0.24)
    colour = near(random, random.choice(((112, 96, 76), (70, 70, 72), (176, 160, 124), (140, 86, 62))))
    points = [(x - wide / 2, y)]
    for step in range(1, 8):
        points.append((x - wide / 2 + wide * step / 8, y - tall * (1 - abs(step - 4) / 4.4) * random.uniform(0.8, 1.1)))
    stage.shape([*points, (x + wide / 2, y)], colour, 200)
    stage.shape([points[4], (x + wide / 2, y), (x, y)], near(random, colour, 30), 200)


def litter(stage: Stage, random: Random, horizon: float) -> None:
    """Boxes, planks and bags lying about: the moment's own."""
    for _ in range(random.randint(2, 9)):
        x, y = random.uniform(0, 1), random.uniform(horizon + 0.08, 1.02)
        size = 0.01 + 0.14 * (y - horizon) * random.uniform(0.4, 1.4)
        paint, lean = near(random, random.choice(PAINTS)), random.uniform(-0.02, 0.02)
        stage.shape(
            [(x, y), (x + size, y + lean), (x + size * 0.9, y - size * 0.7), (x + 0.1 * size, y - size * 0.6)],
            paint,
            50,
        )
        stage.oval(x, y - 0.006, x + size, y + 0.012, (60, 56, 52), 60)


def yard(stage: Stage, stays: Random, passing: Random) -> None:
    horizon = stays.uniform(0.25, 0.48)
    sky_and_ground(stage, stays, passing, horizon)
    for _ in range(stays.randint(0, 3)):
        tree(stage, stays, horizon)
    if stays.random() < 0.6:
        wall(stage, stays, horizon)
    for _ in range(stays.randint(1, 3)):
        shed(stage, stays, horizon)
    for _ in range(stays.randint(0, 3)):
        heap(stage, stays, horizon)
    for _ in range(passing.randint(0, 2)):
        lorry(stage, passing, horizon)
    litter(stage, passing, horizon)


def road(stage: Stage, stays: Random, passing: Random) -> None:
    horizon, vanishing = stays.uniform(0.3, 0.5), stays.uniform(0.25, 0.75)
    sky_and_ground(stage, stays, passing, horizon)
    for _ in range(stays.randint(2, 6)):
        tree(stage, stays, horizon)
    tar = near(stays, (96, 96, 98), 14)
    left, right = stays.uniform(-0.4, 0.05), stays.uniform(0.9, 1.4)
    stage.shape([(vanishing - 0.02, horizon), (vanishing + 0.02, horizon), (right, 1.2), (left, 1.2)], tar, 70)
    middle = (left + right) / 2
    for step in range(6):
        a, b = (step / 6) ** 1.6, ((step + 0.5) / 6) ** 1.6
        x, y = vanishing + (middle - vanishing) * a, horizon + (1.2 - horizon) * a
        u, v = vanishing + (middle - vanishing) * b, horizon + (1.2 - horizon) * b
        stage.shape([(x - 0.01 * a, y), (x + 0.01 * a, y), (u + 0.015 * b, v), (u - 0.015 * b, v)], (226, 222, 206), 30)
    for _ in range(stays.randint(0, 2)):
        shed(stage, stays, horizon)
    for _ in range(passing.randint(0, 3)):
        lorry(stage, passing, horizon)


def stacks(stage: Stage, stays: Random, passing: Random) -> None:
    horizon = stays.uniform(0.55, 0.8)
    sky_and_ground(stage, stays, passing, horizon)
    for _ in range(stays.randint(1, 4)):
        x, wide, top = stays.uniform(0.05, 0.9), stays.uniform(0.03, 0.09), stays.uniform(0.1, 0.4)
        colour = near(stays, (188, 182, 174))
        stage.shape(
            [(x - wide * 0.7, top), (x + wide * 0.7, top), (x + wide, horizon), (x - wide, horizon)], colour, 40
        )
        for step in range(3):
            y = top + step * 0.06
            stage.box(x - wide * 0.72, y, x + wide * 0.72, y + 0.03, (180, 60, 52) if step % 2 == 0 else colour, 30)
        drift, thick = passing.uniform(-0.12, 0.12), passing.uniform(0.01, 0.05)
        for puff in range(passing.randint(0, 10)):
            a, b, r = x + drift * puff * 0.5, top - 0.03 * puff, thick * (1 + puff * 0.25)
            stage.oval(a - r, b - r * 0.7, a + r, b + r * 0.7, near(passing, (206, 206, 208), 10), 30)
    for _ in range(stays.randint(1, 3)):
        shed(stage, stays, horizon)
    litter(stage, passing, horizon)


def pile(stage: Stage, stays: Random, passing: Random) -> None:
    horizon = stays.uniform(0.2, 0.4)
    sky_and_ground(stage, stays, passing, horizon)
    for _ in range(stays.randint(2, 6)):
        heap(stage, stays, horizon + stays.uniform(0, 0.2))
    for _ in range(stays.randint(0, 2)):
        x, y = stays.uniform(0, 0.7), stays.uniform(horizon + 0.1, 0.8)
        net = near(stays, (60, 128, 84), 16)
        stage.shape([(x, y + 0.2), (x + 0.1, y), (x + 0.3, y + 0.02), (x + 0.45, y + 0.22)], net, 170)
    if stays.random() < 0.5:
        x = stays.uniform(0.1, 0.9)
        stage.line([(x, horizon), (x, 0.02), (x - 0.4, 0.06), (x + 0.2, 0.04)], (224, 176, 40), 0.008)
    for _ in range(passing.randint(0, 2)):
        lorry(stage, passing, horizon)
    litter(stage, passing, horizon)


def pipe(stage: Stage, stays: Random, passing: Random) -> None:
    horizon = stays.uniform(0.05, 0.3)
    sky_and_ground(stage, stays, passing, horizon)
    bank = near(stays, (92, 104, 68))
    stage.shape([(-0.2, horizon), (1.2, horizon), (1.2, 0.7), (-0.2, 0.55)], bank, 190)
    for _ in range(90):
        x, y = stays.uniform(-0.05, 1.05), stays.uniform(horizon, 0.62)
        stage.line([(x, y), (x + stays.uniform(-0.02, 0.02), y - 0.03)], near(stays, (84, 110, 56), 30), 0.003)
    x, y, r = stays.uniform(0.2, 0.8), stays.uniform(0.4, 0.6), stays.uniform(0.05, 0.12)
    stage.oval(x - r, y - r * 0.8, x + r, y + r * 0.8, near(stays, (172, 170, 164)), 60)
    stage.oval(x - r * 0.75, y - r * 0.6, x + r * 0.75, y + r * 0.6, (24, 24, 26), 20)
    water = near(passing, passing.choice(((86, 96, 88), (112, 88, 62), (70, 78, 92))))
    stage.shape([(-0.2, 0.74), (1.2, 0.7), (1.2, 1.3), (-0.2, 1.3)], water, 50)
    stage.shape([(x - r * 0.5, y), (x + r * 0.5, y), (x + r, 0.85), (x - r, 0.85)], near(passing, water, 20), 40)
    litter(stage, passing, 0.7)


def tanks(stage: Stage, stays: Random, passing: Random) -> None:
    horizon = stays.uniform(0.4, 0.6)
    sky_and_ground(stage, stays, passing, horizon)
    for _ in range(stays.randint(2, 5)):
        x, wide, top = stays.uniform(0, 0.85), stays.uniform(0.1, 0.28), stays.uniform(0.1, 0.35)
        paint, floor = near(stays, stays.choice(PAINTS)), horizon + stays.uniform(0.02, 0.2)
        for part in range(6):
            shade = tuple(max(0, min(255, tone + 30 - 14 * part)) for tone in paint)
            stage.box(x + wide * part / 6, top, x + wide * (part + 1) / 6, floor, (shade[0], shade[1], shade[2]), 30)
        stage.oval(x, top - wide * 0.12, x + wide, top + wide * 0.12, near(stays, paint, 14), 20)
        stage.line([(x + wide * 0.8, top), (x + wide * 0.8, floor)], (60, 60, 62), 0.004)
    for _ in range(stays.randint(1, 4)):
        y = stays.uniform(horizon - 0.1, horizon + 0.2)
        stage.line([(-0.1, y), (1.1, y + stays.uniform(-0.05, 0.05))], near(stays, (150, 152, 156)), 0.014)
    litter(stage, passing, horizon + 0.1)


def night(stage: Stage, stays: Random, passing: Random) -> None:
    horizon = stays.uniform(0.3, 0.5)
    stage.box(-0.2, -0.2, 1.2, 1.3, near(stays, (20, 24, 36), 8), 10)
    stage.box(-0.2, horizon, 1.2, 1.3, near(stays, (46, 44, 44), 10), 140)
    for _ in range(stays.randint(1, 3)):
        left, wide, tall = stays.uniform(-0.1, 0.7), stays.uniform(0.2, 0.5), stays.uniform(0.1, 0.3)
        stage.box(left, horizon - tall, left + wide, horizon + 0.04, near(stays, (50, 52, 60), 16), 60)
    for _ in range(stays.randint(2, 6)):
        x, y = stays.uniform(0, 1), stays.uniform(0.08, horizon)
        for ring in range(7, 0, -1):
            tone, r = 250 - ring * 26, 0.012 * ring
            stage.oval(x - r, y - r * 0.75, x + r, y + r * 0.75, (tone, round(tone * 0.9), round(tone * 0.66)), 4)
    for _ in range(passing.randint(0, 2)):
        lorry(stage, passing, horizon)
    litter(stage, passing, horizon)


def snow(stage: Stage, stays: Random, passing: Random) -> None:
    yard(stage, stays, passing)
    for _ in range(stays.randint(5, 9)):
        x, y = stays.uniform(-0.1, 0.9), stays.uniform(0.5, 1.0)
        wide = stays.uniform(0.2, 0.6)
        stage.oval(x, y, x + wide, y + wide * 0.3, near(stays, (232, 236, 242), 8), 40)
    for _ in range(passing.randint(80, 240)):
        x, y, r = passing.random(), passing.random(), passing.uniform(0.001, 0.005)
        stage.oval(x - r, y - r, x + r, y + r, (244, 246, 250), 4)

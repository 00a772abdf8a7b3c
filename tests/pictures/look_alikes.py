"""Different pictures that are hard to tell apart, two by two: whatever a camera sees besides is exactly the same.

One form filled in twice and scanned, one screen with other figures, one yard where somebody went a few steps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

from PIL import Image, ImageDraw

from tests.pictures import words
from tests.pictures.papers import COLUMNS, LEDGERS
from tests.pictures.reuse import printed, saved
from tests.pictures.scenes import KINDS, Scene, draw_scene
from tests.pictures.typefaces import typeface

_SIZE = (720, 960)
_INKS = ((28, 40, 110), (20, 20, 24), (40, 50, 140))

#: What both show, what is the first's or the second's own.
Pair = Callable[[Random, Random], Image.Image]


def form_filled_in(stays: Random, passing: Random) -> Image.Image:
    """Scanned straight, as by an app: every cell is written anew."""
    return _form(stays, passing, kept=0.0)


def form_mostly_kept(stays: Random, passing: Random) -> Image.Image:
    """One of every four cells is another."""
    return _form(stays, passing, kept=0.75)


def _form(stays: Random, passing: Random, kept: float) -> Image.Image:
    paper = Image.new("RGB", _SIZE, (246, 245, 241))
    pen, ink, rows = ImageDraw.Draw(paper), stays.choice(_INKS), stays.randint(10, 18)
    pen.text((360, 44), stays.choice(LEDGERS), (20, 20, 22), typeface("bold", 32), anchor="mm")
    step = 820 // rows
    for row in range(rows):
        top, once = 90 + row * step, Random(stays.getrandbits(32))
        pen.rectangle((34, top, 686, top + step), outline=(50, 50, 52), width=2)
        pen.text((44, top + 8), once.choice(COLUMNS) + once.choice(words.SPOTS), (30, 30, 32), typeface("sans", 20))
        for left in (300, 500):
            pen.line((left, top, left, top + step), (50, 50, 52), 2)
            writer = once if passing.random() < kept else passing
            text = writer.choice((f"{writer.uniform(1, 900):.1f}", words.person(writer), f"{writer.randint(1, 60)}"))
            _write(paper, left + 10, top + 6, text, writer, ink)
    return paper.rotate(passing.uniform(-0.15, 0.15), Image.Resampling.BICUBIC, fillcolor=(246, 245, 241))


def _write(paper: Image.Image, left: float, top: float, text: str, writer: Random, ink: tuple[int, int, int]) -> None:
    """By hand: every letter leans its own way."""
    for letter in text:
        size = round(24 * writer.uniform(0.85, 1.2))
        mask = Image.new("L", (2 * size, 2 * size))
        ImageDraw.Draw(mask).text((size // 2, size // 3), letter, 255, typeface("sans", size))
        mask = mask.rotate(writer.uniform(-12, 12), Image.Resampling.BICUBIC)
        paper.paste(ink, (round(left - size / 2), round(top - size / 3 + writer.uniform(-2, 2))), mask)
        left += size * (0.95 if ord(letter) > 255 else 0.6) * writer.uniform(0.9, 1.1)


def screen(stays: Random, passing: Random) -> Image.Image:
    """A page of a monitoring system, as the phone keeps it: the same lines, other figures."""
    back, ink = stays.choice((((18, 30, 50), (210, 230, 240)), ((250, 250, 252), (40, 42, 50))))
    shown = Image.new("RGB", (720, 1280), back)
    pen, rows = ImageDraw.Draw(shown), stays.randint(7, 16)
    pen.rectangle((0, 0, 720, 90), fill=(24, 90, 170))
    for row in range(rows):
        top = 110 + row * (1100 // rows)
        pen.text((30, top), words.works(stays)[:10], ink, typeface("sans", 28))
        pen.text((690, top), f"{passing.uniform(1, 400):.2f}", ink, typeface("sans", 30), anchor="ra")
        pen.line((20, top + 48, 700, top + 48), (128, 128, 134), 1)
    return shown


def somebody_walked(stays: Random, passing: Random) -> Image.Image:
    """A camera that hangs on a wall: the picture is the same but for one person, who now and then hardly moved."""
    scene = Scene(stays.choice(tuple(KINDS)), stays.getrandbits(40), 0)
    photo = draw_scene(scene, *_SIZE)
    tall, feet = stays.uniform(110, 240), stays.uniform(0.45, 0.85) * _SIZE[1]
    left, pen = passing.uniform(0.15, 0.85) * _SIZE[0], ImageDraw.Draw(photo)
    pen.ellipse((left - tall * 0.1, feet - tall, left + tall * 0.1, feet - tall * 0.78), fill=(190, 150, 120))
    pen.rectangle((left - tall * 0.16, feet - tall * 0.78, left + tall * 0.16, feet - tall * 0.38), fill=(230, 120, 30))
    pen.rectangle((left - tall * 0.11, feet - tall * 0.38, left + tall * 0.11, feet), fill=(40, 44, 60))
    return photo


PAIRS: dict[str, Pair] = {
    "同一表格，另一次填写": form_filled_in,
    "同一表格，改四分之一": form_mostly_kept,
    "同一界面，别的数字": screen,
    "同一画面，人走了几步": somebody_walked,
}


def look_alikes(seed: int, count: int) -> Iterator[tuple[str, Image.Image, Image.Image]]:
    """Of every kind so many pairs; every second pair has prints of a camera, of other times."""
    for number in range(count):
        for kind, draw in PAIRS.items():
            both = []
            for moment in range(2):
                own = Random(f"look-alike {seed} {number} {kind} {moment}")
                photo = draw(Random(f"look-alike {seed} {number} {kind}"), own)
                both.append(saved(printed(photo, own) if number % 2 else photo, own.randint(55, 75)))
            yield kind, both[0], both[1]

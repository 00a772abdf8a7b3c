"""Pictures used again, and pictures that only look alike, from seeds.

The same photo: recompressed, rescaled, printed on by another camera, cropped, shown on a phone and taken as a
screenshot. Not the same photo: the same place at another moment, another place of the same kind.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from PIL import Image, ImageDraw

from tests.pictures import words
from tests.pictures.layouts import Layer, any_style
from tests.pictures.prints import any_facts
from tests.pictures.scenes import KINDS, Scene, any_scene, draw_scene
from tests.pictures.typefaces import typeface
from tests.pictures.watermarks import LAYOUTS, as_jpeg

_SIZE = (720, 960)
_STRANGERS = (300, 400)  # px: drawn in a fiftieth of a second, and a hash looks at less


@dataclass(frozen=True)
class Twice:
    """A photo and the same one used again."""

    change: str
    first: Image.Image
    again: Image.Image


def printed(photo: Image.Image, random: Random, layout: str = "") -> Image.Image:
    """A copy with a made-up camera's print."""
    layer = Layer(photo.width, photo.height, any_style(random, photo.width))
    LAYOUTS[layout or random.choice(tuple(LAYOUTS))](layer, random, any_facts(random))
    photo = photo.copy()
    photo.paste(layer.image.convert("RGB"), (0, 0), layer.image.getchannel("A"))
    return photo


def saved(photo: Image.Image, quality: int) -> Image.Image:
    """As it comes back from a JPEG of that quality."""
    return Image.open(io.BytesIO(as_jpeg(photo.convert("RGB"), quality))).convert("RGB")


def recompressed(first: Image.Image, scene: Image.Image, random: Random) -> Image.Image:
    return saved(saved(first, random.randint(60, 85)), random.randint(35, 60))


def rescaled(first: Image.Image, scene: Image.Image, random: Random) -> Image.Image:
    factor = random.choice((random.uniform(0.35, 0.8), random.uniform(1.2, 1.5)))
    size = (round(first.width * factor), round(first.height * factor))
    return saved(first.resize(size, Image.Resampling.BICUBIC), random.randint(50, 75))


def printed_anew(first: Image.Image, scene: Image.Image, random: Random) -> Image.Image:
    """The photo from before the print, with another camera's."""
    return saved(printed(scene, random), random.randint(55, 75))


def unprinted(first: Image.Image, scene: Image.Image, random: Random) -> Image.Image:
    return saved(scene, random.randint(55, 75))


def cropped(first: Image.Image, scene: Image.Image, random: Random) -> Image.Image:
    """Up to 4 % of its width and of its height cut away, wherever."""
    return _cropped(first, random, random.uniform(0.005, 0.04), random.uniform(0.005, 0.04))


def cropped_all_round(first: Image.Image, scene: Image.Image, random: Random) -> Image.Image:
    """More than is asked for: up to 4 % at every side."""
    return _cropped(first, random, random.uniform(0.04, 0.08), random.uniform(0.04, 0.08))


def _cropped(first: Image.Image, random: Random, across: float, down: float) -> Image.Image:
    left, top = random.random() * across, random.random() * down
    box = (left, top, 1 - across + left, 1 - down + top)
    wide, tall = first.size
    return saved(
        first.crop((round(box[0] * wide), round(box[1] * tall), round(box[2] * wide), round(box[3] * tall))),
        random.randint(55, 80),
    )


def all_at_once(first: Image.Image, scene: Image.Image, random: Random) -> Image.Image:
    """Rescaled, with another print, recompressed."""
    return recompressed(rescaled(printed(scene, random), scene, random), scene, random)


def screenshot(first: Image.Image, scene: Image.Image, random: Random) -> Image.Image:
    """The photo shown full on a phone, or small in a chat, with the phone's bars."""
    wide = random.choice((720, 1080))
    tall = round(wide * random.choice((16 / 9, 19.5 / 9, 20 / 9)))
    way = random.choice((_viewer, _viewer, _pale_viewer, _chat))
    return saved(way(first, random, wide, tall), random.randint(55, 85))


def _fitted(first: Image.Image, wide: int, tall: int) -> Image.Image:
    factor = min(wide / first.width, tall / first.height)
    return first.resize((round(first.width * factor), round(first.height * factor)), Image.Resampling.BICUBIC)


def _status(screen: Image.Image, random: Random, ink: tuple[int, int, int]) -> int:
    """The phone's clock and battery at its upper edge; gives how high they are, px."""
    pen, unit = ImageDraw.Draw(screen), screen.width / 360
    pen.text(
        (round(16 * unit), round(5 * unit)), f"{words.moment(random):%H:%M}", ink, typeface("sans", round(13 * unit))
    )
    pen.rounded_rectangle(
        (330 * unit, 8 * unit, 350 * unit, 18 * unit), 2 * unit, outline=ink, width=max(1, round(unit))
    )
    pen.rectangle((332 * unit, 10 * unit, random.uniform(336, 348) * unit, 16 * unit), fill=ink)
    for bar in range(4):
        pen.rectangle(((300 + 4 * bar) * unit, (16 - 2 * bar) * unit, (302 + 4 * bar) * unit, 18 * unit), fill=ink)
    return round(26 * unit)


def _viewer(first: Image.Image, random: Random, wide: int, tall: int) -> Image.Image:
    """On black, as wide as the screen, with what is left of the height above and below."""
    screen = Image.new("RGB", (wide, tall), (0, 0, 0))
    top = _status(screen, random, (240, 240, 240))
    shown = _fitted(first, wide, tall - 2 * top)
    screen.paste(shown, ((wide - shown.width) // 2, (tall - shown.height) // 2))
    if random.random() < 0.6:
        pen, unit = ImageDraw.Draw(screen), wide / 360
        for place in (40, 150, 300):
            pen.ellipse(
                ((place - 9) * unit, tall - 34 * unit, (place + 9) * unit, tall - 16 * unit), outline=(220, 220, 220)
            )
    return screen


def _pale_viewer(first: Image.Image, random: Random, wide: int, tall: int) -> Image.Image:
    """An album: white bars with a title above and buttons below."""
    screen = Image.new("RGB", (wide, tall), (250, 250, 250))
    top, unit = _status(screen, random, (20, 20, 20)), wide / 360
    pen = ImageDraw.Draw(screen)
    pen.text(
        (round(150 * unit), top + round(10 * unit)),
        random.choice(("相册", "照片", "图片")),
        (30, 30, 30),
        typeface("sans", round(17 * unit)),
    )
    room = (top + round(46 * unit), tall - round(60 * unit))
    shown = _fitted(first, wide, room[1] - room[0])
    screen.paste(shown, ((wide - shown.width) // 2, room[0] + (room[1] - room[0] - shown.height) // 2))
    for place in (60, 140, 220, 300):
        pen.rectangle(
            ((place - 8) * unit, tall - 42 * unit, (place + 8) * unit, tall - 26 * unit), outline=(90, 90, 90)
        )
    return screen


def _chat(first: Image.Image, random: Random, wide: int, tall: int) -> Image.Image:
    """A chat: the photo with round corners between bubbles, most of the screen's width."""
    screen = Image.new("RGB", (wide, tall), (237, 237, 237))
    top, unit = _status(screen, random, (20, 20, 20)), wide / 360
    pen = ImageDraw.Draw(screen)
    pen.text((wide / 2, top + 22 * unit), "核查工作群", (20, 20, 20), typeface("sans", round(16 * unit)), anchor="mm")
    shown = _fitted(first, round(wide * random.uniform(0.6, 0.78)), round(tall * 0.6))
    left, down = round(56 * unit), top + round(random.uniform(96, 140) * unit)
    corners = Image.new("L", shown.size, 0)
    ImageDraw.Draw(corners).rounded_rectangle((0, 0, shown.width - 1, shown.height - 1), 6 * unit, 255)
    screen.paste(shown, (left, down), corners)
    pen.rounded_rectangle((10 * unit, down, 46 * unit, down + 36 * unit), 4 * unit, (90, 140, 200))
    for place, text in (
        (top + 48 * unit, "到了，正在看"),
        (down + shown.height + 14 * unit, random.choice(("收到", "请核实", "照片清楚"))),
    ):
        pen.rounded_rectangle((left, place, left + 150 * unit, place + 34 * unit), 5 * unit, (255, 255, 255))
        pen.text((left + 10 * unit, place + 7 * unit), text, (30, 30, 30), typeface("sans", round(15 * unit)))
    pen.rectangle((0, tall - 50 * unit, wide, tall), fill=(247, 247, 247))
    return screen


Change = Callable[[Image.Image, Image.Image, Random], Image.Image]

#: What is done to a photo (`first`, with its print; `scene`, from before it) before it is used again.
CHANGES: dict[str, Change] = {
    "recompressed": recompressed,
    "rescaled": rescaled,
    "printed anew": printed_anew,
    "unprinted": unprinted,
    "cropped": cropped,
    "all at once": all_at_once,
    "cropped all round": cropped_all_round,
    "screenshot": screenshot,
}


def used_again(seed: int, count: int) -> Iterator[Twice]:
    """Of each of `count` photos one copy of every change."""
    for number in range(count):
        random = Random(f"used again {seed} {number}")
        wide, tall = _SIZE if random.random() < 0.8 else (_SIZE[1], _SIZE[0])
        scene = draw_scene(any_scene(random), wide, tall)
        first = saved(printed(scene, random) if random.random() < 0.7 else scene, random.randint(55, 75))
        for name, change in CHANGES.items():
            yield Twice(name, first, change(first, scene, random))


@dataclass(frozen=True)
class Different:
    """A photo unlike all others; `scene` tells whose look-alike it is: of the same place, or of the same kind."""

    scene: Scene
    photo: Image.Image


def different_pictures(seed: int, count: int, moments: int = 4) -> Iterator[Different]:
    """No two the same: of every place `moments` moments, of every kind many places; half of them with a print."""
    kinds = tuple(KINDS)
    for number in range(count):
        place, moment = divmod(number, moments)
        scene = Scene(kinds[place % len(kinds)], seed * 1_000_000 + place, moment)
        random = Random(f"different {seed} {number}")
        photo = draw_scene(scene, *_STRANGERS)
        yield Different(scene, printed(photo, random) if random.random() < 0.5 else photo)

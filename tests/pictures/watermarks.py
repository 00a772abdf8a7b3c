"""Photos with a camera's print, from a seed: many kinds of scene, twelve layouts, three faces; tilted, noisy, small.

Every photo comes with the truth of its print. It has been through a camera (JPEG) and a chat (scaled, JPEG at 50 to 70,
one of four forwarded once more).
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

import numpy as np
from PIL import Image

from domain.watermarks import Watermark
from tests.pictures.clock_layouts import big_clock, centre_clock, side_bar, slogan, stamp
from tests.pictures.layouts import Layer, Style, any_style, soften
from tests.pictures.prints import Facts, any_facts
from tests.pictures.scenes import any_scene, draw_scene
from tests.pictures.text_layouts import card, corner, headed, labelled, strip, table, top_left

Print = Callable[[Layer, Random, Facts], Watermark]

LAYOUTS: dict[str, Print] = {
    "big_clock": big_clock,
    "card": card,
    "labelled": labelled,
    "corner": corner,
    "strip": strip,
    "top_left": top_left,
    "side_bar": side_bar,
    "slogan": slogan,
    "table": table,
    "headed": headed,
    "centre_clock": centre_clock,
    "stamp": stamp,
}
_SIZES = (
    (1080, 1440),
    (1080, 1440),
    (720, 960),
    (810, 1080),
    (1080, 1920),
    (540, 720),
    (1440, 1080),
    (960, 720),
    (1280, 720),
)
_LARGE = (3024, 4032)  # px, the original as a phone took it
_NONE = 0.08  # of the photos have no print


@dataclass(frozen=True)
class Photo:
    """A JPEG, what its print says (nothing at all where there is none), and how it was made."""

    data: bytes
    truth: Watermark
    layout: str
    face: str
    width: int
    height: int
    tilt: float  # degrees
    noise: float


def watermark_photos(seed: int, count: int) -> Iterator[Photo]:
    """Of every 200 one is as large as the phone took it; the first of them is the 100th."""
    for number in range(count):
        yield watermark_photo(seed, number, _LARGE if number % 200 == 99 else None)


def watermark_photo(seed: int, number: int, size: tuple[int, int] | None = None, layout: str = "") -> Photo:
    random = Random(f"photo {seed} {number}")
    width, height = size or random.choice(_SIZES)
    layout = layout or (random.choice(tuple(LAYOUTS)) if random.random() >= _NONE else "none")
    style, tilt = any_style(random, min(width, height)), random.choice((0.0, 0.0, 0.0, random.uniform(-2, 2)))
    noise = random.choice((0.0, 0.0, random.uniform(3, 10)))
    photo, truth = _printed(random, (width, height), layout, style)
    photo = disturbed(photo, random, tilt, noise)
    data = through_chat(photo, random, 75 if size else None)
    return Photo(data, truth, layout, style.face, width, height, round(tilt, 2), round(noise, 1))


def _printed(random: Random, size: tuple[int, int], layout: str, style: Style) -> tuple[Image.Image, Watermark]:
    """The camera's photo, printed on at the camera's size and scaled to `size` as the chat does."""
    factor = random.choice((1.0, 1.0, 1.25, 1.5)) if max(size) <= 2000 else 1.0
    width, height = round(size[0] * factor), round(size[1] * factor)
    drawn = min(1.0, 1440 / max(size))  # a larger scene is painted smaller, and enlarged
    scene = draw_scene(any_scene(random), round(size[0] * drawn), round(size[1] * drawn))
    photo = scene.resize((width, height), Image.Resampling.BICUBIC)
    truth = Watermark()
    if layout != "none":
        layer = Layer(width, height, style)
        truth = LAYOUTS[layout](layer, random, any_facts(random))
        mark = soften(layer.image, random.choice((0.0, 0.0, 0.6)) * factor)
        photo.paste(mark.convert("RGB"), (0, 0), mark.getchannel("A"))
    return photo.resize(size, Image.Resampling.LANCZOS) if factor != 1.0 else photo, truth


def disturbed(photo: Image.Image, random: Random, tilt: float, noise: float) -> Image.Image:
    """Turned by `tilt` degrees with the corners filled, and with noise of that deviation all over, print included."""
    if tilt:
        photo = photo.rotate(tilt, Image.Resampling.BICUBIC, fillcolor=(random.randrange(90),) * 3)
    if not noise:
        return photo
    grain = np.random.default_rng(random.getrandbits(32)).normal(0, noise, (photo.height, photo.width, 1))
    return Image.fromarray(np.clip(np.asarray(photo, np.float32) + grain, 0, 255).astype(np.uint8))


def through_chat(photo: Image.Image, random: Random, quality: int | None = None) -> bytes:
    """As JPEG twice, by the camera and by the chat; of four photos one is forwarded and saved once more."""
    data = as_jpeg(photo, random.randint(75, 92))
    data = as_jpeg(Image.open(io.BytesIO(data)), quality or random.randint(50, 70))
    if random.random() < 0.25:
        data = as_jpeg(Image.open(io.BytesIO(data)), random.randint(50, 70))
    return data


def as_jpeg(photo: Image.Image, quality: int) -> bytes:
    buffer = io.BytesIO()
    photo.save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()

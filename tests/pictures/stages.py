"""What a made-up photo is painted on: shapes, grain, light, and a camera that moved a little."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from random import Random
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

Colour = tuple[int, int, int]
Point = tuple[float, float]

_GRAIN = 1024  # px, of the field of grain that every picture cuts its own from


@cache
def _grain() -> tuple[Any, Any]:
    """Two fields of noise, mean 0 and deviation about 1: of single pixels, and of blotches."""
    source = np.random.default_rng(20_201_020)
    fine = source.standard_normal((_GRAIN, _GRAIN)).astype(np.float32)
    blotches = np.zeros((_GRAIN, _GRAIN), np.float32)
    for side in (16, 64, 256):
        around = np.pad(source.standard_normal((side, side)).astype(np.float32), 4, mode="wrap")  # its edges meet
        step = _GRAIN // side
        wide = Image.fromarray(around).resize(((side + 8) * step,) * 2, Image.Resampling.BICUBIC)
        blotches += np.asarray(wide)[4 * step : 4 * step + _GRAIN, 4 * step : 4 * step + _GRAIN]
    return fine, blotches / blotches.std()


class Stage:
    """A picture in the making. Points are parts of its width and height; the camera's pan and zoom apply to all."""

    def __init__(self, width: int, height: int, camera: tuple[float, float, float] = (0.0, 0.0, 1.0)) -> None:
        self.width, self.height = width, height
        self._right, self._down, self._zoom = camera
        self.image = Image.new("RGB", (width, height), (120, 120, 120))
        self._draw = ImageDraw.Draw(self.image)
        self._roughness = Image.new("L", (width, height), 20)
        self._rough = ImageDraw.Draw(self._roughness)

    def at(self, point: Point) -> Point:
        """In px."""
        x = (0.5 + (point[0] - 0.5) * self._zoom + self._right) * self.width
        y = (0.5 + (point[1] - 0.5) * self._zoom + self._down) * self.height
        return x, y

    def shape(self, points: Sequence[Point], colour: Colour, rough: int = 20, edge: Colour | None = None) -> None:
        """A filled polygon; `rough` (0 to 255) is how much grain it shows."""
        placed = [self.at(point) for point in points]
        self._draw.polygon(placed, fill=colour, outline=edge)
        self._rough.polygon(placed, fill=rough)

    def box(
        self, left: float, top: float, right: float, bottom: float, colour: Colour, rough: int = 20,
        edge: Colour | None = None,
    ) -> None:  # fmt: skip
        self.shape([(left, top), (right, top), (right, bottom), (left, bottom)], colour, rough, edge)

    def oval(self, left: float, top: float, right: float, bottom: float, colour: Colour, rough: int = 20) -> None:
        a, b = self.at((left, top)), self.at((right, bottom))
        self._draw.ellipse((*a, *b), fill=colour)
        self._rough.ellipse((*a, *b), fill=rough)

    def line(self, points: Sequence[Point], colour: Colour, width: float = 0.004) -> None:
        """`width` is a part of the picture's width."""
        self._draw.line([self.at(point) for point in points], fill=colour, width=max(1, round(width * self.width)))

    def paste(self, paper: Image.Image, left: float, top: float, width: float, turn: float = 0.0) -> None:
        """A sheet laid on, `width` wide (a part), turned by some degrees, flat."""
        wide = max(8, round(width * self.width * self._zoom))
        paper = paper.resize((wide, max(8, round(wide * paper.height / paper.width))), Image.Resampling.LANCZOS)
        turned = paper.convert("RGBA").rotate(turn, Image.Resampling.BICUBIC, expand=True)
        x, y = self.at((left, top))
        self.image.paste(turned.convert("RGB"), (round(x), round(y)), turned.getchannel("A"))
        self._roughness.paste(10, (round(x), round(y)), turned.getchannel("A"))

    def finish(self, random: Random, light: float = 1.0, warmth: float = 0.0, noise: float = 2.5) -> Image.Image:
        """The photo: grain where it is rough, light from one side, darker corners, a sensor's noise, a lens' softness.

        `light` multiplies, `warmth` (-1 to 1) reddens, `noise` is the deviation of 0 to 255.
        """
        fine, blotches = (self._cut(field, random) for field in _grain())
        rough = np.asarray(self._roughness, np.float32) / 255
        shade = 1 + rough * (0.20 * blotches + 0.26 * fine)
        shade *= light * self._light(random)
        pixels = np.asarray(self.image, np.float32) * shade[:, :, None]
        pixels *= np.array([1 + 0.08 * warmth, 1.0, 1 - 0.10 * warmth], np.float32)
        pixels += noise * self._cut(_grain()[0], random)[:, :, None]
        photo = Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))
        return photo.filter(ImageFilter.GaussianBlur(self.width / 1800))

    def _cut(self, field: Any, random: Random) -> Any:
        """A piece of a field as large as the picture; larger pictures see it more than once."""
        top, left = random.randrange(_GRAIN), random.randrange(_GRAIN)
        rows = (np.arange(self.height) + top) % _GRAIN
        columns = (np.arange(self.width) + left) % _GRAIN
        return field[rows[:, None], columns[None, :]]

    def _light(self, random: Random) -> Any:
        across = np.linspace(-1, 1, self.width, dtype=np.float32)[None, :]
        down = np.linspace(-1, 1, self.height, dtype=np.float32)[:, None]
        slope = random.uniform(-0.12, 0.12) * across + random.uniform(-0.10, 0.10) * down
        return 1 + slope - random.uniform(0.02, 0.16) * (across * across + down * down) / 2

"""Prints as watermark cameras set them: what is written, and where and how it stands on the photo.

A layout paints on a transparent layer as large as the photo and gives back what it printed, line by line. Sizes are
parts of the photo's shorter side.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from PIL import Image, ImageDraw, ImageFilter
from PIL.ImageFont import FreeTypeFont

from tests.pictures.stages import Colour
from tests.pictures.typefaces import typeface

WHITE: Colour = (255, 255, 255)
YELLOW: Colour = (255, 205, 40)
BLUE: Colour = (38, 104, 214)
INK: Colour = (40, 44, 52)


@dataclass(frozen=True)
class Style:
    """How a print looks: its face, the size of its lines (part of the shorter side), shadow or none."""

    face: str
    size: float
    shadow: bool = True
    bold: str = "bold"


class Layer:
    """A print in the making: a transparent layer, and the lines put on it."""

    def __init__(self, width: int, height: int, style: Style) -> None:
        self.width, self.height, self.style = width, height, style
        self.unit = min(width, height)
        self.image = Image.new("RGBA", (width, height), (0, 0, 0, 0))
        self.pen = ImageDraw.Draw(self.image)
        self.lines: list[str] = []
        self.overflows = False  # a line leaves the photo

    def px(self, part: float) -> int:
        return max(1, round(part * self.unit))

    def font(self, scale: float = 1.0, face: str = "") -> FreeTypeFont:
        return typeface(face or self.style.face, max(9, self.px(self.style.size * scale)))

    def wide(self, text: str, scale: float = 1.0, face: str = "") -> float:
        return float(self.font(scale, face).getlength(text))

    def write(
        self,
        x: float,
        y: float,
        text: str,
        scale: float = 1.0,
        colour: Colour = WHITE,
        face: str = "",
        right: bool = False,
    ) -> float:
        """One line, its upper left (or right) corner there, in px; gives where the next line may begin."""
        font = self.font(scale, face)
        left = x - self.wide(text, scale, face) if right else x
        if self.style.shadow and sum(colour) > 380:
            step = max(1, self.px(0.0016))
            self.pen.text((left, y), text, (0, 0, 0, 90), font, stroke_width=step)
            self.pen.text((left + step, y + step), text, (0, 0, 0, 190), font)
        self.pen.text((left, y), text, (*colour, 255), font)
        self.lines.append(text)
        self.overflows |= (
            left < 0 or y < 0 or max(x, left + font.getlength(text)) > self.width or y + font.size > self.height
        )
        return y + self.px(self.style.size * scale) * 1.42

    def block(
        self, x: float, y: float, lines: Sequence[str], scale: float = 1.0, colour: Colour = WHITE, right: bool = False
    ) -> float:
        for line in lines:
            y = self.write(x, y, line, scale, colour, right=right)
        return y

    def panel(
        self,
        left: float,
        top: float,
        right: float,
        bottom: float,
        fill: tuple[int, int, int, int],
        round_by: float = 0.0,
    ) -> None:
        self.pen.rounded_rectangle((left, top, right, bottom), self.px(round_by) if round_by else 0, fill)

    def tall(self, lines: int, scale: float = 1.0) -> float:
        return lines * self.px(self.style.size * scale) * 1.42

    def pin(self, x: float, y: float, colour: Colour = WHITE) -> float:
        """The map's pin before an address; gives where the text begins."""
        r = self.px(self.style.size * 0.36)
        self.pen.ellipse((x, y + r * 0.5, x + 2 * r, y + r * 2.5), fill=(*colour, 255))
        self.pen.polygon(
            [(x + 0.2 * r, y + 2 * r), (x + 1.8 * r, y + 2 * r), (x + r, y + 3.4 * r)], fill=(*colour, 255)
        )
        self.pen.ellipse((x + 0.6 * r, y + 1.1 * r, x + 1.4 * r, y + 1.9 * r), fill=(60, 60, 60, 255))
        return x + 3.0 * r

    def wrap(self, text: str, room: float, scale: float = 1.0, hang: str = "") -> list[str]:
        """In lines of `room` px at most; the following ones begin with `hang`, where a label takes its place."""
        lines, line = [], ""
        for letter in text:
            if line and self.wide(line + letter, scale) > room:
                lines.append(line)
                line = hang
            line += letter
        return [*lines, line]


def soften(layer: Image.Image, amount: float) -> Image.Image:
    return layer.filter(ImageFilter.GaussianBlur(amount)) if amount > 0 else layer


def any_style(random: Random, shorter: int) -> Style:
    """A face and a size that a phone would use; never below 15 px where the photo arrives `shorter` px wide."""
    face = random.choices(("sans", "bold", "serif"), (6, 2, 2))[0]
    least = 15.5 / shorter
    return Style(face, max(least, random.uniform(0.026, 0.040)), random.random() < 0.95)

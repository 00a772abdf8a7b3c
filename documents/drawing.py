"""Drawing of boards with Pillow: the shipped font, a few colours, text that keeps to its cell."""

from __future__ import annotations

import io
import unicodedata
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from documents.lines import ELLIPSIS, one_line

WIDTH = 1080
MARGIN = 48

INK = "#1b2733"
MUTED = "#66727f"
PAPER = "#ffffff"
BAND = "#16395c"
BAND_MUTED = "#c3d3e3"
RULE = "#e4e9ee"
STRIPE = "#f6f8fa"
DONE = "#2a7d6f"
TRACK = "#e3e9ee"
SHORT = "#a8480a"
SHORT_PAPER = "#fdeeda"
ALERT = "#b3261e"

_FONTS = Path(__file__).parent / "fonts"
_FILES = {False: "NotoSansSC-Regular.ttf", True: "NotoSansSC-Bold.ttf"}
_NEVER_IN_A_FONT = "\U0010fffd"
_UNKNOWN = "□"
#: From the top of the line to the middle of a Chinese character, as a share of its size.
_MIDDLE = 0.80
_SMOOTH = 4


@lru_cache(maxsize=32)
def font(size: int, bold: bool = False) -> ImageFont.FreeTypeFont:
    """The shipped font; the basic layout, so that every machine draws the same."""
    return ImageFont.truetype(str(_FONTS / _FILES[bold]), size, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=4096)
def _is_drawable(c: str) -> bool:
    face = font(32)
    return c == " " or bytes(face.getmask(c)) != bytes(face.getmask(_NEVER_IN_A_FONT))


def drawable(text: str) -> str:
    """One line of characters that the font has: emoji and marks dropped, other strangers □."""
    kept = []
    for c in one_line(text):
        if _is_drawable(c):
            kept.append(c)
        elif unicodedata.category(c)[0] in "LN":
            kept.append(_UNKNOWN)
    return " ".join("".join(kept).split())


def fit(text: str, size: int, bold: bool, width: float) -> str:
    """The text, its end cut to … where it is wider than `width` pixels."""
    line, face = drawable(text), font(size, bold)
    if face.getlength(line) <= width:
        return line
    while line and face.getlength(line + ELLIPSIS) > width:
        line = line[:-1]
    return line.rstrip() + ELLIPSIS


def wrap(text: str, size: int, width: float) -> list[str]:
    """Lines no wider than `width` pixels, broken between any two characters, none begun by a stop."""
    face = font(size)
    lines = [""]
    for c in drawable(text):
        if face.getlength(lines[-1] + c) > width and c not in "，。；、）％%":
            lines.append("")
        lines[-1] += c
    return [line.strip() for line in lines]


class Sheet:
    """A picture of WIDTH by `height` pixels; y of a text is the middle of its characters."""

    def __init__(self, height: int) -> None:
        self.image = Image.new("RGB", (WIDTH, height), PAPER)
        self._draw = ImageDraw.Draw(self.image)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: int,
        colour: str = INK,
        *,
        bold: bool = False,
        align: str = "left",
        width: float = WIDTH,
    ) -> float:
        """Draw one line, shortened to `width`; x is its left edge, middle or right edge. Returns its width."""
        line = fit(text, size, bold, width)
        length = font(size, bold).getlength(line)
        left = x - {"left": 0.0, "middle": length / 2, "right": length}[align]
        self._draw.text((round(left), round(y - size * _MIDDLE)), line, fill=colour, font=font(size, bold))
        return length

    def box(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        self._draw.rectangle((round(x), round(y), round(x + width) - 1, round(y + height) - 1), fill=colour)

    def pill(self, x: float, y: float, width: float, height: float, colour: str, radius: float | None = None) -> None:
        """A box with round ends, smooth at its edges."""
        w, h = round(width), round(height)
        if w < 1 or h < 1:
            return
        mask = Image.new("L", (w * _SMOOTH, h * _SMOOTH), 0)
        round_by = min(w, h) / 2 if radius is None else radius
        ImageDraw.Draw(mask).rounded_rectangle((0, 0, w * _SMOOTH - 1, h * _SMOOTH - 1), round_by * _SMOOTH, fill=255)
        self.image.paste(colour, (round(x), round(y)), mask.resize((w, h), Image.Resampling.BOX))

    def png(self) -> bytes:
        """The picture as PNG, with nothing in it but the picture."""
        out = io.BytesIO()
        self.image.save(out, "PNG")
        return out.getvalue()

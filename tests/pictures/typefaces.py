"""The typefaces of made-up prints: the shipped sans, a part of a serif, and Pillow's own for figures."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PIL import ImageFont

SHIPPED = Path(__file__).parents[2] / "documents" / "fonts"
#: Noto Serif SC (OFL), cut down to the characters that are written in this package.
SERIF = Path(__file__).parent / "NotoSerifSC-part.otf"
FACES = {
    "sans": SHIPPED / "NotoSansSC-Regular.ttf",
    "bold": SHIPPED / "NotoSansSC-Bold.ttf",
    "serif": SERIF,
}


@cache
def typeface(name: str, size: int) -> ImageFont.FreeTypeFont:
    """A face of FACES, or "figures" (no Chinese), at `size` px."""
    if name == "figures":
        font = ImageFont.load_default(size)
        assert isinstance(font, ImageFont.FreeTypeFont)
        return font
    return ImageFont.truetype(str(FACES[name]), size)

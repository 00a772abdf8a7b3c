"""What a photo says, for a worker process that limits its own memory and time."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps, UnidentifiedImageError

from bot.media.watermarks import engine, printed_lines
from documents.renditions import FORMATS
from domain.file_readings import FileFault
from domain.watermarks import Watermark, read_watermark
from storage.lexicons import load_lexicon

_LONGEST = 2400  # px: a larger photo is reduced; its print is larger too
_GAP = 2.0  # reduce by whole steps first
_UPPER = 0.6  # of the height: the upper part, with what the lower one may have cut
_EDGE = 1.5  # heights of a line: so near the cut, a block may go on above it


def read_picture(path: Path) -> dict[str, Any]:
    """`watermark`, `width` and `height` upright, and `engine`. Never raises: `fault` says why there is nothing."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return {"engine": engine(), **_read(path)}
    except FileNotFoundError:
        return {"fault": FileFault.GONE}
    except UnidentifiedImageError:
        return {"fault": FileFault.NOT_THE_KIND, "engine": engine()}
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError):
        return {"fault": FileFault.TOO_LARGE, "engine": engine()}
    except Exception:  # one more way in which a file can be bad
        return {"fault": FileFault.BROKEN, "engine": engine()}


def read_print(image: Image.Image) -> Watermark:
    """The watermark of a photo: of its lower half, where nearly all cameras print; of all where that says nothing."""
    words = load_lexicon()
    lines = printed_lines(image)
    said = read_watermark(lines, words)
    cut = any(line.top < image.height / 2 + _EDGE * line.height and line.text in said.lines for line in lines)
    if (said.day is None and said.address is None) or cut:
        above = [line for line in printed_lines(image, 0.0, _UPPER) if line.top + line.height / 2 < image.height / 2]
        below = [line for line in lines if line.top > image.height / 2 + line.height / 4]
        said = read_watermark([*above, *below], words)
    return said


def _read(path: Path) -> dict[str, Any]:
    with Image.open(path, formats=FORMATS) as image:
        sides = image.size
        shown = image.convert("RGBA") if image.mode in ("1", "P", "PA") else image
        shown.thumbnail((_LONGEST, _LONGEST), reducing_gap=_GAP)
        upright = ImageOps.exif_transpose(shown).convert("RGB")
    turned = (upright.width > upright.height) != (sides[0] > sides[1])
    width, height = reversed(sides) if turned else sides
    return {"watermark": read_print(upright), "width": width, "height": height}

"""Smaller copies of a stranger's photo. For a worker process that limits its own memory and time."""

from __future__ import annotations

import io
import warnings
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps, UnidentifiedImageError

from domain.renditions import Fault, Size

#: What phones and WeChat send; the other formats that Pillow knows are rarer and have had more holes.
FORMATS = ("JPEG", "PNG", "GIF", "WEBP")
MOST_PIXELS = 50_000_000
SIDES = {Size.PAPER: 1080, Size.THUMB: 320}  # px
_QUALITY = 75
_GAP = 2.0  # reduce by whole steps first: four times as fast, and no eye sees it

Image.MAX_IMAGE_PIXELS = MOST_PIXELS


def renditions_of(path: Path) -> dict[str, Any]:
    """The JPEGs of both sizes (`paper`, `thumb`) from one decoding, with `width` and `height` of the larger in px.

    Upright, on white, without anything else that the file held. Never raises: else `fault` says why there is nothing.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _made(path)
    except FileNotFoundError:
        return {"fault": Fault.GONE}
    except UnidentifiedImageError:
        return {"fault": Fault.NOT_A_PICTURE}
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError):
        return {"fault": Fault.TOO_LARGE}
    except Exception:  # one more way in which a file can be bad
        return {"fault": Fault.BROKEN}


def _made(path: Path) -> dict[str, Any]:
    with Image.open(path, formats=FORMATS) as image:
        shown = image.convert("RGBA") if image.mode in ("1", "P", "PA") else image
        shown.thumbnail((SIDES[Size.PAPER],) * 2, reducing_gap=_GAP)
        upright = _on_white(ImageOps.exif_transpose(shown))
    small = upright.copy()
    small.thumbnail((SIDES[Size.THUMB],) * 2, reducing_gap=_GAP)
    return {"paper": _jpeg(upright), "thumb": _jpeg(small), "width": upright.width, "height": upright.height}


def _on_white(image: Image.Image) -> Image.Image:
    """In RGB; what is transparent shows white, as on paper."""
    if "A" not in image.getbands():
        return image.convert("RGB")
    layer = image.convert("RGBA")
    paper = Image.new("RGB", image.size, "white")
    paper.paste(layer, mask=layer.getchannel("A"))
    return paper


def _jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    bare = Image.frombytes("RGB", image.size, image.tobytes())  # without what the file said of itself
    bare.save(out, "JPEG", quality=_QUALITY)
    return out.getvalue()

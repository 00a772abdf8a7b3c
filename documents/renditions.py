"""Smaller copies of a stranger's photo. For a worker process that limits its own memory and time."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from PIL import Image, ImageChops, ImageOps, ImageStat, UnidentifiedImageError

from domain.renditions import Fault, Size

#: What phones and WeChat send; the other formats that Pillow knows are rarer and have had more holes.
_FORMATS = ("JPEG", "PNG", "GIF", "WEBP")
MOST_PIXELS = 50_000_000
SIDES = {Size.PAPER: 1080, Size.THUMB: 320}  # px
_QUALITY = 75
_GAP, _SMALL_GAP = 2.0, 1.5  # reduce by whole steps first: four times as fast, and no eye sees it
_FAST = Image.Resampling.HAMMING  # two thirds of the usual one's time, and no eye sees it either

_CELLS = (32, 32)
_MOST_APART = 4.0  # levels of grey, cell by cell: to compress anew changes less than one

Image.MAX_IMAGE_PIXELS = MOST_PIXELS
#: What `opened` raises of a picture that is larger than we decode.
TOO_LARGE = (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError)


def renditions_of(path: Path) -> dict[str, Any]:
    """The JPEGs of both sizes (`paper`, `thumb`) from one decoding, with `width` and `height` of the larger in px.

    Upright, on white, without anything else that the file held. Never raises: else `fault` says why there is nothing.
    """
    try:
        return _made(path)
    except FileNotFoundError:
        return {"fault": Fault.GONE}
    except UnidentifiedImageError:
        return {"fault": Fault.NOT_A_PICTURE}
    except TOO_LARGE:
        return {"fault": Fault.TOO_LARGE}
    except Exception:  # one more way in which a file can be bad
        return {"fault": Fault.BROKEN}


@contextmanager
def opened(file: Path | IO[bytes]) -> Iterator[Image.Image]:
    """A stranger's picture, not decoded yet. Raises one of `TOO_LARGE`, and whatever Pillow does of a bad file."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        with Image.open(file, formats=_FORMATS) as image:
            yield image


def upright(image: Image.Image, longest: int, how: Image.Resampling = Image.Resampling.BICUBIC) -> Image.Image:
    """In RGB on white, as people see it, reduced to no more than so many px a side. `image` is reduced with it."""
    shown = image.convert("RGBA") if image.mode in ("1", "P", "PA") else image
    shown.thumbnail((longest, longest), how, reducing_gap=_GAP)
    return _on_white(ImageOps.exif_transpose(shown))


def show_the_same(one: Path, other: Path) -> bool:
    """Whether small copies of two files show the same picture, however well one of the files was compressed."""
    grey = []
    for path in (one, other):
        with opened(path) as image:
            grey.append(image.convert("L").resize(_CELLS, Image.Resampling.BOX))
    return ImageStat.Stat(ImageChops.difference(*grey)).mean[0] <= _MOST_APART


def _made(path: Path) -> dict[str, Any]:
    with opened(path) as image:
        paper = upright(image, SIDES[Size.PAPER], _FAST)
    small = paper.copy()
    small.thumbnail((SIDES[Size.THUMB],) * 2, reducing_gap=_SMALL_GAP)
    return {"paper": _jpeg(paper), "thumb": _jpeg(small), "width": paper.width, "height": paper.height}


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

"""What a photo says, for a worker process that limits its own memory and time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PIL import Image, UnidentifiedImageError

from bot.media.hashes import blur_of, hashes_of
from bot.media.watermarks import Print, engine, light_prints, printed_lines, prints_again, prints_in
from documents.renditions import TOO_LARGE, opened, upright
from domain.file_readings import FileFault
from domain.watermarks import Watermark, agreed, doubtful_lines, lacks, read_watermark
from storage.lexicons import load_lexicon

_LONGEST = 2400  # px: a larger photo is reduced; its print is larger too
_LOWER = 0.5  # of the height: where the lower part begins
_UPPER = 0.6  # where the upper part ends: what the other one cut, it has whole
_EDGE = 1.5  # heights of a line: so near the cut, a block may go on above it


def read_picture(path: Path) -> dict[str, Any]:
    """`watermark`, `hashes`, `blur`, `width` and `height` upright and `engine`, as a `FileReading` has them.

    Never raises: `fault` says why there is nothing.
    """
    try:
        return {"engine": engine(), **_read(path)}
    except FileNotFoundError:
        return {"fault": FileFault.GONE}
    except UnidentifiedImageError:
        return {"fault": FileFault.NOT_THE_KIND, "engine": engine()}
    except TOO_LARGE:
        return {"fault": FileFault.TOO_LARGE, "engine": engine()}
    except Exception:  # one more way in which a file can be bad
        return {"fault": FileFault.BROKEN, "engine": engine()}


def read_print(image: Image.Image) -> Watermark:
    """The watermark of a photo in RGB: of its lower half, where most cameras print; of all where that says too little.

    Where something of it is doubtful, it is looked at again, closer: what is read in two ways is not read.
    """
    words = load_lexicon()
    prints = prints_in(image, _LOWER)
    lines = printed_lines(prints)
    said = read_watermark(lines, words)
    if said.day is None or any(_is_near_the_cut(one, image.height) for one in prints if one.text in said.lines):
        seam = image.height * (_LOWER + _UPPER) / 2
        above = [one for one in prints_in(image, 0.0, _UPPER) if one.middle < seam]
        prints = [*above, *(one for one in prints if one.middle >= seam)]
        lines = printed_lines(prints)
        said = read_watermark(lines, words)
    doubtful = doubtful_lines(said, lines)
    if not doubtful:
        return said
    closer = [one for one, line in zip(prints, lines, strict=True) if line in doubtful]
    looks = [lines, printed_lines(prints_again(image, closer))]
    said = agreed(looks, words)
    return agreed([*looks, printed_lines(light_prints(image, closer))], words) if lacks(said, doubtful) else said


def _is_near_the_cut(one: Print, height: int) -> bool:
    return one.middle < _LOWER * height + (_EDGE + 0.5) * one.height


def _read(path: Path) -> dict[str, Any]:
    with opened(path) as image:
        hashes = hashes_of(image)
    with opened(path) as image:
        blur = blur_of(image)
    with opened(path) as image:
        sides = image.size
        shown = upright(image, _LONGEST)
    turned = (shown.width > shown.height) != (sides[0] > sides[1])
    width, height = reversed(sides) if turned else sides
    return {"hashes": hashes, "blur": blur, "watermark": read_print(shown), "width": width, "height": height}

"""Two perceptual hashes of a picture, and how sharp it is.

Once a picture is decoded everything is done in whole numbers: the same pixels give the same bits on every machine.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from math import cos, pi, sqrt
from typing import TYPE_CHECKING, Any

from PIL import Image, ImageOps

from bot.media.bars import bars_cut
from domain.likenesses import Hashes

if TYPE_CHECKING:
    from numpy import int64
    from numpy.typing import NDArray

    Whole = NDArray[int64]

_SIDE = 64  # px of the square that is transformed
_WAVES = 16  # of the lowest frequencies across and as many down: 256 bits
_ONE = 1 << 12  # a cosine of 1
DECODED = 256  # px a side at least: finer ones say nothing of such low frequencies, nor of a screenshot's bars
_TOP = 0.7  # of the height; below it stand the prints of watermark cameras

# A wave is settled where it is stronger than what another compression of the same picture adds to it; the sign of any
# other is chance. Sheets and drawn yards have 150 and more such waves, a bare sky over a bare ground 30 to 60.
_STRENGTH = 4  # grey levels of 256, by the orthonormal transform
_FEWEST = 96

_SHARP = 512  # px of the longer side at which sharpness is measured, whatever the size of the picture
_TILES = 4  # across and down


def hashes_of(image: Image.Image) -> Hashes | None:
    """The hashes of a picture; None where it shows too little to be known again (a wall, a dark night).

    Bit by bit, from the coarsest wave to the finest: is it positive? One that is exactly 0 is not, nor is the mean, the
    first of all. A JPEG not loaded yet is decoded small, and stays so: open the file anew for anything else.
    """
    gray = gray_of(image, DECODED)
    hashes, inside = _hashes(gray), bars_cut(gray)
    return hashes if hashes is None or inside is None else replace(hashes, inside=_hashes(inside))


def _hashes(gray: Image.Image) -> Hashes | None:
    width, height = gray.size
    whole = _waves(gray, (0, 0, width, height))
    top = _waves(gray, (0, 0, width, max(1, height * _TOP)))
    return Hashes(_bits(whole), _bits(top)) if _says_enough(whole) and _says_enough(top) else None


def blur_of(image: Image.Image) -> float:
    """How sharp a picture is: the variance of its Laplacian, in grey levels squared; the smaller, the more blurred.

    Measured at one size for all, on tiles of the part above the watermark, whose print is always sharp; the third
    sharpest tile counts: a photo may be of one thing before a plain wall. A JPEG not loaded yet is decoded smaller.
    """
    gray = gray_of(image, _SHARP)
    ratio = _SHARP / max(gray.size)
    width, height = (max(round(side * ratio), 3 * _TILES) for side in gray.size)
    pixels = _pixels(gray.resize((width, height), Image.Resampling.BOX, reducing_gap=None))
    pixels = pixels[: max(round(height * _TOP), 3 * _TILES)]
    edges = 4 * pixels[1:-1, 1:-1] - pixels[:-2, 1:-1] - pixels[2:, 1:-1] - pixels[1:-1, :-2] - pixels[1:-1, 2:]
    return round(sorted(_variances(edges))[-3], 1)


def gray_of(image: Image.Image, least: int) -> Image.Image:
    """Upright, in grey, on white, reduced to no less than so many px a side; a JPEG while it is decoded."""
    if image.format == "JPEG":
        image.draft("L", (least, least))
    image = ImageOps.exif_transpose(image)
    if image.mode.startswith(("I", "F")):
        return _of_eight_bits(image)
    if image.mode in ("P", "PA") or "transparency" in image.info:
        image = image.convert("RGBA")
    gray = image.convert("L")
    if "A" in image.getbands():
        paper = Image.new("L", image.size, 255)
        paper.paste(gray, mask=image.getchannel("A"))
        gray = paper
    return gray.reduce(max(1, min(gray.size) // least))


def _of_eight_bits(image: Image.Image) -> Image.Image:
    """Of a picture with finer greys; Pillow would take all above 255 for white."""
    import numpy as np

    pixels = np.asarray(image, np.float64)
    most = 65535.0 if pixels.max(initial=0.0) > 255 else 255.0
    return Image.fromarray(np.clip(pixels * (255 / most), 0, 255).astype(np.uint8))


def _pixels(gray: Image.Image) -> Whole:
    import numpy as np

    return np.asarray(gray, np.int64)


def _waves(gray: Image.Image, box: tuple[float, float, float, float]) -> Whole:
    """The lowest frequencies of that part, as if it were a square; in grey levels times _ONE squared, coarse first."""
    square = _pixels(gray.resize((_SIDE, _SIDE), Image.Resampling.BOX, box=box))
    cosines = _cosines()
    waves: Whole = (cosines @ square @ cosines.T).ravel()[_coarse_first()]
    waves[0] = 0
    return waves


@cache
def _cosines() -> Any:
    import numpy as np

    angles = [[cos(pi * (2 * x + 1) * wave / (2 * _SIDE)) for x in range(_SIDE)] for wave in range(_WAVES)]
    scale = [sqrt((1 if wave == 0 else 2) / _SIDE) * _ONE for wave in range(_WAVES)]
    return np.array([[round(by * x) for x in row] for by, row in zip(scale, angles, strict=True)], np.int64)


@cache
def _coarse_first() -> list[int]:
    """Where the waves stand in a table of them, by the finer of their two directions."""
    places = [(across, down) for across in range(_WAVES) for down in range(_WAVES)]
    ordered = sorted(places, key=lambda place: (max(place), sum(place), place))
    return [across * _WAVES + down for across, down in ordered]


def _says_enough(waves: Whole) -> bool:
    return int((abs(waves) >= _STRENGTH * _ONE * _ONE).sum()) >= _FEWEST


def _bits(waves: Whole) -> int:
    import numpy as np

    return int.from_bytes(np.packbits(waves > 0).tobytes(), "big")


def _variances(edges: Whole) -> list[float]:
    import numpy as np

    tiles = [tile for rows in np.array_split(edges, _TILES) for tile in np.array_split(rows, _TILES, axis=1)]
    return [int((tile * tile).sum()) / tile.size - (int(tile.sum()) / tile.size) ** 2 for tile in tiles]

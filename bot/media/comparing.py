"""Whether two pictures are the same one, by their pixels: hashes only find what may be.

The one is laid over the other (what was cut off, how it was scaled), and they are compared block by block where hardly
a camera prints. Another moment of the same yard differs there: in what moved, in the light, in where the camera stood.
Two that are alike so far are compared once more, by their details: a form filled in by another hand, a screen with
other figures, a person who went a few steps.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from PIL import Image

from bot.media.bars import bars_cut
from bot.media.hashes import DECODED, gray_of
from bot.media.laying import Laid, pooled, smoothed
from documents.renditions import opened

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Gray = NDArray[Any]

_SIDE = 96  # px of the square that both become
_BLOCKS = 12  # across and down
_MIDDLE = slice(4, 6)  # rows of blocks, of twelve: everything must be alike there
_ABOVE = slice(0, 4)  # some cameras print here; below the middle most do
_PRINTED_ABOVE, _PRINTED = 0.7, 0.5  # of the blocks above, and of all, may be unlike
_TRIM = 0.03  # of the sides of what a screenshot shows
_SMOOTH = 2  # times that both are smoothed first: compression and scaling change what is finer

# Laying over (bot/media/laying.py), from coarse to fine: pixels made into one, and how often the place is improved.
_STEPS = ((4, 10), (2, 8), (1, 6))
_STRANGE = 0.5  # of the contrast unlike in half of the blocks, once they lie coarsely: the rest would be waste

# The same picture: how much of a block's contrast may be left unlike. Measured on drawn photos (tests/pictures and
# others): recompressed, rescaled, printed anew and cut ones leave 0.05, at quality 30 up to 0.20.
_WORST = 0.25  # in any block
_THIRD = 0.17  # in the third worst
_ALL = 0.03  # of all contrast
_LIGHT = 0.07  # part by which one may be brighter: a camera sets its light anew for every photo, an app hardly does
_FLAT = 3.0  # grey levels of contrast that compression alone makes, at quality 35 too
_ROUGH = 2.0  # grey levels: a block with less contrast is alike in all pictures
_SEEN = 0.9  # of a block, by both
_FEWEST = 14  # blocks that both show
_FEWEST_ROUGH = 10  # of the blocks above the prints with any contrast

# Details, in smaller blocks of a larger square. Where nothing is printed the worst block of a copy leaves up to 0.3,
# the sixth 0.2; writing by another hand and other figures leave 0.6 and 0.3.
_FINE, _FINE_BLOCKS = 256, 32
_FINE_POOLED, _FINE_STEPS = 2, 3  # as in _STEPS
_FINE_MIDDLE = slice(8, 16)  # rows of blocks
_FINE_WORST, _FINE_SIXTH = 0.5, 0.28
_FINE_FLAT = 5.0  # grey levels
_SOFTEST = 3  # times that the sharper one is smoothed, to be as soft as the other

# Blocks that are unlike and lie together: a print, if they begin at the upper border and end above the middle; a thing
# that was not there before, if they lie inside and are changed all over: ink leaves of a place what is between it.
_UNLIKE = 0.35  # of a block's contrast
_APART = 2  # blocks: as far as the lines of a print lie from each other
_BORDER = 4  # blocks
_FINE_ABOVE = 12  # rows of blocks
_THING = 10  # blocks: fewer are nothing
_CHANGED = 0.35  # of a block's deviation, by which a pixel differs that is not the same
_DENSE = 0.55  # of the pixels: so many differ of a person or a lorry, 0.3 to 0.5 of a print


class View(NamedTuple):
    """A picture as small grey squares: to lay one over another, and for the details."""

    coarse: Gray
    fine: Gray


def same_pictures(path: Path, others: Sequence[Path]) -> list[bool]:
    """Of each of these files, whether it is the same picture; False where one cannot be opened. For a worker."""
    views = _views_of(path)
    return [any(are_same(*pair) for pair in product(views, _views_of(file))) for file in others]


def _views_of(path: Path) -> list[View]:
    try:
        with opened(path) as image:
            return views_of(image)
    except Exception:  # whatever is wrong with it was told when it was read
        return []


def views_of(image: Image.Image) -> list[View]:
    """The picture; of a screenshot also what it shows. A JPEG not loaded yet is decoded small."""
    gray = gray_of(image, DECODED)
    inside = bars_cut(gray)
    views = [gray] if inside is None else [gray, _trimmed(inside)]
    return [View(_square(view, _SIDE), _square(view, _FINE)) for view in views]


def _square(gray: Image.Image, side: int) -> Gray:
    import numpy as np

    return np.asarray(gray.resize((side, side), Image.Resampling.BICUBIC), np.float32)


def _trimmed(shown: Image.Image) -> Image.Image:
    """Without its edge: chats round its corners, and the cut is no finer than a pixel of the small picture."""
    across, down = (round(side * _TRIM) for side in shown.size)
    return shown.crop((across, down, shown.width - across, shown.height - down))


def are_same(one: View, other: View) -> bool:
    """Whether two of `views_of` show the same picture, but for what is printed above and below."""
    import numpy as np

    laid = Laid()
    for pixels, times in _STEPS:
        under, over = (smoothed(pooled(view.coarse, pixels), 1) for view in (one, other))
        laid.improve(under, over, times)
        if pixels == _STEPS[0][0] and _is_strange(under, laid.shown(over)[0]):
            return False
    if abs(laid.contrast - 1) > _LIGHT:
        return False
    over, is_covered = laid.shown(smoothed(other.coarse, _SMOOTH))
    is_seen = _mean(is_covered.astype(np.float32)) > _SEEN
    return _are_alike(smoothed(one.coarse, _SMOOTH), over, is_seen) and _are_alike_in_details(one, other, laid)


def _is_strange(one: Gray, other: Gray) -> bool:
    import numpy as np

    left, rough = _mean((one - other) ** 2), _rough(one, other)
    return bool(np.median((left / (rough + _FLAT**2))[: _MIDDLE.stop]) > _STRANGE)


def _are_alike(one: Gray, other: Gray, is_seen: Any) -> bool:
    import numpy as np

    left, rough = _mean((one - other) ** 2), _rough(one, other)
    unlike = left / (rough + _FLAT**2)
    middle = is_seen[_MIDDLE]
    parts = np.sort(unlike[_MIDDLE][middle])
    if len(parts) < _FEWEST or int(((rough > _ROUGH**2) & is_seen)[: _MIDDLE.stop].sum()) < _FEWEST_ROUGH:
        return False
    if parts[-1] > _WORST or parts[-3] > _THIRD:
        return False
    if left[_MIDDLE][middle].sum() > _ALL * (rough + _FLAT**2)[_MIDDLE][middle].sum():
        return False
    printed = (unlike > _WORST) & is_seen
    return bool(
        printed[_ABOVE].sum() <= _PRINTED_ABOVE * is_seen[_ABOVE].sum() and printed.sum() <= _PRINTED * is_seen.sum()
    )


def _are_alike_in_details(one: View, other: View, laid: Laid) -> bool:
    """Of two that lie on each other already: whether nothing is written otherwise in the middle, and nothing moved."""
    import numpy as np

    under, over = smoothed(one.fine, 1), smoothed(other.fine, 1)
    laid.improve(pooled(under, _FINE_POOLED), pooled(over, _FINE_POOLED), _FINE_STEPS)
    shown, is_covered = laid.shown(over)
    under, shown = _softened(under, shown), _softened(shown, under)
    is_seen = _mean(is_covered.astype(np.float32), _FINE_BLOCKS) > _SEEN
    left, rough = _mean((under - shown) ** 2, _FINE_BLOCKS), _rough(under, shown, _FINE_BLOCKS)
    unlike, changed = is_seen * left / (rough + _FINE_FLAT**2), _changed(under - shown, rough)
    for rows, columns in _patches(unlike > _UNLIKE):
        if rows.min() < _BORDER and rows.max() < _FINE_ABOVE:
            unlike[rows, columns] = 0
        elif _is_inside(rows) and _is_inside(columns) and len(rows) > _THING and changed[rows, columns].mean() > _DENSE:
            return False
    parts = np.sort(unlike[_FINE_MIDDLE].ravel())
    return bool(parts[-1] <= _FINE_WORST and parts[-6] <= _FINE_SIXTH)


def _changed(error: Gray, rough: Gray) -> Any:
    """Which part of the pixels of every block differ."""
    import numpy as np

    least = np.maximum(_FINE_FLAT, _CHANGED * np.sqrt(rough))
    side = _FINE // _FINE_BLOCKS
    return _mean((abs(error) > least.repeat(side, 0).repeat(side, 1)).astype(np.float32), _FINE_BLOCKS)


def _is_inside(places: Any) -> bool:
    return bool(places.min() >= _BORDER and places.max() < _FINE_BLOCKS - _BORDER)


def _softened(one: Gray, other: Gray) -> Gray:
    """About as soft as the other, of which a smaller copy was made."""
    wanted, sharpness = _sharpness(other), _sharpness(one)
    for _ in range(_SOFTEST):
        softer = smoothed(one, 1)
        after = _sharpness(softer)
        if sharpness * after <= wanted**2:  # it would be further from it than it is
            break
        one, sharpness = softer, after
    return one


def _sharpness(gray: Gray) -> float:
    import numpy as np

    middle = gray[len(gray) // 4 : len(gray) // 2]
    return float(1 + (np.diff(middle, axis=0) ** 2).mean() + (np.diff(middle, axis=1) ** 2).mean())


def _patches(unlike: Any) -> list[tuple[Any, Any]]:
    """Such blocks, by what lies together: the rows and the columns of each patch."""
    import numpy as np

    left = set(zip(*(places.tolist() for places in unlike.nonzero()), strict=True))
    reach, found = range(-_APART, _APART + 1), []
    while left:
        patch = [left.pop()]
        for row, column in patch:  # it grows meanwhile
            close = {(row + down, column + across) for down in reach for across in reach} & left
            left -= close
            patch.extend(close)
        rows, columns = np.array(patch).T
        found.append((rows, columns))
    return found


def _rough(one: Gray, other: Gray, blocks: int = _BLOCKS) -> Gray:
    """The contrast in every block: the greater variance."""
    import numpy as np

    means = ((_mean(gray * gray, blocks), _mean(gray, blocks)) for gray in (one, other))
    found: Gray = np.maximum(*[np.maximum(squares - plain**2, 0) for squares, plain in means])
    return found


def _mean(values: Any, blocks: int = _BLOCKS) -> Any:
    """Of every block, of so many across and down."""
    side = len(values) // blocks
    return values.reshape(blocks, side, blocks, side).mean((1, 3))

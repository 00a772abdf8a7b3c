"""Whether two pictures are the same one, by their pixels: hashes only find what may be.

The one is laid over the other (what was cut off, how it was scaled), and they are compared block by block where hardly
a camera prints. Another moment of the same yard differs there: in what moved, in the light, in where the camera stood.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image

from bot.media.bars import bars_cut
from bot.media.hashes import DECODED, gray_of
from documents.renditions import opened

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Gray = NDArray[Any]

_SIDE = 96  # px of the square that both become
_BLOCK = 8  # px
_MIDDLE = slice(3, 6)  # rows of blocks, of twelve: everything must be alike there
_ABOVE = slice(0, 3)  # some cameras print here, in one of the corners; below the middle most do
_PRINTED_ABOVE, _PRINTED = 0.7, 0.5  # of the blocks above, and of all, may be unlike
_TRIM = 0.03  # of the sides of what a screenshot shows
_SMOOTH = 2  # times that both are smoothed first: compression and scaling change what is finer

# Laying over, from coarse to fine: pixels made into one, and how often the place is improved.
_STEPS = ((4, 10), (2, 8), (1, 6))
_STRANGE = 0.5  # of the contrast unlike in half of the blocks, once they lie coarsely: the rest would be waste
_FARTHEST = 0.2  # of the side: more than 8 % a side is not made up for
_STILL = 3e-4  # of the side: less is no improvement

# The same picture: how much of a block's contrast may be left unlike. Measured on drawn photos (tests/pictures and
# others): recompressed, rescaled, printed anew and cut ones leave 0.05, at quality 30 up to 0.20. Of other moments of
# the same place, drawn to be hard, one of a hundred leaves as little, with nothing moved but what prints may hide.
_WORST = 0.25  # in any block
_THIRD = 0.17  # in the third worst
_ALL = 0.03  # of all contrast
_LIGHT = 0.04  # part by which one may be brighter: a camera sets its light anew for every photo, a copy keeps it
_FLAT = 3.0  # grey levels of contrast that compression alone makes, at quality 35 too
_ROUGH = 2.0  # grey levels: a block with less contrast is alike in all pictures
_SEEN = 0.9  # of a block, by both
_FEWEST = 20  # blocks that both show
_FEWEST_ROUGH = 10  # of the blocks above the prints with any contrast


def same_pictures(path: Path, others: Sequence[Path]) -> list[bool]:
    """Of each of these files, whether it is the same picture; False where one cannot be opened. For a worker."""
    views = _views_of(path)
    return [any(are_same(view, other) for view in views for other in _views_of(file)) for file in others]


def _views_of(path: Path) -> list[Gray]:
    try:
        with opened(path) as image:
            return views_of(image)
    except Exception:  # whatever is wrong with it was told when it was read
        return []


def views_of(image: Image.Image) -> list[Gray]:
    """A picture as a small grey square; of a screenshot also what it shows. A JPEG not loaded yet is decoded small."""
    import numpy as np

    gray = gray_of(image, DECODED)
    inside = bars_cut(gray)
    views = [gray] if inside is None else [gray, _trimmed(inside)]
    return [np.asarray(view.resize((_SIDE, _SIDE), Image.Resampling.BICUBIC), np.float32) for view in views]


def _trimmed(shown: Image.Image) -> Image.Image:
    """Without its edge: chats round its corners, and the cut is no finer than a pixel of the small picture."""
    across, down = (round(side * _TRIM) for side in shown.size)
    return shown.crop((across, down, shown.width - across, shown.height - down))


def are_same(one: Gray, other: Gray) -> bool:
    """Whether two squares of `views_of` show the same picture, but for what is printed above and below."""
    import numpy as np

    laid = _Laid()
    for pooled, times in _STEPS:
        under, over = (_smoothed(_pooled(gray, pooled), 1) for gray in (one, other))
        laid.improve(under, over, times)
        if pooled == _STEPS[0][0] and _is_strange(under, laid.shown(over)[0]):
            return False
    if abs(laid.contrast - 1) > _LIGHT:
        return False
    over, is_covered = laid.shown(_smoothed(other, _SMOOTH))
    return _are_alike(_smoothed(one, _SMOOTH), over, _mean(is_covered.astype(np.float32)) > _SEEN)


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


def _rough(one: Gray, other: Gray) -> Gray:
    """The contrast in every block: the greater variance."""
    import numpy as np

    found: Gray = np.maximum(*[np.maximum(_mean(gray * gray) - _mean(gray) ** 2, 0) for gray in (one, other)])
    return found


def _mean(values: Any) -> Any:
    """Of every block, of twelve by twelve."""
    blocks = _SIDE // _BLOCK
    side = len(values) // blocks
    return values.reshape(blocks, side, blocks, side).mean((1, 3))


class _Laid:
    """How one square lies over another: stretched and shifted across and down, with its light changed."""

    def __init__(self) -> None:
        import numpy as np

        self._place = np.zeros(4)  # stretch and shift across, stretch and shift down; from the centre, half sides
        self.contrast, self._light = 1.0, 0.0

    def improve(self, under: Gray, over: Gray, times: int) -> None:
        """By least squares; what does not fit (a print, what moved) counts for little."""
        for _ in range(times):
            if self._step(under, over) < _STILL:
                break

    def shown(self, over: Gray) -> tuple[Gray, Any]:
        """The upper square as it lies on the lower one, and where it does so at all."""
        side = len(over)
        across, down = self._points(side)
        inside = [(points >= -0.5) & (points <= side - 0.5) for points in (across, down)]
        return self.contrast * _sampled(over, across, down) + self._light, inside[0][None, :] & inside[1][:, None]

    def _points(self, side: int) -> tuple[Gray, Gray]:
        stretch_x, shift_x, stretch_y, shift_y = self._place
        axis = _axis(side)
        across = (axis * (1 + stretch_x) + shift_x + 1) * side / 2 - 0.5
        down = (axis * (1 + stretch_y) + shift_y + 1) * side / 2 - 0.5
        return across, down

    def _step(self, under: Gray, over: Gray) -> float:
        """One step of Gauss and Newton; how far the place changed."""
        import numpy as np

        shown, is_covered = self.shown(over)
        error = under - shown
        rows = len(under) * _MIDDLE.stop * _BLOCK // _SIDE
        usual = max(1.0, 2 * float(np.median(abs(error[:rows]))))
        weight = is_covered / (1 + (error / usual) ** 2)
        weight[rows:] *= 0.15
        slopes = self._slopes(over).reshape(-1, 6)
        weighted = slopes * weight.reshape(-1, 1)
        steady = np.eye(6) * 1e-3 * len(under)
        change = np.linalg.solve(weighted.T @ slopes + steady, weighted.T @ error.reshape(-1))
        self._place = np.clip(self._place + change[:4], -_FARTHEST, _FARTHEST)
        self.contrast = float(np.clip(self.contrast + change[4], 0.6, 1.6))
        self._light += float(change[5])
        return float(abs(change[:4]).max())

    def _slopes(self, over: Gray) -> Any:
        """How every pixel changes with each of the six numbers."""
        import numpy as np

        side = len(over)
        across, down = self._points(side)
        along_x = _sampled(np.gradient(over, axis=1), across, down) * (self.contrast * side / 2)
        along_y = _sampled(np.gradient(over, axis=0), across, down) * (self.contrast * side / 2)
        plain = _sampled(over, across, down)
        x, y = _axis(side)[None, :], _axis(side)[:, None]
        return np.stack([along_x * x, along_x, along_y * y, along_y, plain, np.ones_like(plain)], axis=-1)


def _axis(side: int) -> Gray:
    """The middles of so many pixels, from -1 to 1."""
    import numpy as np

    return ((np.arange(side) + 0.5) * 2 / side - 1).astype(np.float32)


def _pooled(gray: Gray, pixels: int) -> Gray:
    side = len(gray) // pixels
    found: Gray = gray.reshape(side, pixels, side, pixels).mean((1, 3))
    return found


def _smoothed(gray: Gray, times: int) -> Gray:
    import numpy as np

    for _ in range(times):
        rows = np.pad(gray, ((1, 1), (0, 0)), mode="edge")
        gray = (rows[:-2] + 2 * rows[1:-1] + rows[2:]) / 4
        columns = np.pad(gray, ((0, 0), (1, 1)), mode="edge")
        gray = (columns[:, :-2] + 2 * columns[:, 1:-1] + columns[:, 2:]) / 4
    return gray


def _sampled(gray: Gray, across: Gray, down: Gray) -> Gray:
    """The values between the pixels, at every crossing of these columns and rows."""
    import numpy as np

    def parts(points: Gray) -> tuple[Any, Gray]:
        held = np.clip(points, 0, len(gray) - 1.001)
        first = held.astype(np.int64)
        return first, (held - first).astype(np.float32)

    row, part = parts(down)
    rows = gray[row] * (1 - part)[:, None] + gray[row + 1] * part[:, None]
    column, part = parts(across)
    found: Gray = rows[:, column] * (1 - part) + rows[:, column + 1] * part
    return found

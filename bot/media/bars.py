"""A screenshot of a photo: what a phone shows around it, cut away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PIL import Image

if TYPE_CHECKING:
    from numpy import bool_, int64
    from numpy.typing import NDArray

# All are parts: of the pixels of a line, of the lines of a picture. Measured on screenshots of viewers, albums and
# chats; a photo has no edge of one single grey, so nothing is cut from it.
_EVEN = 0.97  # of the first line of a bar is of one grey, within _NOISE
_NOISE = 1  # grey levels that compression adds to an even colour; a photo's own grain is coarser
_BAR = 0.5  # of every other line of it: clocks, titles and bubbles stand there
_SIDE = 0.75  # of a line beside the photo: there are heads of senders
_GAP = 0.08  # of the height: so high are boxes and buttons that stand across a whole bar
_LEAST_CUT = 0.04  # of the height or of the width, or there was no bar
_LEAST_LEFT = 0.15  # of the height and of the width: less is no photo that is shown


def bars_cut(gray: Image.Image) -> Image.Image | None:
    """The part inside status bars, bars of a chat and empty bands; None where there are none of them.

    `gray` is a small picture in grey, some 256 px a side or more: the parts above are found to half a hundredth of it.
    """
    import numpy as np

    lines = np.asarray(gray, np.int64)
    if not (_even(lines[:1]).all() or _even(lines[-1:]).all() or _even(lines[:, :1].T).all()):
        return None
    height, width = lines.shape
    (top, above), (below, under) = _bar(lines), _bar(lines[::-1])
    inside = lines[top : height - below].T
    if len(inside[0]) < _LEAST_LEFT * height:
        return None
    greys = [grey for count, grey in ((top, above), (below, under)) if count]
    left, right = _margin(inside, greys), _margin(inside[::-1], greys)
    is_cut = top + below >= _LEAST_CUT * height or left + right >= _LEAST_CUT * width
    if not is_cut or width - left - right < _LEAST_LEFT * width:
        return None
    return gray.crop((left, top, width - right, height - below))


def _bar(lines: NDArray[int64]) -> tuple[int, float]:
    """How many lines from the first on are bars (one even grey or more, with something written on it), and the grey
    of the last.
    """
    import numpy as np

    level = float(np.median(lines[0]))
    if not _even(lines[:1]).all():
        return 0, level
    grey, last, most_gap = np.median(lines, axis=1), -1, max(2, int(_GAP * len(lines)))
    even, within = _even(lines), (abs(lines - grey[:, None]) <= _NOISE + 1).mean(axis=1)
    for index in range(len(lines)):
        if even[index] or (abs(grey[index] - level) <= _NOISE + 1 and within[index] >= _BAR):
            level, last = float(grey[index]), index
        elif index - last > most_gap:
            break
    return last + 1, level


def _margin(lines: NDArray[int64], greys: Sequence[float]) -> int:
    """How many lines from the first on are empty but for a head or a bubble: of the bars' greys, if there are any."""
    import numpy as np

    grey = np.median(lines, axis=1)
    empty = (abs(lines - grey[:, None]) <= _NOISE + 1).mean(axis=1) >= _SIDE
    empty &= np.min([abs(grey - one) for one in greys or [grey[0]]], axis=0) <= _NOISE + 1
    return len(lines) if empty.all() else int(empty.argmin())


def _even(lines: NDArray[int64]) -> NDArray[bool_]:
    """Which lines are of one grey."""
    import numpy as np

    grey = np.median(lines, axis=1)[:, None]
    even: NDArray[bool_] = (abs(lines - grey) <= _NOISE).mean(axis=1) >= _EVEN
    return even

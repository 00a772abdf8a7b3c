"""One small grey square laid over another: how it was stretched, shifted and lit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Gray = NDArray[Any]

_FARTHEST = 0.2  # of the side: more than 8 % a side is not made up for
_STILL = 3e-4  # of the side: less is no improvement


class Laid:
    """How one square lies over another: stretched and shifted across and down, with its light changed."""

    def __init__(self) -> None:
        import numpy as np

        self._place = np.zeros(4)  # stretch and shift across, stretch and shift down; from the centre, half sides
        self.contrast, self._light = 1.0, 0.0

    def improve(self, under: Gray, over: Gray, times: int) -> None:
        """By least squares; what does not fit (a print, what moved) counts for little."""
        import numpy as np

        layers = np.stack([over, np.gradient(over, axis=1), np.gradient(over, axis=0)])
        for _ in range(times):
            if self._step(under, layers) < _STILL:
                break

    def shown(self, over: Gray) -> tuple[Gray, Any]:
        """The upper square as it lies on the lower one, and where it does so at all."""
        across, down = self._points(len(over))
        return self.contrast * _sampled(over[None], across, down)[0] + self._light, _inside(across, down)

    def _points(self, side: int) -> tuple[Gray, Gray]:
        stretch_x, shift_x, stretch_y, shift_y = self._place.tolist()
        axis = _axis(side)
        across = (axis * (1 + stretch_x) + shift_x + 1) * side / 2 - 0.5
        down = (axis * (1 + stretch_y) + shift_y + 1) * side / 2 - 0.5
        return across, down

    def _step(self, under: Gray, layers: Any) -> float:
        """One step of Gauss and Newton; how far the place changed. `layers`: the upper square, and its slopes."""
        import numpy as np

        across, down = self._points(len(under))
        plain, along_x, along_y = _sampled(layers, across, down)
        error = under - self.contrast * plain - self._light
        rows = len(under) // 2
        usual = max(1.0, 2 * float(np.median(abs(error[:rows]))))
        weight = _inside(across, down) / (1 + (error / usual) ** 2)
        weight[rows:] *= 0.15
        slopes = _slopes(plain, along_x, along_y, self.contrast)
        weighted = slopes * weight.ravel()
        steady = np.eye(6) * 1e-3 * len(under)
        change = np.linalg.solve(weighted @ slopes.T + steady, weighted @ error.ravel())
        self._place = np.clip(self._place + change[:4], -_FARTHEST, _FARTHEST)
        self.contrast = float(np.clip(self.contrast + change[4], 0.6, 1.6))
        self._light += float(change[5])
        return float(abs(change[:4]).max())


def _slopes(plain: Gray, along_x: Gray, along_y: Gray, contrast: float) -> Any:
    """How every pixel changes with each of the six numbers."""
    import numpy as np

    axis, half = _axis(len(plain)), contrast * len(plain) / 2
    across, down = along_x * half, along_y * half
    slopes = (across * axis, across, down * axis[:, None], down, plain, np.ones_like(plain))
    return np.stack(slopes).reshape(6, -1)


def _inside(across: Gray, down: Gray) -> Any:
    rows, columns = ((points >= -0.5) & (points <= len(points) - 0.5) for points in (down, across))
    return rows[:, None] & columns


def _axis(side: int) -> Gray:
    """The middles of so many pixels, from -1 to 1."""
    import numpy as np

    return ((np.arange(side) + 0.5) * 2 / side - 1).astype(np.float32)


def pooled(gray: Gray, pixels: int) -> Gray:
    side = len(gray) // pixels
    found: Gray = gray.reshape(side, pixels, side, pixels).mean((1, 3))
    return found


def smoothed(gray: Gray, times: int) -> Gray:
    import numpy as np

    for _ in range(times):
        rows = np.pad(gray, ((1, 1), (0, 0)), mode="edge")
        gray = (rows[:-2] + 2 * rows[1:-1] + rows[2:]) / 4
        columns = np.pad(gray, ((0, 0), (1, 1)), mode="edge")
        gray = (columns[:, :-2] + 2 * columns[:, 1:-1] + columns[:, 2:]) / 4
    return gray


def _sampled(layers: Any, across: Gray, down: Gray) -> Any:
    """The values of some squares between their pixels, at every crossing of these columns and rows."""
    row, part = _parts(down)
    rows = layers[:, row] * (1 - part)[:, None] + layers[:, row + 1] * part[:, None]
    column, part = _parts(across)
    return rows[:, :, column] * (1 - part) + rows[:, :, column + 1] * part


def _parts(points: Gray) -> tuple[Any, Gray]:
    """The pixel before each of these points, and how far it lies behind it."""
    import numpy as np

    held = np.clip(points, 0, len(points) - 1.001)
    first = held.astype(np.int64)
    return first, (held - first).astype(np.float32)

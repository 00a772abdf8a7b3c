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
        rows = len(under) // 2
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

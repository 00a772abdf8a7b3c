"""How fast a tab may speak: bursts are let through, a flood is not."""

from __future__ import annotations

import time
from collections.abc import Callable

BURST = 30  # frames at once
PER_SECOND = 5.0
FLOOD = 30  # frames beyond what may be said, after which the line is cut


class Pace:
    """Counts on a steady clock."""

    def __init__(self, steady: Callable[[], float] = time.monotonic) -> None:
        self._steady = steady
        self._left = float(BURST)
        self._at = steady()

    def take(self) -> float:
        """One more; what is left afterwards. Below nothing it is too fast, at -FLOOD a flood."""
        now = self._steady()
        self._left = min(float(BURST), self._left + (now - self._at) * PER_SECOND) - 1
        self._at = now
        return self._left

"""The clock of a demonstration: a day goes by at a speed that people choose, and stands still when they want."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable
from datetime import datetime, timedelta

SLOWEST, FASTEST = 1, 600


class PacedClock:
    """Shows whole seconds of virtual time, `speed` of them a second of `steady`; never goes back.

    It never goes past what has yet to happen: whoever plays the day lets it go on to the next moment (`go_on`), and
    lets it stand there (`stand_at`) while that happens. What that takes is not made up for: nothing is hurried.
    """

    def __init__(self, start: datetime, speed: float = SLOWEST, steady: Callable[[], float] = time.monotonic) -> None:
        self.speed = speed
        self.paused = False
        self.changed = asyncio.Event()  # set with each change of pace; who waits for it clears it
        self._steady = steady
        self._shown = self._limit = self._from = start
        self._since = steady()
        self._stands = True

    def __call__(self) -> datetime:
        now = min(self._limit, self._exact().replace(microsecond=0))
        self._shown = max(self._shown, now)
        return self._shown

    def go_on(self, limit: datetime) -> None:
        """Let time pass, up to this moment."""
        if self._stands:
            self._from, self._since, self._stands = self._shown, self._steady(), False
        self._limit = limit

    def stand_at(self, moment: datetime) -> None:
        """It is this moment now (or later, if it was), and stays so."""
        self._shown = self._limit = max(self(), moment)
        self._stands = True

    def until(self, moment: datetime) -> float:
        """Seconds of `steady` until it shows that moment: infinite while it is paused."""
        return math.inf if self.paused else (moment - self._exact()).total_seconds() / self.speed

    def pace(self, speed: float, *, paused: bool) -> None:
        """Go this fast from here on, within what there is; or not at all."""
        self._from, self._since = max(self(), min(self._exact(), self._limit)), self._steady()
        self.speed, self.paused = min(max(speed, SLOWEST), FASTEST), paused
        self.changed.set()

    def _exact(self) -> datetime:
        if self._stands or self.paused:
            return max(self._from, self._shown)
        return self._from + timedelta(seconds=(self._steady() - self._since) * self.speed)

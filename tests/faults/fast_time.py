"""Time that runs faster than the wall's, alike in every process of a run: a minute's wait of the bot takes seconds.

Nothing of the bot is changed: it is the clocks of the process that go faster, and its waits that are shorter.
"""

from __future__ import annotations

import datetime as times
import os
import selectors
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

SETTING = "LANSHAO_FAULTS_CLOCK"
_real_monotonic = time.monotonic
_real_gettime = time.clock_gettime
_STEADY = (time.CLOCK_MONOTONIC, time.CLOCK_BOOTTIME)
_Real = times.datetime


@dataclass(frozen=True, slots=True)
class FastClock:
    """`rate` seconds for each of the wall's; at `mark` (the wall's steady clock) it was `began` (s since 1970)."""

    rate: float
    began: float
    mark: float

    def steady(self) -> float:
        return _real_monotonic() * self.rate

    def now(self) -> float:
        """Seconds since 1970."""
        return self.began + (_real_monotonic() - self.mark) * self.rate

    def of_the_wall(self, at: times.datetime) -> float:
        """The time of the run, in seconds since 1970, at that moment of the wall's."""
        return self.now() - (_Real.now(times.UTC) - at).total_seconds() * self.rate

    def setting(self) -> dict[str, str]:
        """For the environment of the processes that keep this time."""
        return {SETTING: f"{self.rate!r} {self.began!r} {self.mark!r}"}


def starting(at: times.datetime, rate: float) -> FastClock:
    return FastClock(rate, at.timestamp(), _real_monotonic())


def given() -> FastClock:
    """The clock that the environment tells of."""
    rate, began, mark = (float(word) for word in os.environ[SETTING].split())
    return FastClock(rate, began, mark)


def quicken(clock: FastClock) -> None:
    """From here on this process and its event loops keep that time. Call it before anything else is imported."""
    select = selectors.EpollSelector.select

    def select_sooner(self: Any, timeout: float | None = None) -> Any:
        return select(self, timeout if timeout is None else timeout / clock.rate)

    def gettime(which: int) -> float:
        return clock.steady() if which in _STEADY else _real_gettime(which)

    time.monotonic = clock.steady
    time.clock_gettime = gettime
    selectors.EpollSelector.select = select_sooner  # type: ignore[method-assign]


class _IsDatetime(type):
    def __instancecheck__(cls, value: object) -> bool:
        return isinstance(value, _Real)


def _fast_datetime(clock: FastClock) -> type:
    class FastDatetime(_Real, metaclass=_IsDatetime):
        """Makes plain datetimes; only `now` is another."""

        def __new__(cls, *told: Any, **more: Any) -> Any:
            return _Real(*told, **more)

        @classmethod
        def now(cls, tz: times.tzinfo | None = None) -> Any:
            return _Real.fromtimestamp(clock.now(), tz)

    return FastDatetime


def show_the_time(clock: FastClock, packages: Sequence[str]) -> None:
    """The time of day in all modules of these packages that have been imported."""
    fast = _fast_datetime(clock)
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] in packages and getattr(module, "datetime", None) is _Real:
            module.datetime = fast  # type: ignore[attr-defined]

"""The bot's clock: it follows the system's, but not where that jumps, and it is checked against the platform's time.

Deadlines go by this clock, so a system clock that is set wrong must neither call a roll early nor skip one. What came
with the platform's own time is the witness.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.transports import Arrival, Deliver
from domain.messages import Kind

JUMP = timedelta(seconds=30)  # a system clock that is nudged moves less
NEAR = timedelta(minutes=5)  # so far the time of a message may be from when it comes
SURE = 2  # messages in a row that must agree before a jump is followed
DOUBTFUL = 3  # messages in a row that must disagree before the clock is doubted: some come late after an outage
PATIENCE = 600.0  # s that a doubt lasts without a new reason
LONG_GAP = timedelta(minutes=30)  # of a start after more than this the clock has to be confirmed


def boot_seconds() -> float:
    """Seconds that nobody can set, counted in sleep too where the system can."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()


class WatchedClock:
    """Called, it tells the time. `wall` is the system's clock, `steady` counts seconds and never jumps."""

    def __init__(self, wall: Callable[[], datetime], steady: Callable[[], float] = boot_seconds) -> None:
        self._wall = wall
        self._steady = steady
        self._at, self._counted_at = wall(), steady()
        self._agreeing = self._disagreeing = 0
        self._doubted_to = -1.0
        self._told = timedelta()  # how far off the clock was when somebody was last told
        self._off = timedelta()  # by the last witness

    def __call__(self) -> datetime:
        wall, held = self._wall(), self._held()
        if abs(wall - held) <= JUMP:
            self._follow(wall)
            return wall
        return held

    def corrected(self, at: datetime) -> datetime:
        """A moment that was read from the system's clock just now, by this one."""
        return at + (self() - self._wall())

    def hear(self, at: datetime) -> None:
        """Something has come that was sent at that time, by the platform's clock."""
        now, wall = self(), self._wall()
        if abs(wall - now) > JUMP and abs(at - wall) < min(NEAR, abs(at - now)):
            self._agreeing += 1
            if self._agreeing >= SURE:
                self._follow(wall)
                now = wall
        else:
            self._agreeing = 0
        if abs(at - now) <= NEAR:
            self._disagreeing, self._doubted_to = 0, -1.0
            return
        self._disagreeing += 1
        if self._disagreeing >= DOUBTFUL:
            self._off, self._doubted_to = now - at, self._steady() + PATIENCE

    def begin_after(self, known: datetime | None) -> None:
        """The last run was there until then: after a long gap, or one that goes back, the time must be confirmed."""
        if known is not None and not -NEAR <= self() - known <= LONG_GAP:
            self._doubted_to = self._steady() + PATIENCE

    def is_doubted(self) -> bool:
        """Whether timed work had better wait."""
        return self._steady() < self._doubted_to

    def news(self) -> timedelta | None:
        """By how much the system's clock is wrong, once for each time; None when there is nothing to tell."""
        off = self._off if self.is_doubted() and self._disagreeing >= DOUBTFUL else self._wall() - self()
        if abs(off) <= JUMP:
            self._told = timedelta()
        elif abs(off - self._told) >= NEAR:
            self._told = off
            return off
        return None

    def listening(self, deliver: Deliver) -> Deliver:
        """The same, and what is delivered is a witness. What a transport dates itself (SYSTEM) is none."""

        async def hear_and_deliver(arrival: Arrival) -> None:
            if arrival.message.kind is not Kind.SYSTEM:
                self.hear(arrival.message.at)
            await deliver(arrival)

        return hear_and_deliver

    def _held(self) -> datetime:
        return self._at + timedelta(seconds=int(self._steady() - self._counted_at))

    def _follow(self, wall: datetime) -> None:
        self._at, self._counted_at = wall, self._steady()
        self._agreeing = 0

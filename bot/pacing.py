"""When the next post may go: at once in a replay, under the platform's ceilings on a live account."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Protocol

from domain.paces import DAY_SECONDS, Ledger
from storage.sends import Outcome
from storage.work import UnitOfWork

LONGEST_REST = 1.0  # s; after it the outbox is looked at again, since something urgent may have come
LONGEST_CALL = timedelta(seconds=120)  # no call to a gateway lasts longer: a file may take a minute
CLOCK_STEP = timedelta(seconds=1)  # the live clock shows whole seconds
OTHERS_TURN = 0.05  # s until another instance has made up its mind
TOGETHER = 8  # sends on their way at once: one slow upload does not hold up the other rooms
FORGET_EVERY = 3_600.0


class Pacing(Protocol):
    """`together` is how many sends may be on their way at once; with 1 they go one after the other."""

    together: int

    def now(self, given: datetime) -> datetime:
        """The time of the next step of a flush that was begun at `given`."""
        ...

    def learn(self, work: UnitOfWork) -> float:
        """Take note of what was sent by an earlier run or another instance; seconds to wait before deciding."""
        ...

    def begun(self, send_id: int) -> None:
        """This attempt is our own."""
        ...

    def wait(self, lane: str, *, urgent: bool) -> float:
        """Seconds until a post to this room or person may go; 0 or less: now."""
        ...

    def wait_for_any(self, *, urgent: bool) -> float:
        """Seconds until anything may go to anybody."""
        ...

    def asked(self, lane: str, *, urgent: bool) -> None:
        """The platform is being asked to send at this moment."""
        ...

    def refused(self) -> float:
        """The platform said 频繁: seconds for which nothing goes."""
        ...

    def accepted(self) -> None:
        """The platform took a send."""
        ...

    async def rest(self, seconds: float) -> bool:
        """Wait, not too long; False: rather come back later."""
        ...


class AtOnce:
    """Everything goes at the time of the flush, in order. For replays and tests."""

    together = 1

    def now(self, given: datetime) -> datetime:
        return given

    def learn(self, work: UnitOfWork) -> float:
        return 0.0

    def begun(self, send_id: int) -> None: ...

    def wait(self, lane: str, *, urgent: bool) -> float:
        return 0.0

    def wait_for_any(self, *, urgent: bool) -> float:
        return 0.0

    def asked(self, lane: str, *, urgent: bool) -> None: ...

    def refused(self) -> float:
        return 0.0

    def accepted(self) -> None: ...

    async def rest(self, seconds: float) -> bool:
        return False


class Paced:
    """The ceilings of `domain.paces` for one account.

    Intervals are counted on a steady clock, so that a clock that jumps neither opens nor shuts the door;
    what earlier runs sent is known from its rows.
    """

    together = TOGETHER

    def __init__(
        self,
        clock: Callable[[], datetime],
        steady: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._clock = clock
        self._steady = steady
        self._sleep = sleep
        self._ledger = Ledger()
        self._known = 0  # the newest attempt that is in the ledger
        self._forgot_at = steady()

    def now(self, given: datetime) -> datetime:
        return self._clock()

    def learn(self, work: UnitOfWork) -> float:
        if not work.sends.take_turn():
            return OTHERS_TURN
        steady, now = self._steady(), self._clock()
        for send in work.sends.after(self._known, now - timedelta(seconds=DAY_SECONDS)):
            self._known = send.id
            asked_at = send.at + (LONGEST_CALL if send.outcome is Outcome.GOING else CLOCK_STEP)
            at = steady - max(0.0, (now - asked_at).total_seconds())
            self._ledger.note(at, send.lane, urgent=send.urgent)
            if send.outcome is Outcome.TOO_OFTEN:
                self._ledger.note_refusal(at)
            elif send.outcome is Outcome.SAID:
                self._ledger.note_success(at)
        if steady - self._forgot_at > FORGET_EVERY:
            self._ledger.forget(steady - DAY_SECONDS)
            self._forgot_at = steady
        return 0.0

    def begun(self, send_id: int) -> None:
        self._known = send_id

    def wait(self, lane: str, *, urgent: bool) -> float:
        return self._ledger.next_at(lane, urgent=urgent) - self._steady()

    def wait_for_any(self, *, urgent: bool) -> float:
        return self._ledger.free_at(urgent=urgent) - self._steady()

    def asked(self, lane: str, *, urgent: bool) -> None:
        self._ledger.note(self._steady(), lane, urgent=urgent)

    def refused(self) -> float:
        steady = self._steady()
        return self._ledger.note_refusal(steady) - steady

    def accepted(self) -> None:
        self._ledger.note_success(self._steady())

    async def rest(self, seconds: float) -> bool:
        await self._sleep(min(max(seconds, 0.001), LONGEST_REST))
        return seconds <= LONGEST_REST

"""The second channel: tells a human, outside the groups, that the bot itself is in trouble, and when it is over.

It has a thread of its own, because the event loop may be what is stuck.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog

from documents.alarms import alarm_text

QUIET_SECONDS = 600.0  # trouble that comes back sooner is told only when it still lasts by then
HOUR_SECONDS, MOST_AN_HOUR = 3600.0, 20
FIRST_PAUSE, LAST_PAUSE = 5.0, 600.0  # s, between attempts at a channel that does not take it
LAST_WORDS_SECONDS = 5.0
log = structlog.get_logger("alarms")

Road = Callable[[str], None]  # takes one text to a human; raises OSError or ValueError when it could not


@dataclass(frozen=True, slots=True)
class Notice:
    """What is to be told: the trouble of this kind has begun, or is over."""

    kind: str
    text: str
    began_at: datetime
    over: bool


@dataclass(slots=True)
class _Trouble:
    text: str
    began_at: datetime
    lasts: bool = True
    told: bool = False
    told_at: float = float("-inf")
    tries: int = 0
    not_before: float = float("-inf")


class Incidents:
    """What is wrong and what of it has been told. `now` is in seconds that only grow."""

    def __init__(self) -> None:
        self._troubles: dict[str, _Trouble] = {}
        self._told_at: deque[float] = deque()

    def begin(self, kind: str, text: str, at: datetime) -> bool:
        """Something is wrong; False when that is known already."""
        known = self._troubles.get(kind)
        if known is not None and known.lasts:
            return False
        if known is None:
            self._troubles[kind] = _Trouble(text, at)
        elif known.told:  # that it had ended was never told
            known.lasts = True
        else:
            self._troubles[kind] = _Trouble(text, at, told_at=known.told_at)
        return True

    def end(self, kind: str) -> bool:
        """It is over; False when nothing was known to be wrong."""
        known = self._troubles.get(kind)
        if known is None or not known.lasts:
            return False
        known.lasts = False
        return True

    def pending(self) -> bool:
        """Is there anything that people do not know yet?"""
        return any(trouble.lasts != trouble.told for trouble in self._troubles.values())

    def due(self, now: float) -> Notice | None:
        """What may be told now. Of trouble that began and ended untold nobody hears."""
        while self._told_at and self._told_at[0] <= now - HOUR_SECONDS:
            self._told_at.popleft()
        if len(self._told_at) >= MOST_AN_HOUR:
            return None
        for kind, trouble in self._troubles.items():
            is_early = trouble.lasts and now < trouble.told_at + QUIET_SECONDS
            if trouble.lasts != trouble.told and now >= trouble.not_before and not is_early:
                return Notice(kind, trouble.text, trouble.began_at, over=trouble.told)
        return None

    def settle(self, notice: Notice, now: float, *, told: bool) -> None:
        """What became of an attempt to tell it; one that failed is made again, ever later."""
        trouble = self._troubles[notice.kind]
        if told:
            self._told_at.append(now)
            trouble.told, trouble.tries, trouble.not_before = not notice.over, 0, now
            trouble.told_at = trouble.told_at if notice.over else now
        else:
            trouble.not_before = now + min(FIRST_PAUSE * 2**trouble.tries, LAST_PAUSE)
            trouble.tries += 1


class Alarms:
    """Raise and end alarms from any thread; each call returns at once. Without roads they go to the log only.

    `clock` tells the time of day, `seconds` counts.
    """

    def __init__(
        self, roads: Sequence[Road], clock: Callable[[], datetime], seconds: Callable[[], float] = time.monotonic
    ) -> None:
        self._roads = tuple(roads)
        self._clock, self._seconds = clock, seconds
        self._incidents = Incidents()
        self._news = threading.Condition()
        self._closing = False
        self._thread = threading.Thread(target=self._tell_on, name="alarms", daemon=True)
        if self._roads:
            self._thread.start()

    @property
    def lead_somewhere(self) -> bool:
        """Whether there is a road at all."""
        return bool(self._roads)

    def alarm(self, kind: str, text: str) -> None:
        """Something is wrong: `text` says in Chinese what and what to do, without evidence and names of people.

        Said again before `over` it is told to nobody again.
        """
        with self._news:
            if self._incidents.begin(kind, text, self._clock()):
                log.error("alarm", kind=kind)
                self._news.notify()

    def over(self, kind: str) -> None:
        """What was wrong is over. Without an alarm before it means nothing."""
        with self._news:
            if self._incidents.end(kind):
                log.info("alarm over", kind=kind)
                self._news.notify()

    def close(self) -> None:
        """Say what is still to be said, for a few seconds at most, and end the thread."""
        with self._news:
            self._closing = True
            self._news.notify()
        if self._thread.is_alive():
            self._thread.join(LAST_WORDS_SECONDS)

    def _tell_on(self) -> None:
        while True:
            with self._news:
                notice = self._incidents.due(self._seconds())
                if notice is None:
                    if self._closing:
                        return
                    self._news.wait(1.0 if self._incidents.pending() else None)
                    continue
            told = self._tell(notice)
            with self._news:
                self._incidents.settle(notice, self._seconds(), told=told)

    def _tell(self, notice: Notice) -> bool:
        """Try every road; whether one of them led to somebody."""
        text = alarm_text(notice.text, notice.began_at, over=notice.over)
        told = False
        for road in self._roads:
            try:
                road(text)
                told = True
            except Exception as error:  # its words may hold the address, which is a secret
                log.error("alarm not delivered", kind=notice.kind, error=type(error).__name__)
        return told

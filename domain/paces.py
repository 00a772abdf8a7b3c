"""How fast one account may speak: ceilings in sliding windows, for the account and for each room.

The numbers are the platform's, not a scheme's, and WeChat publishes none for personal accounts. Where
they come from:

- 40 a minute in all, 1 a second in one room: the "safe mode" that wechatferry ships. The Wechaty wiki
  ("Throttled Rate for WeChat Web API") met errors at about 120 in 50 s.
- 20 a minute in one room: the published limit of a WeCom group robot (errors 130101 and 45009).
- 24 h: nobody publishes a figure. One campaign's day takes about 700 posts, a room's about 60; the
  ceiling is some three and eight times that, and stops a bot that has run wild.

A ceiling counts attempts, also those that were refused: the platform counts them too. Seconds are
those of any steady clock that the caller keeps to.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Sequence
from dataclasses import dataclass

DAY_SECONDS = 86_400.0
REST_SECONDS = 600.0  # after 频繁: ten minutes, then twice as long each time that it comes again at once
LONGEST_REST_SECONDS = 4_800.0
#: What gateways and SDKs say when the platform has had enough; found in lower case anywhere in an error.
RATE_WORDS = (
    "频繁",
    "too frequent",
    "too often",
    "too fast",
    "too many requests",
    "rate limit",
    "out of limit",
    "times per minute",
    "130101",
    "45009",
)


@dataclass(frozen=True, slots=True)
class Ceiling:
    """At most `most` sends in any window of so many seconds, `reserved` of them for urgent posts alone."""

    seconds: float
    most: int
    reserved: int = 0


ACCOUNT = (Ceiling(1, 1), Ceiling(60, 40, reserved=5), Ceiling(DAY_SECONDS, 2_000, reserved=250))
ROOM = (Ceiling(1, 1), Ceiling(60, 20), Ceiling(DAY_SECONDS, 500, reserved=50))


def is_rate_error(words: str) -> bool:
    """Does the platform say that the account speaks too often?"""
    return any(word in words.lower() for word in RATE_WORDS)


def rest_seconds(streak: int) -> float:
    """How long to be silent after so many 频繁 in a row (from 1)."""
    return min(REST_SECONDS * 2.0 ** min(streak - 1, 10), LONGEST_REST_SECONDS)


class Ledger:
    """The sends of one account in the last 24 h, and so when the next one may go."""

    def __init__(self, account: Sequence[Ceiling] = ACCOUNT, room: Sequence[Ceiling] = ROOM) -> None:
        self._account = account
        self._room = room
        self._all = _Times()
        self._lanes: dict[str, _Times] = {}
        self._rest_until = float("-inf")
        self._streak = 0

    def note(self, at: float, lane: str, *, urgent: bool) -> None:
        """A send was asked of the platform at `at`, to a room or a person (`lane`)."""
        self._all.add(at, urgent)
        self._lanes.setdefault(lane, _Times()).add(at, urgent)

    def note_refusal(self, at: float) -> float:
        """The platform said 频繁 at `at`: nothing goes until the returned time."""
        if at >= self._rest_until:  # sends that were on their way together are refused together, and count once
            self._streak += 1
            self._rest_until = at + rest_seconds(self._streak)
        return self._rest_until

    def note_success(self, at: float) -> None:
        """The platform took what was asked of it at `at`; so it does not mind any more."""
        if at >= self._rest_until:
            self._streak = 0

    def free_at(self, *, urgent: bool) -> float:
        """When the account may speak next, to whatever room; minus infinity if it always could."""
        return max(self._rest_until, self._all.free_at(self._account, urgent))

    def next_at(self, lane: str, *, urgent: bool) -> float:
        """When a post to this room or person may go at the earliest."""
        times = self._lanes.get(lane)
        own = times.free_at(self._room, urgent) if times else float("-inf")
        return max(own, self.free_at(urgent=urgent))

    def forget(self, before: float) -> None:
        """Drop what no window can reach any more."""
        self._all.forget(before)
        for lane in [lane for lane, times in self._lanes.items() if times.forget(before)]:
            del self._lanes[lane]


class _Times:
    """When sends went, in order; those that were not urgent once more apart."""

    def __init__(self) -> None:
        self._each: list[float] = []
        self._ordinary: list[float] = []

    def add(self, at: float, urgent: bool) -> None:
        insort(self._each, at)
        if not urgent:
            insort(self._ordinary, at)

    def free_at(self, ceilings: Sequence[Ceiling], urgent: bool) -> float:
        """The n-th last send, where n is the most that a window holds, must have left the window."""
        free = float("-inf")
        for ceiling in ceilings:
            free = max(free, _left_at(self._each, ceiling.most, ceiling.seconds))
            if not urgent:
                free = max(free, _left_at(self._ordinary, ceiling.most - ceiling.reserved, ceiling.seconds))
        return free

    def forget(self, before: float) -> bool:
        """True when nothing is left."""
        self._each = [at for at in self._each if at > before]
        self._ordinary = [at for at in self._ordinary if at > before]
        return not self._each


def _left_at(times: list[float], most: int, seconds: float) -> float:
    return times[-most] + seconds if len(times) >= most else float("-inf")

"""What the parts of a running bot show of their life, and what of it is trouble. Times are monotonic seconds."""

from __future__ import annotations

import time
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field

COMMIT_BOUNDS = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)  # s
STUCK_SECONDS = 10.0  # the event loop beats once a second, a transaction takes milliseconds
CLOCK_SECONDS = 30.0  # the clock rings once a second; a slot's work may take some
LOW_DISK = 1024**3  # bytes; some hundred photos

#: So many seconds a trouble lasts before the second channel tells of it. A gateway is often back within a minute.
PATIENCE = {"loop": 5.0, "writer": 5.0, "database": 5.0, "clock": 30.0, "login": 10.0, "deaf": 60.0, "disk": 0.0}


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something is wrong (a key of documents.alarms.TROUBLES) and has been for so many seconds."""

    kind: str
    seconds: float


@dataclass(slots=True)
class Vitals:
    """One value of each bot. Each field has one writer, and any thread may read."""

    # the event loop
    loop_beat: float | None = None
    loop_lag: float = 0.0  # s that the last beat came late
    clock_beat: float | None = None
    # the writer thread
    writing_since: float | None = None
    refused_since: float | None = None  # the database takes no writing
    units: int = 0
    units_failed: int = 0
    transactions_failed: int = 0
    commits: list[int] = field(default_factory=lambda: [0] * (len(COMMIT_BOUNDS) + 1))
    commit_seconds: float = 0.0
    # the platform
    deaf_since: float | None = None
    logged_out_since: float | None = None
    login_code: str = ""
    messages_kept: int = 0
    files_kept: int = 0
    messages_lost: int = 0
    sends: dict[str, int] = field(default_factory=dict)
    # the disk
    disk_free: int | None = None
    disk_low_since: float | None = None

    def committed(self, seconds: float, units: int, failed: int) -> None:
        """The writer has made a transaction durable."""
        self.writing_since = None
        self.commits[bisect_left(COMMIT_BOUNDS, seconds)] += 1
        self.commit_seconds += seconds
        self.units += units
        self.units_failed += failed

    def refused(self) -> None:
        """The database did not take a transaction."""
        self.writing_since = None
        self.transactions_failed += 1

    def sent(self, outcome: str) -> None:
        """The platform was asked to say something; `outcome` is one of a few words."""
        self.sends[outcome] = self.sends.get(outcome, 0) + 1

    def measured(self, disk_free: int) -> None:
        """So many bytes are free where the evidence goes."""
        self.disk_free = disk_free
        self.disk_low_since = (self.disk_low_since or time.monotonic()) if disk_free < LOW_DISK else None


def troubles(vitals: Vitals, now: float) -> Iterator[Trouble]:
    """What is wrong at this moment. Nothing is wrong with what has not begun yet."""
    since = {
        "loop": _stuck(vitals.loop_beat, STUCK_SECONDS),
        "writer": _stuck(vitals.writing_since, STUCK_SECONDS),
        "database": vitals.refused_since,
        "clock": _stuck(vitals.clock_beat, CLOCK_SECONDS),
        "login": vitals.logged_out_since,
        "deaf": vitals.deaf_since if vitals.logged_out_since is None else None,
        "disk": vitals.disk_low_since,
    }
    for kind, began in since.items():
        if began is not None and began <= now:
            yield Trouble(kind, now - began)


def _stuck(beat: float | None, allowed: float) -> float | None:
    """From when on a beat is missing."""
    return None if beat is None else beat + allowed

"""Named places at which a test may end the program as kill -9 does. In service nothing is armed and nothing happens."""

from __future__ import annotations

import os
import signal

from bot.config import SettingError

#: Every place, in the order in which a message, a file, a post, a slot, a job and a reading pass them.
POINTS = (
    "inbox.received",  # a message is here, nothing of it is written
    "inbox.kept",  # its row is written, not committed
    "inbox.handled",  # so are its effects
    "batch.done",  # a whole transaction, just before its commit
    "batch.committed",  # durable, and nobody knows it yet
    "file.stored",  # in the media store, its hash not noted
    "file.noted",  # the hash is written, not committed
    "outbox.claimed",  # a post is taken for sending
    "outbox.sent",  # the platform has it, our row does not say so
    "outbox.marked",
    "tick.ran",  # one timed thing is done
    "tick.ended",  # all are done, the clock's row does not say so
    "job.done",  # slow work has its result, nobody has used it
    "job.finished",
    "reading.read",  # a machine has read a file, what it made is stored, nothing is noted
    "reading.noted",
)

_hits_left: dict[str, int] = {}


def arm(where: str) -> None:
    """Arm `name` or `name:n` (its n-th hit); '' arms nothing. Raises SettingError for an unknown name."""
    _hits_left.clear()
    if not where:
        return
    name, _, count = where.partition(":")
    if name not in POINTS or not (count or "1").isdecimal():
        raise SettingError(f"LANSHAO_CRASH_AT 应为 {'、'.join(POINTS)} 之一，可加 :次数")
    _hits_left[name] = int(count or 1)


def crashpoint(name: str) -> None:
    """End the program here and now, without any cleaning up, if this place is armed and its turn has come."""
    if not _hits_left or name not in _hits_left:
        return
    _hits_left[name] -= 1
    if _hits_left[name] <= 0:
        os.kill(os.getpid(), signal.SIGKILL)

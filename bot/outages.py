"""Sees that the disk or the database keeps the bot from its work, and has the duty officer told of it in WeChat.

While nothing can be written nothing can be owed: it is remembered here until it can (the second channel,
bot/alarms.py, does not wait).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.executor import Executor, Unit
from bot.receiver import Receiver
from schedules.outages import tell_outage, tell_room


class Outages:
    """`clock` tells the time. Call `look` once a second."""

    def __init__(self, executor: Executor, receiver: Receiver, clock: Callable[[], datetime]) -> None:
        self._executor = executor
        self._receiver = receiver
        self._clock = clock
        self._refused_at: datetime | None = None
        self._is_without_room = False

    async def look(self) -> None:
        """Raises NotDurable where it could not be written down: then the next look tries again."""
        now = self._clock()
        await self._look_at_the_database(now)
        if bool(self._receiver.without_room) != self._is_without_room:
            has_room = self._is_without_room
            await self._executor.run(Unit("room", now, lambda work: tell_room(is_there=has_room, work=work)))
            self._is_without_room = not has_room

    async def _look_at_the_database(self, now: datetime) -> None:
        if self._executor.vitals.refused_since is not None:
            self._refused_at = self._refused_at or now
        elif (since := self._refused_at) is not None:
            await self._executor.run(Unit("outage", now, lambda work: tell_outage(since, work)))
            self._refused_at = None

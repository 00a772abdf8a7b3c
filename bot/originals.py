"""Originals of photos that came compressed: asked for again, one at a time, while the gateway may still have them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime

import structlog

from bot.executor import Executor, Unit
from bot.receiver import Receiver
from bot.transports import Arrival, FileAway
from domain.messages import Message
from storage.media import Stored
from storage.work import UnitOfWork

PAUSE = 5.0  # s from one try to the next: whose account asks for much is noticed
log = structlog.get_logger("originals")


class Originals:
    """`original` gives a message with its picture as it was sent, or none; the receiver has the room to put it."""

    def __init__(
        self,
        executor: Executor,
        receiver: Receiver,
        clock: Callable[[], datetime],
        original: Callable[[Message], Arrival],
    ) -> None:
        self._executor = executor
        self._receiver = receiver
        self._clock = clock
        self._original = original

    async def keep_going(self) -> None:
        """Until cancelled."""
        while True:
            try:
                await self.try_next()
            except Exception as error:  # the next time it may work
                log.error("originals not asked for", error=type(error).__name__)
            await asyncio.sleep(PAUSE)

    async def try_next(self) -> bool:
        """Ask for the original that has been due longest; whether there was any to ask for."""
        message = await self._executor.run(Unit("original due", self._clock(), _next_due))
        if message is None or not self._receiver.has_room:
            return False
        stored: Stored | None = None
        try:
            stored = await self._receiver.store(self._original(message))
        except FileAway:
            await self._executor.insist(Unit("original", self._clock(), lambda work: work.originals.wait(message.id)))
            return False
        except Exception as error:
            log.info("no original", message=message.id, error=type(error).__name__)
        await self._executor.insist(Unit("original", self._clock(), lambda work: _note(message.id, stored, work)))
        return True


def _next_due(work: UnitOfWork) -> Message | None:
    message_id = work.originals.next_due()
    return None if message_id is None else work.inbox.message(message_id)


def _note(message_id: str, stored: Stored | None, work: UnitOfWork) -> None:
    if stored is None or not work.originals.keep(message_id, stored.sha256, stored.size):
        work.originals.put_off(message_id)

"""Display names of members, remembered for a while. A name decides nothing, so it may never delay a message much."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from bot.transports.wechaty_protocol import BROKEN, Gateway, GRPCError

KEPT_SECONDS = 600.0
MISSED_SECONDS = 60.0  # after a failed look-up nobody waits for this name again for so long
PATIENCE_SECONDS = 1.0
LARGEST = 5000  # names; 18 rooms of 100 people are far below


class NameBook:
    """Room aliases and names, by room (None: private) and contact id. `clock` counts seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._known: dict[tuple[str | None, str], tuple[str, float]] = {}

    async def name_of(self, gateway: Gateway, room: str | None, contact: str) -> str:
        """What the room calls somebody, else the person's own name; '' when that cannot be had quickly."""
        name, until = self._known.get((room, contact), ("", 0.0))
        if self._clock() < until:
            return name
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                found = await _look_up(gateway, room, contact)
        except (GRPCError, *BROKEN):
            found = ""
        if len(self._known) >= LARGEST:
            self._known.clear()
        # A stale name is better than none, but the look-up is not tried again at once.
        kept = KEPT_SECONDS if found else MISSED_SECONDS
        self._known[room, contact] = (found or name, self._clock() + kept)
        return found or name


async def _look_up(gateway: Gateway, room: str | None, contact: str) -> str:
    if room is not None:
        try:
            if name := await gateway.member_name(room, contact):
                return name
        except GRPCError:
            pass  # not every gateway knows the members of every room
    return await gateway.contact_name(contact)

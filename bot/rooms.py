"""Looks at every room now and then: what no event told is found so, and the operator sees where the bot sits."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from typing import Protocol, TypeVar, runtime_checkable

import structlog

from bot.executor import Executor, Unit
from domain.messages import BOT
from handlers.room_looks import RoomLook, newcomers, note_look, note_newcomers
from storage.work import UnitOfWork

ROUND_SECONDS = 1_800.0
STEP_SECONDS = 1.0  # between two questions to the platform
AT_ONCE = 40  # newcomers noted in one unit of work
NAMED = 8  # names asked for in one look; an alarm shows no more
log = structlog.get_logger("rooms")

T = TypeVar("T")


class Told(Protocol):
    """A room as a transport tells it: its name, and the contact ids of its members."""

    @property
    def topic(self) -> str: ...

    @property
    def members(self) -> frozenset[str]: ...


@runtime_checkable
class Roomy(Protocol):
    """A transport that can be asked about rooms. Its calls may raise whatever the platform's client raises."""

    @property
    def account(self) -> str:
        """The bot's own contact id."""
        ...

    async def rooms(self) -> tuple[str, ...]: ...

    async def room(self, room: str) -> Told: ...

    async def name_of(self, room: str | None, contact: str) -> str: ...


class Rounds:
    """Goes round the rooms. `sleep` counts seconds."""

    def __init__(
        self,
        executor: Executor,
        transport: Roomy,
        clock: Callable[[], datetime],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._executor = executor
        self._transport = transport
        self._clock = clock
        self._sleep = sleep

    async def keep_going(self) -> None:
        """One round after the other, until cancelled."""
        while True:
            await self.go_round()
            await self._sleep(ROUND_SECONDS)

    async def go_round(self) -> int:
        """Look at each room in which the account is, and at each of the roster; how many could be seen."""
        try:
            there = await self._transport.rooms()
        except Exception as error:  # whatever a platform's client raises: the next round tries again
            log.warning("rooms not told", error=type(error).__name__)
            return 0
        expected = await self._run("rooms", _expected) or ()
        seen = 0
        for room in dict.fromkeys((*there, *expected)):
            await self._sleep(STEP_SECONDS)
            try:
                seen += await self._look(room, listed=room in there)
            except Exception as error:
                log.warning("room not told", error=type(error).__name__)
        log.info("rooms looked at", rooms=seen)
        return seen

    async def _look(self, room: str, *, listed: bool) -> int:
        told = await self._transport.room(room)
        account = self._transport.account
        members = frozenset(BOT if contact == account else contact for contact in told.members)
        if listed:  # not every platform counts the account itself among the members
            members |= {BOT}
        look = RoomLook(room, told.topic, members)
        there = await self._run("room", lambda work: newcomers(look, work)) or []
        names: dict[str, str] = {}
        for contact in there[:NAMED]:
            await self._sleep(STEP_SECONDS)
            names[contact] = await self._transport.name_of(room, contact)
        for at in range(0, len(there), AT_ONCE):
            await self._run("room", partial(note_newcomers, look, there[at : at + AT_ONCE], names))
        await self._run("room", partial(note_look, look))
        return int(BOT in members)

    async def _run(self, name: str, run: Callable[[UnitOfWork], T]) -> T | None:
        return await self._executor.run(Unit(name, self._clock(), run))


def _expected(work: UnitOfWork) -> tuple[str, ...]:
    there = (work.bindings.identities.platform_room(room.id) for room in work.roster.rooms)
    return tuple(room for room in there if room is not None)

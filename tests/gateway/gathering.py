"""What a transport delivers, gathered for a test that waits for it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from bot.transports import Arrival
from bot.transports.wechaty import Timings, WechatyTransport
from domain.messages import Message, RoomChange, room_change

PATIENCE = 20.0  # seconds; a deadline for what must come, not a wait


async def until(condition: Callable[[], bool]) -> None:
    """Wait for something to become true. Raises TimeoutError when it does not."""
    async with asyncio.timeout(PATIENCE):
        while not condition():
            await asyncio.sleep(0.01)


class Gathering:
    """What a transport delivers, and, as its listener, what it says of itself."""

    def __init__(self) -> None:
        self.arrivals: list[Arrival] = []
        self.lost_ids: list[str] = []
        self.aways: list[datetime] = []
        self.backs: list[tuple[datetime, datetime]] = []
        self.logins: list[str] = []
        self.codes: list[str] = []

    def lost(self, message_id: str, at: datetime) -> None:
        self.lost_ids.append(message_id)

    def away(self, since: datetime) -> None:
        self.aways.append(since)

    def back(self, since: datetime, until: datetime) -> None:
        self.backs.append((since, until))

    def login(self, account: str) -> None:
        self.logins.append(account)

    def logout(self) -> None:
        self.logins.append("")

    def scan(self, qr: str) -> None:
        self.codes.append(qr)

    async def deliver(self, arrival: Arrival) -> None:
        self.arrivals.append(arrival)

    @property
    def messages(self) -> list[Message]:
        return [arrival.message for arrival in self.arrivals]

    async def of(self, message_id: str) -> Arrival:
        """The arrival with that id, once it is there."""
        await until(lambda: any(message.id == message_id for message in self.messages))
        return next(arrival for arrival in self.arrivals if arrival.message.id == message_id)

    def changes(self, room: str) -> list[tuple[RoomChange, str | None, tuple[str, ...]]]:
        """What SYSTEM messages told of that room: what changed, whom it concerns, the further lines."""
        told = [(message, room_change(message)) for message in self.messages if message.room == room]
        return [(change[0], message.target, change[1]) for message, change in told if change is not None]

    async def file_of(self, message_id: str) -> bytes:
        arrival = await self.of(message_id)
        assert arrival.chunks is not None
        return b"".join([chunk async for chunk in arrival.chunks()])


# The mock behind the Node gateway takes a second to answer a ding.
QUICK = Timings(
    connect=PATIENCE, call=3.0, file=20.0, first_retry=0.1, last_retry=0.5, probe=1.0, answer=2.0, look=0.1, refusals=2
)


@asynccontextmanager
async def connected(
    host: str, port: int, token: str, timings: Timings = QUICK, **more: Any
) -> AsyncIterator[tuple[WechatyTransport, Gathering]]:
    """A transport that is connected, and what it delivers."""
    transport, gathering = WechatyTransport(host, port, token, timings=timings, **more), Gathering()
    transport.listener = gathering
    await transport.start(gathering.deliver)
    try:
        yield transport, gathering
    finally:
        await transport.stop()

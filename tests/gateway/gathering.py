"""What a transport delivers, gathered for a test that waits for it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from bot.transports import Arrival
from bot.transports.wechaty import Timings, WechatyTransport
from domain.messages import Message

PATIENCE = 20.0  # seconds; a deadline for what must come, not a wait


async def until(condition: Callable[[], bool]) -> None:
    """Wait for something to become true. Raises TimeoutError when it does not."""
    async with asyncio.timeout(PATIENCE):
        while not condition():
            await asyncio.sleep(0.01)


class Gathering:
    def __init__(self) -> None:
        self.arrivals: list[Arrival] = []

    async def deliver(self, arrival: Arrival) -> None:
        self.arrivals.append(arrival)

    @property
    def messages(self) -> list[Message]:
        return [arrival.message for arrival in self.arrivals]

    async def of(self, message_id: str) -> Arrival:
        """The arrival with that id, once it is there."""
        await until(lambda: any(message.id == message_id for message in self.messages))
        return next(arrival for arrival in self.arrivals if arrival.message.id == message_id)

    async def file_of(self, message_id: str) -> bytes:
        arrival = await self.of(message_id)
        assert arrival.chunks is not None
        return b"".join([chunk async for chunk in arrival.chunks()])


QUICK = Timings(connect=PATIENCE, call=3.0, file=20.0, first_retry=0.1, last_retry=0.5)


@asynccontextmanager
async def connected(
    host: str, port: int, token: str, timings: Timings = QUICK
) -> AsyncIterator[tuple[WechatyTransport, Gathering]]:
    """A transport that is connected, and what it delivers."""
    transport, gathering = WechatyTransport(host, port, token, timings=timings), Gathering()
    await transport.start(gathering.deliver)
    try:
        yield transport, gathering
    finally:
        await transport.stop()

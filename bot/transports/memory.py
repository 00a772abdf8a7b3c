"""A transport without a platform: what is put in arrives, what is sent is remembered."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

from bot.transports import Arrival, Deliver, Parcel
from domain.messages import Message


class MemoryTransport:
    """For tests. Message ids of what is sent count up from `sent-1`."""

    def __init__(self, namespace: str = "memory") -> None:
        self.namespace = namespace
        self.sent: list[Parcel] = []
        self._deliver: Deliver | None = None

    async def start(self, deliver: Deliver) -> None:
        self._deliver = deliver

    async def send(self, parcel: Parcel) -> str:
        self.sent.append(parcel)
        return f"sent-{len(self.sent)}"

    async def stop(self) -> None:
        self._deliver = None

    async def bring(self, message: Message, file: bytes | None = None) -> None:
        """Let a message arrive, with its file."""
        if self._deliver is None:
            raise RuntimeError("the transport is not started")
        await self._deliver(arrival_of(message, file))


def arrival_of(message: Message, file: bytes | None) -> Arrival:
    """An arrival whose file is at hand."""

    async def chunks() -> AsyncIterator[bytes]:
        yield file or b""

    raw = json.dumps({"id": message.id, "text": message.text}).encode("ascii")
    return Arrival(message, raw, chunks if file is not None else None)

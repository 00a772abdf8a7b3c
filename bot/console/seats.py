"""Listens, with so many seats and no more: lines on which nobody says anything must not use up what the bot needs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from aiohttp import web

SEATS = 256  # lines at a time; each may be kept open by a browser
_FULL = (
    "HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n"
    "Retry-After: 30\r\n\r\n同时打开的人太多，请过半分钟再试。\r\n"
).encode()
log = structlog.get_logger("console")


class _TurnedAway(asyncio.Protocol):
    """Who finds no seat is told so at once."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if isinstance(transport, asyncio.WriteTransport):
            transport.write(_FULL)
        transport.close()


@asynccontextmanager
async def seated(runner: web.AppRunner, host: str, port: int, seats: int = SEATS) -> AsyncIterator[bool]:
    """Serve until the end of the block; whether it does: not where the port is taken."""
    server = await _listen(runner, host, port, seats)
    try:
        yield server is not None
    finally:
        if server is not None:
            server.close()


async def _listen(runner: web.AppRunner, host: str, port: int, seats: int) -> asyncio.Server | None:
    serving = runner.server
    if serving is None:
        return None

    def sit() -> asyncio.Protocol:
        return serving() if len(serving.connections) < seats else _TurnedAway()

    try:
        return await asyncio.get_running_loop().create_server(sit, host, port, backlog=128)
    except OSError as error:
        log.error("console not opened", port=port, error=type(error).__name__)
        return None

"""The whole bot on a gateway, with a new database and its files below a folder, while the day of a test lasts."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path

from bot.app import App, assemble_app, prepare
from bot.live import serve
from bot.replaying import no_pause
from bot.transports.wechaty import WechatyTransport
from tests.cast import ROSTER
from tests.databases import file_database
from tests.gateway.gathering import QUICK, until
from tests.gateway.node_gateway import BOT_NAME, NodeGateway


def run_whole_bot(
    gateway: NodeGateway, folder: Path, clock: Callable[[], datetime], day: Callable[[App], Awaitable[None]]
) -> None:
    """Serve, have the day once the bot is logged in, and stop."""
    transport = WechatyTransport(gateway.host, gateway.port, gateway.token, bot_name=BOT_NAME, timings=QUICK)
    engine, scene, _ = prepare(file_database(folder / "lanshao.db"), ROSTER, transport.namespace, clock())
    app = assemble_app(engine, scene, folder / "media", transport, clock, no_pause)

    async def serve_the_day() -> None:
        stopping = asyncio.Event()
        serving = asyncio.create_task(serve(app, transport, stopping))
        await until(lambda: bool(transport.account))
        await day(app)
        stopping.set()
        await serving

    try:
        asyncio.run(serve_the_day())
    finally:
        app.close()

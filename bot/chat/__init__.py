"""The local chat: a work group in the browser, for drills on one's own machine. Mounted at /chat/."""

from __future__ import annotations

import asyncio
from collections import defaultdict

from aiohttp import web

from bot.chat.desks import CHAT_DESK, HUB, TRANSPORT
from bot.chat.downloads import download
from bot.chat.guards import guard
from bot.chat.hubs import Hub
from bot.chat.lines import live
from bot.chat.paces import Pace
from bot.chat.pages import STATIC, chat_page
from bot.chat.uploads import AT_ONCE, GOING, PACES, upload
from bot.console.desks import Desk
from bot.transports.webchat import WebchatTransport

ROUTES: tuple[web.RouteDef, ...] = (
    web.get("/", chat_page),
    web.get("/live", live),
    web.post("/files", upload),
    web.get("/files", download),
)


def chat_app(transport: WebchatTransport, desk: Desk) -> web.Application:
    """The chat of one running bot: what the transport carries, and what was said before from the desk's database."""
    chat = web.Application(middlewares=[guard])
    hub = Hub(lambda: desk.app.scene.roster)
    chat[CHAT_DESK], chat[HUB], chat[TRANSPORT] = desk, hub, transport
    chat[PACES], chat[GOING] = defaultdict(Pace), asyncio.Semaphore(AT_ONCE)
    chat.add_routes([*ROUTES, web.static("/static", STATIC)])

    async def look_on(_: web.Application) -> None:
        transport.onlookers.add(hub.show)

    async def look_away(_: web.Application) -> None:
        transport.onlookers.discard(hub.show)
        hub.close()

    chat.on_startup.append(look_on)
    chat.on_shutdown.append(look_away)
    return chat

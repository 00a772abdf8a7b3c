"""What the local chat is given, and who speaks there: whoever the tab says, for it is a drill."""

from __future__ import annotations

from aiohttp import web

from bot.chat.hubs import Hub
from bot.console.desks import Desk
from bot.transports.webchat import WebchatTransport
from domain.rosters import Person

CHAT_DESK = web.AppKey("chat_desk", Desk)
HUB = web.AppKey("hub", Hub)
TRANSPORT = web.AppKey("transport", WebchatTransport)


def desk_of(request: web.Request) -> Desk:
    return request.app[CHAT_DESK]


def hub_of(request: web.Request) -> Hub:
    return request.app[HUB]


def person_of(request: web.Request) -> Person | None:
    """Who the tab speaks as (`?as=`); None for somebody who is not on the roster in force."""
    return desk_of(request).app.scene.roster.person.get(request.query.get("as", ""))

"""The strip at the top of every page of a demonstration: what time its day is at, how fast it goes by, where to go.

It is laid over the pages as they leave, so no page knows of it.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from urllib.parse import quote, urlsplit

from aiohttp import web
from aiohttp.typedefs import Middleware

from bot.console.demo_doors import is_here
from bot.console.doors import Door
from bot.console.guards import sent_form
from bot.console.pages import day_and_time, render
from bot.paced_clocks import PacedClock
from bot.performing import Player

#: Where the slider may stand: so many seconds of the day a second.
SPEEDS = (1, 2, 5, 10, 20, 30, 60, 120, 300, 600)
PATH = "/demo/"
STYLE = '<link rel="stylesheet" href="/static/demo.css"><script src="/static/demo.js" defer></script></head>'
ELSEWHERE = "这不是从演示页面来的，已拒绝。请回到演示页面再试。"

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Strip:
    """The strip of one demonstration. `door` tells who looks."""

    def __init__(self, clock: PacedClock, player: Player, door: Door) -> None:
        self._clock, self._player, self._door = clock, player, door

    @property
    def routes(self) -> Sequence[web.RouteDef]:
        return (web.get(f"{PATH}state", self._state), web.post(f"{PATH}pace", self._change))

    @property
    def middleware(self) -> Middleware:
        @web.middleware
        async def with_strip(request: web.Request, handler: Handler) -> web.StreamResponse:
            response = await handler(request)
            if isinstance(response, web.Response) and response.content_type == "text/html" and response.text:
                response.text = await self._laid_over(request, response.text)
            return response

        return with_strip

    async def _laid_over(self, request: web.Request, page: str) -> str:
        """Parts of pages, which have no head, stay as they are."""
        if "</head>" not in page:
            return page
        viewer = await self._door.viewer(request)
        chat = f"/chat/?as={quote(viewer.person.id)}" if viewer is not None else "/chat/"
        in_chat = request.path.startswith("/chat")
        known = {**self._told(), "viewer": viewer, "chat": chat, "in_chat": in_chat, "speeds": SPEEDS}
        strip = render("demo_strip.html", known)
        page = page.replace("</head>", STYLE, 1)
        return re.sub(r"<body[^>]*>", lambda found: found.group() + strip, page, count=1)

    def _told(self) -> dict[str, Any]:
        notch = max((n for n, speed in enumerate(SPEEDS) if speed <= self._clock.speed), default=0)
        return {
            "time": day_and_time(self._clock()),
            "speed": SPEEDS[notch],
            "notch": notch,
            "paused": self._clock.paused,
            "over": self._player.is_over,
            "played": self._player.played,
            "count": self._player.count,
        }

    async def _state(self, request: web.Request) -> web.Response:
        return web.json_response(self._told())

    async def _change(self, request: web.Request) -> web.Response:
        """`notch`: the slider's place in SPEEDS; `paused`: 1 or 0. Without scripts one is led back to the page."""
        if not is_here(request) or request.headers.get("Origin") != f"{request.scheme}://{request.host}":
            raise web.HTTPForbidden(text=ELSEWHERE)
        form = await sent_form(request)
        notch, paused = str(form.get("notch", "")), str(form.get("paused", ""))
        known = notch.isdecimal() and len(notch) < 3 and int(notch) < len(SPEEDS)
        speed = SPEEDS[int(notch)] if known else self._clock.speed
        self._clock.pace(speed, paused=paused == "1" if paused else self._clock.paused)
        if "text/html" in request.headers.get("Accept", ""):
            raise web.HTTPSeeOther(_way_back(request.headers.get("Referer", "")))
        return await self._state(request)


def _way_back(referer: str) -> str:
    """Path and question of the page that the form was on, on this very host."""
    parts = urlsplit(referer)
    path = "/" + parts.path.lstrip("/\\")
    return f"{path}?{parts.query}" if parts.query else path

"""Who is let in: the way a console finds out who asks. Accounts with passwords are one, the demo's list another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from aiohttp import web

from bot.console.desks import Viewer


class Door(Protocol):
    """Tells who asks, and serves the pages by which one gets in and out (/login, /logout)."""

    @property
    def routes(self) -> Sequence[web.RouteDef]: ...

    async def viewer(self, request: web.Request) -> Viewer | None:
        """Who is logged in, as the roster in force has him; None for nobody."""
        ...

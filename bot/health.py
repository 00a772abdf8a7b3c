"""The health page and its three doors for machines, on this machine only."""

from __future__ import annotations

import asyncio
import io
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

import segno
import structlog
from aiohttp import web
from aiohttp.abc import AbstractAccessLogger

from bot.executor import Executor, NotDurable, Unit
from bot.figures import exposition
from bot.vitals import Trouble, troubles
from bot.watching import ALIVE
from documents.alarms import TROUBLES
from documents.health_pages import health_page
from storage.backlogs import Backlog, count_backlog
from storage.work import UnitOfWork

HOST = "127.0.0.1"
OWN_NAMES = frozenset({"127.0.0.1", "localhost", "[::1]"})
ASK_SECONDS = 2.0
NAME = "lanshao"
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
CLOSE_SECONDS = 1.0  # for who is just being answered
log = structlog.get_logger("health")


@dataclass(frozen=True, slots=True)
class Health:
    """What the pages are made of. `supervised`: somebody restarts the process when it dies."""

    executor: Executor
    clock: Callable[[], datetime]
    supervised: bool

    def troubles(self) -> list[Trouble]:
        return list(troubles(self.executor.vitals, time.monotonic()))

    async def healthz(self, request: web.Request) -> web.Response:
        """Does the process live: 503 when a restart is the only help."""
        return self._told([trouble for trouble in self.troubles() if trouble.kind in ALIVE])

    async def readyz(self, request: web.Request) -> web.Response:
        """Does it work: connected, logged in, writing, clock ticking; 503 with reasons when not."""
        return self._told(self.troubles())

    async def metrics(self, request: web.Request) -> web.Response:
        told = await self._ask()
        backlog, heard_to = told if told is not None else (None, None)
        heard_at = None if heard_to is None else heard_to.timestamp()
        text = exposition(self.executor.vitals, backlog, self.executor.waiting, heard_at, time.monotonic())
        return web.Response(text=text, content_type="text/plain", charset="utf-8")

    async def page(self, request: web.Request) -> web.Response:
        code = self.executor.vitals.login_code
        told = await self._ask()
        unread = 0 if told is None else told[0].files_unread
        found = [TROUBLES[trouble.kind] for trouble in self.troubles()]
        text = health_page(found, drawn(code) if code else None, unread)
        return web.Response(text=text, content_type="text/html", charset="utf-8")

    def _told(self, found: list[Trouble]) -> web.Response:
        reasons = [{"kind": t.kind, "text": TROUBLES[t.kind], "seconds": round(t.seconds)} for t in found]
        body = {"name": NAME, "ok": not reasons, "reasons": reasons, "supervised": self.supervised}
        return web.json_response(body, status=503 if reasons else 200)

    async def _ask(self) -> tuple[Backlog, datetime | None] | None:
        """What waits in the database; None while it does not answer."""

        def ask(work: UnitOfWork) -> tuple[Backlog, datetime | None]:
            return count_backlog(work.connection, work.now), work.blind_windows.heard_to()

        try:
            async with asyncio.timeout(ASK_SECONDS):
                return await self.executor.run(Unit("figures", self.clock(), ask))
        except (NotDurable, TimeoutError):
            return None


def drawn(code: str) -> str | None:
    """A login code as SVG, made here: a page elsewhere that draws it would be handed the account."""
    drawing = io.BytesIO()
    try:
        segno.make(code, micro=False, error="l").save(drawing, kind="svg", scale=6, border=4, xmldecl=False)
    except segno.DataOverflowError:
        return None
    return drawing.getvalue().decode()


@web.middleware
async def guard(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Answer only who asks for this machine by its own name: another name in a browser is a page that reads over us."""
    if (request.host.rsplit(":", 1)[0] if not request.host.endswith("]") else request.host) not in OWN_NAMES:
        raise web.HTTPForbidden
    response = await handler(request)
    response.headers.update(HEADERS)
    return response


class _Silent(AbstractAccessLogger):
    """Being asked is no work."""

    def log(self, request: web.BaseRequest, response: web.StreamResponse, time: float) -> None:
        pass


@asynccontextmanager
async def open_pages(health: Health, port: int) -> AsyncIterator[None]:
    """Serve the pages until the end of the block; none with port 0. A port that is taken stops no bot."""
    app = web.Application(middlewares=[guard])
    app.add_routes(
        [
            web.get("/", health.page),
            web.get("/healthz", health.healthz),
            web.get("/readyz", health.readyz),
            web.get("/metrics", health.metrics),
        ]
    )
    runner = web.AppRunner(app, access_log_class=_Silent, shutdown_timeout=CLOSE_SECONDS)
    await runner.setup()
    try:
        if port:
            await _listen(runner, port)
        yield
    finally:
        await runner.cleanup()


async def _listen(runner: web.AppRunner, port: int) -> None:
    try:
        await web.TCPSite(runner, HOST, port).start()
    except OSError as error:
        log.error("health page not opened", port=port, error=type(error).__name__)

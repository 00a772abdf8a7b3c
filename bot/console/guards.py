"""What every request passes: who asks is found out, forms are held against their log-in, headers are added."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Sequence

from aiohttp import web
from aiohttp.typedefs import Middleware

from bot.console.desks import admit, viewer_of
from bot.console.doors import Door

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self' blob:; "
        "connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
OPEN_TO_ALL = ("/login", "/static/")
#: The local chat and the strip of a demonstration, where they are served: for everybody, with guards of their own.
APART = ("/chat/", "/demo/")
CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})


def guards(door: Door) -> Sequence[Middleware]:
    """The guards in the order in which a request meets them."""

    @web.middleware
    async def let_in(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path.startswith(APART):
            return await handler(request)
        viewer = await door.viewer(request)
        if viewer is not None:
            admit(request, viewer)
        elif not request.path.startswith(OPEN_TO_ALL):
            if "text/event-stream" in request.headers.get("Accept", ""):
                raise web.HTTPUnauthorized  # a live part has no use for the log-in's page
            raise web.HTTPSeeOther("/login")
        if viewer is not None and request.method in CHANGING:
            await _check_form(request)
        return await handler(request)

    return (with_headers, let_in)


@web.middleware
async def with_headers(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        response = await handler(request)
    except web.HTTPException as error:
        error.headers.update(HEADERS)
        raise
    if not response.prepared:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
    return response


async def _check_form(request: web.Request) -> None:
    """A form that was not made for this log-in is another page's doing."""
    given = request.headers.get("X-CSRF") or str((await request.post()).get("csrf", ""))
    if not secrets.compare_digest(given.encode(), viewer_of(request).csrf.encode()):
        raise web.HTTPForbidden(text="页面过期了，请刷新后再试")

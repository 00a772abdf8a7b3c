"""What every request passes: its address is ours, who asks is found out, forms are held against their log-in; what goes
wrong is told as a page; headers are added to every answer.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from urllib.parse import urlencode

import structlog
from aiohttp import web
from aiohttp.http_exceptions import BadHttpMessage
from aiohttp.typedefs import Middleware

from bot.console.desks import admit, viewer_of
from bot.console.doors import Door
from bot.console.mistakes import mistake_of, mistake_page
from bot.console.origins import is_from_us, is_ours, is_secure
from bot.console.pages import MARK, mark_of
from bot.executor import NotDurable
from bot.logs import where
from domain.messages import storable
from domain.rosters import DISPATCHERS
from storage.outages import is_outage

Form = Mapping[str, str | bytes | bytearray | web.FileField]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self' blob:; "
        "connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Referrer-Policy": "same-origin",
    "Server": "lanshao",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
OPEN_TO_ALL = frozenset({"/login", "/static"})  # the routes for who is not logged in
#: The local chat and the strip of a demonstration, where they are served: for everybody, with guards of their own.
APART = ("/chat/", "/demo/")
FOR_EVER = "public, max-age=31536000, immutable"  # for what has the mark of its content in its address
METHODS = frozenset({"GET", "HEAD", "POST"})
WITH_FILE = frozenset({"/roster/import"})  # the routes of forms that have a file; dispatchers send them
MOST_BYTES = 2 << 20  # of a form with its file: a body of parts is searched for its first line, which takes its time
MOST_OF_WORDS = 256 << 10  # of any other form
BODY_SECONDS = 60.0  # for all of it to come
EXPIRED = "页面过期了，请刷新后再试。"
OTHER_NAME = "请用蓝哨自己的网址打开：本机用 127.0.0.1，从别处看用设置好的网址（LANSHAO_CONSOLE_URL）。"
log = structlog.get_logger("console")


def guards(door: Door) -> Sequence[Middleware]:
    """The guards in the order in which a request meets them."""

    @web.middleware
    async def let_in(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path.startswith(APART):
            return await handler(request)
        viewer = await door.viewer(request)
        if viewer is not None:
            admit(request, viewer)
        elif _route(request) not in OPEN_TO_ALL:
            raise _to_log_in(request)
        if request.method == "POST" and _route(request) not in OPEN_TO_ALL:
            await _check_form(request)
        return await handler(request)

    return (told_as_page, at_our_address, let_in)


@web.middleware
async def told_as_page(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Whatever goes wrong is told, and found again in the log by its mark; so is what changes something."""
    mark, began = secrets.token_hex(4), time.monotonic()
    try:
        answer = await handler(request)
    except web.HTTPException as error:
        if error.status < 400 or request.path.startswith(APART):
            raise
        answer = mistake_of(request, error, mark)
    except (ConnectionError, asyncio.CancelledError):
        raise  # nobody is there to be told
    except Exception as error:
        if request.writer.output_size:
            raise ConnectionResetError("the answer has begun") from error
        answer = _failed(request, error, mark)
    if request.method not in ("GET", "HEAD") or answer.status >= 400:
        ms = round((time.monotonic() - began) * 1000)
        log.info("asked", mark=mark, method=_method(request), route=_route(request), status=answer.status, ms=ms)
    return answer


def _failed(request: web.Request, error: Exception, mark: str) -> web.Response:
    if isinstance(error, TimeoutError):
        return mistake_page(request, 408, None, mark)
    status = 503 if isinstance(error, NotDurable) or is_outage(error) else 500
    log.error("page failed", mark=mark, route=_route(request), error=type(error).__name__, where=where(error))
    return mistake_page(request, status, None, mark)


@web.middleware
async def at_our_address(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Only by a name of ours, only in a way that we know, and no line for a page that is not ours."""
    if not is_ours(request):
        raise web.HTTPForbidden(text=OTHER_NAME)
    if not _is_storable(request.path, request.query_string):
        raise web.HTTPBadRequest
    if request.method not in METHODS:
        raise web.HTTPMethodNotAllowed(request.method, sorted(METHODS))
    if "Upgrade" in request.headers and is_from_us(request) is False:
        raise web.HTTPForbidden(text=EXPIRED)
    return await handler(request)


async def dress(request: web.Request, response: web.StreamResponse) -> None:
    """The headers of every answer, of files and streams too; where a page sets one itself, that stands."""
    response.headers["Server"] = HEADERS["Server"]
    if _route(request) == "/static" and response.status < 400:
        is_this = request.query.get(MARK) == mark_of(request.match_info["filename"])
        response.headers["Cache-Control"] = FOR_EVER if is_this else "no-cache"
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if is_secure(request):
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")


def _to_log_in(request: web.Request) -> web.HTTPException:
    """To the page where one logs in, and from there to where he wanted; what is no page has no use for that."""
    if "text/event-stream" in request.headers.get("Accept", ""):
        return web.HTTPUnauthorized()
    wanted = request.rel_url.raw_path_qs if request.method != "POST" else "/"
    return web.HTTPSeeOther("/login" if wanted == "/" else f"/login?{urlencode({'next': wanted})}")


async def _check_form(request: web.Request) -> None:
    """A form that was not made for this log-in is another page's doing."""
    if is_from_us(request) is False:
        raise web.HTTPForbidden(text=EXPIRED)
    form = await sent_form(request)
    given = request.headers.get("X-CSRF") or str(form.get("csrf", ""))
    if not secrets.compare_digest(given.encode("utf-8", "replace"), viewer_of(request).csrf.encode()):
        raise web.HTTPForbidden(text=EXPIRED)


async def sent_form(request: web.Request, seconds: float = BODY_SECONDS) -> Form:
    """The form that was sent. Raises HTTPBadRequest for what is none, TimeoutError for what does not come."""
    _check_head(request)
    try:
        async with asyncio.timeout(seconds):
            form = await request.post()
    except (AssertionError, BadHttpMessage, LookupError, RuntimeError, ValueError, web.RequestPayloadError) as error:
        raise web.HTTPBadRequest from error
    if not _is_storable(*form, *(value for value in form.values() if isinstance(value, str))):
        raise web.HTTPBadRequest
    return form


def _check_head(request: web.Request) -> None:
    """Parts of a form are taken apart at a great cost, and that is not counted: only where a file is sent."""
    has_file = _route(request) in WITH_FILE and viewer_of(request).person.role in DISPATCHERS
    if request.content_type.startswith("multipart/") and not has_file:
        raise web.HTTPForbidden
    if "Content-Encoding" in request.headers:
        raise web.HTTPUnsupportedMediaType
    if request.content_length is None and request.can_read_body:
        raise web.HTTPLengthRequired
    most, length = MOST_BYTES if has_file else MOST_OF_WORDS, request.content_length or 0
    if length > most:
        raise web.HTTPRequestEntityTooLarge(most, length)


def _is_storable(*texts: str) -> bool:
    """Whether a database takes them: no keyboard writes what it does not."""
    return all(storable(text) == text for text in texts)


def _route(request: web.Request) -> str:
    """The route as it is written in the code, without what was put into it."""
    resource = request.match_info.route.resource
    return resource.canonical if resource is not None else "none"


def _method(request: web.Request) -> str:
    return request.method if request.method in METHODS else "other"

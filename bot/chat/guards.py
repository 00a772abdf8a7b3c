"""Who may speak to the local chat at all: a page of its own, in a browser on this machine."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.console.guards import HEADERS

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
#: Another name that leads here is another page's trick (DNS rebinding).
HOSTS = frozenset({"127.0.0.1", "localhost", "[::1]"})
WRONG_HOST = "本机聊天只能在本机打开，请用 http://127.0.0.1 开头的地址。"
WRONG_ORIGIN = "这个请求不是从聊天页面来的，已拒绝。请刷新聊天页面后再试。"


@web.middleware
async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuses other hosts, and what changes or listens without coming from a page of ours; adds the headers."""
    host = request.host
    if host.rpartition(":")[0] not in HOSTS and host not in HOSTS:
        return refusal(403, WRONG_HOST)
    speaks = request.method != "GET" or "Upgrade" in request.headers
    if speaks and request.headers.get("Origin") != f"{request.scheme}://{host}":
        return refusal(403, WRONG_ORIGIN)
    try:
        response = await handler(request)
    except web.HTTPException as error:
        error.headers.update(HEADERS)
        raise
    if not response.prepared:
        response.headers.update({**HEADERS, **response.headers})
    return response


def refusal(status: int, why: str) -> web.Response:
    """What was refused, with a sentence for who asked."""
    return web.json_response({"why": why}, status=status, headers=HEADERS)

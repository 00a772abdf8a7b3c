"""Live parts of pages: who looks at one gets it again when it has changed, without asking.

One watcher looks for everybody, a fragment is made once however many look at it, and a viewer that is slow misses
what lay between. With nobody looking nothing runs.
"""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Hashable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime

import structlog
from aiohttp import web

from bot.console.desks import Desk, Viewer, viewer_of
from bot.console.doors import Door
from bot.logs import where
from domain.rosters import Roster
from storage.work import UnitOfWork

STREAMS = 12  # of one log-in: more windows than anybody looks at
SHARE = 0.05  # of one core's time that may go into making fragments,
MOST_LOOKS = 4  # unless that takes so many looks' time: what is shown is never much older
log = structlog.get_logger("live")

Fragment = Callable[[UnitOfWork], str]
_HEARTBEAT = b":\n\n"
_NOTHING = "data:\n"
_SENT_AS = {"Content-Type": "text/event-stream; charset=utf-8", "X-Accel-Buffering": "no"}


@dataclass(frozen=True, slots=True)
class Paces:
    """Seconds: between two looks, between two signs of life, and for one thing to get through to a viewer."""

    look: float = 1.5
    beat: float = 15.0
    slow: float = 30.0


@dataclass(slots=True)
class _Part:
    """What many look at: the newest text as it is sent, what it was made from, and who follows it."""

    fragment: Fragment
    sent: bytes = b""
    made_of: tuple[str, datetime] | None = None
    streams: set[_Stream] = field(default_factory=set)
    making: asyncio.Lock = field(default_factory=asyncio.Lock)


@dataclass(slots=True, eq=False)
class _Stream:
    """One connection. It remembers what it has been given last, not what it has missed."""

    request: web.Request
    viewer: Viewer
    roster: Roster
    seen: bytes = b""
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    is_over: bool = False

    def end(self) -> None:
        self.is_over = True
        self.wake.set()


class Live:
    """All streams of one console. It watches from the first viewer to the last, and until it is closed."""

    def __init__(self, desk: Desk, door: Door, paces: Paces | None = None) -> None:
        self.paces = paces or Paces()
        self._desk, self._door = desk, door
        self._parts: dict[Hashable, _Part] = {}
        self._watcher: asyncio.Task[None] | None = None
        self._is_closed = False

    @property
    def viewers(self) -> int:
        """How many streams are open."""
        return sum(len(part.streams) for part in self._parts.values())

    async def follow(self, request: web.Request, key: Hashable, fragment: Fragment) -> web.StreamResponse:
        """Send the fragment now, and again whenever it is another one. Raises HTTPTooManyRequests."""
        stream = _Stream(request, viewer_of(request), self._desk.app.scene.roster)
        self._check_room(stream.viewer)
        async with self._followed(key, fragment, stream) as part:
            await self._make(part, await self._mark())
            response = web.StreamResponse(headers=_SENT_AS)
            stream.seen = _known_to(request, part)
            with suppress(ConnectionError, TimeoutError):
                await response.prepare(request)
                await self._send(response, stream, part)
                await asyncio.wait_for(response.write_eof(), self.paces.slow)
            return response

    async def close(self, _app: web.Application | None = None) -> None:
        """End all streams; nothing is followed any more."""
        self._is_closed = True
        for part in self._parts.values():
            self._end(part)
        if self._watcher is not None:
            self._watcher.cancel()
            with suppress(asyncio.CancelledError):
                await self._watcher

    @asynccontextmanager
    async def _followed(self, key: Hashable, fragment: Fragment, stream: _Stream) -> AsyncIterator[_Part]:
        part = self._parts.setdefault(key, _Part(fragment))
        part.streams.add(stream)
        if self._watcher is None or self._watcher.done():
            self._watcher = asyncio.create_task(self._watch())
        try:
            yield part
        finally:
            part.streams.discard(stream)
            if not part.streams:
                self._parts.pop(key, None)

    def _check_room(self, viewer: Viewer) -> None:
        open_now = Counter(stream.viewer.session for part in self._parts.values() for stream in part.streams)
        if self._is_closed:
            raise web.HTTPServiceUnavailable
        if open_now[viewer.session] >= STREAMS:
            raise web.HTTPTooManyRequests(text="打开的页面太多了，请关掉一些再刷新", headers={"Retry-After": "30"})

    async def _watch(self) -> None:
        """Look while anybody follows; what cannot be read now is tried again at the next look."""
        took = 0.0
        while True:
            await asyncio.sleep(min(max(self.paces.look, took / SHARE), MOST_LOOKS * self.paces.look))
            if not self._parts:
                self._watcher = None
                return
            began = time.perf_counter()
            try:
                await self._look()
            except Exception as error:
                log.warning("not looked", error=type(error).__name__)
            took = time.perf_counter() - began

    async def _look(self) -> None:
        """Let go of who left or sees by another roster, and wake whoever is to get something."""
        for stream in [stream for part in self._parts.values() for stream in part.streams]:
            transport = stream.request.transport
            if transport is None or transport.is_closing() or stream.roster is not self._desk.app.scene.roster:
                stream.end()
        mark = await self._mark()
        for part in list(self._parts.values()):
            try:
                await self._make(part, mark)
            except Exception as error:  # whoever comes back for it is told by its page
                log.error("part not made", error=type(error).__name__, where=where(error))
                self._end(part)
            for stream in part.streams:
                if stream.seen != part.sent:
                    stream.wake.set()

    def _end(self, part: _Part) -> None:
        for stream in part.streams:
            stream.end()

    async def _mark(self) -> tuple[str, datetime]:
        """What a fragment is made of: all that is on record, and the minute."""
        return await self._desk.readers.mark(), self._desk.app.clock().replace(second=0, microsecond=0)

    async def _make(self, part: _Part, mark: tuple[str, datetime]) -> None:
        async with part.making:
            if part.made_of != mark:
                part.sent = _event(await self._desk.read(part.fragment))
                part.made_of = mark

    async def _send(self, response: web.StreamResponse, stream: _Stream, part: _Part) -> None:
        """Give the newest until the end; who asked is asked for again before each time."""
        while not stream.is_over and await self._may(stream):
            data = _HEARTBEAT if stream.seen == part.sent else part.sent
            stream.wake.clear()
            try:
                await asyncio.wait_for(response.write(data), self.paces.slow)
            except TimeoutError:
                _cut(stream)
                raise
            stream.seen = part.sent if data is part.sent else stream.seen
            with suppress(TimeoutError):
                await asyncio.wait_for(stream.wake.wait(), self.paces.beat)

    async def _may(self, stream: _Stream) -> bool:
        """Is he still logged in, and the same to the roster?"""
        viewer = await self._door.viewer(stream.request)
        return viewer is not None and replace(viewer, csrf="") == replace(stream.viewer, csrf="")


LIVE = web.AppKey("live", Live)


async def follow(request: web.Request, key: Hashable, fragment: Fragment) -> web.StreamResponse:
    """Server-sent events: the fragment as it is, and again when the database or the minute made it another one.

    All who give an equal `key` share what the first one's `fragment` makes, so whatever it shows of (page, groups,
    parameters) belongs into the key, and nothing of one viewer alone into the fragment: no csrf, no token.
    It is called in a reading thread and must change nothing.
    """
    return await request.config_dict[LIVE].follow(request, key, fragment)


def _cut(stream: _Stream) -> None:
    """What waits for a viewer that takes nothing is thrown away with his connection."""
    if isinstance(transport := stream.request.transport, asyncio.WriteTransport):
        transport.abort()


def _event(text: str) -> bytes:
    """One message; its id lets who comes back keep what he has."""
    lines = "".join(f"data: {line}\n" for line in text.splitlines())
    digest = hashlib.sha256(text.encode()).hexdigest()[:16]
    return f"id: {digest}\n{lines or _NOTHING}\n".encode()


def _known_to(request: web.Request, part: _Part) -> bytes:
    """What who comes back has on his screen, if it is still the newest; else nothing."""
    known = request.headers.get("Last-Event-ID", "")
    return part.sent if known and part.sent.startswith(f"id: {known}\n".encode("utf-8", "replace")) else b""

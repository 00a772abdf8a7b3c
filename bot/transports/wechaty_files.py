"""Files through a gateway, both ways. It wraps a file in JSON ("file box"): the bytes, or where to get them."""

from __future__ import annotations

import asyncio
import base64
import binascii
import hashlib
import json
import re
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing
from pathlib import Path
from typing import Any

import aiohttp
import structlog

from bot.transports import Arrival, FileAway
from bot.transports.wechaty_protocol import BROKEN, Gateway, GRPCError, Rendition, Status
from domain.messages import Kind, Message

log = structlog.get_logger("wechaty")

INLINE_BYTES = 2_500_000  # base64 makes it 4/3; a gateway refuses calls over 4 MiB
CHUNK_BYTES = 64 * 1024  # of a file
BASE64_CHUNK = CHUNK_BYTES // 3 * 4  # whole groups of four characters
LARGEST_BYTES = 300 * 2**20  # more than WeChat lets anybody send
BASE64, URL, UUID = 1, 2, 7
RETRY_PAUSES = (0.5, 2.0)  # seconds before the second and the third attempt at a file
BEST_FIRST = (Rendition.ORIGINAL, Rendition.NORMAL, Rendition.THUMBNAIL)
_TOLD = re.compile(r"-(thumb|normal|hd)\.[a-z]+$")  # so gateways name what they really obtained
_NAMED = {"thumb": Rendition.THUMBNAIL, "normal": Rendition.NORMAL, "hd": Rendition.ORIGINAL}

Connected = Callable[[], Awaitable[Gateway]]


def with_file(message: Message, raw: bytes, connected: Connected, *, as_sent: bool) -> Arrival:
    """The message with its file, which is fetched when asked for; of a picture the best rendition that can be had, or
    none but the original (`as_sent`).
    """
    wanted = (None,) if message.kind is not Kind.IMAGE else BEST_FIRST[:1] if as_sent else BEST_FIRST
    file = ComingFile(connected, message.id, wanted)
    return Arrival(message, raw, file.chunks, rendition=file.rendition)


class FileUnavailable(OSError):
    """The gateway named a file but did not hand over the whole of it."""


class NotAsSent(Exception):
    """The platform has a smaller copy of the picture only; to ask again at once is no use."""


class ComingFile:
    """The file of one message, fetched when asked for; a broken attempt is taken up where it broke.

    While the gateway is away it raises FileAway, and may be asked again later.

    `connected` gives the connection of the moment. A picture is asked for in these renditions, one after the other.
    """

    def __init__(self, connected: Connected, message_id: str, wanted: Sequence[Rendition | None]) -> None:
        self._connected = connected
        self._message_id = message_id
        self._wanted = wanted
        self._obtained: Rendition | None = None

    def rendition(self) -> str:
        """What was obtained of a picture: original, normal or thumbnail; '' before it has come, and for other files."""
        return self._obtained.name.lower() if self._obtained is not None else ""

    async def chunks(self) -> AsyncIterator[bytes]:
        """The bytes, never much of them at once. Raises FileUnavailable, NotAsSent, GRPCError or what calls raise."""
        taken, digest = 0, hashlib.sha256()
        for pause in (*RETRY_PAUSES, None):
            try:
                async with aclosing(self._rest(taken, digest.digest())) as parts:
                    async for part in parts:
                        taken += len(part)
                        if taken > LARGEST_BYTES:
                            raise FileUnavailable("larger than any file of this platform")
                        digest.update(part)
                        yield part
                if not taken:
                    raise FileUnavailable("empty")
                return
            except (GRPCError, *BROKEN) as error:
                if pause is None or taken > LARGEST_BYTES:
                    raise
                log.warning("file broke off", message=self._message_id, error=type(error).__name__)
                await asyncio.sleep(pause)

    async def _rest(self, taken: int, digest: bytes) -> AsyncGenerator[bytes, None]:
        """The file from its first byte, less what was taken before, which must be the same now."""
        skipped, left = hashlib.sha256(), taken
        async with aclosing(self._best(whole=not taken)) as parts:
            async for part in parts:
                known, new = part[:left], part[left:]
                left -= len(known)
                skipped.update(known)
                if not left and new:
                    if taken and skipped.digest() != digest:
                        raise FileUnavailable("another file than at the first attempt")
                    taken = 0
                    yield new
        if left:
            raise FileUnavailable("shorter than at the first attempt")

    async def _best(self, *, whole: bool) -> AsyncGenerator[bytes, None]:
        """The best rendition that can be had; once some of it was taken, only the same one will do."""
        wanted: Sequence[Rendition | None] = self._wanted if whole else (self._obtained,)
        for rendition in wanted:
            began = False
            try:
                async with aclosing(self._parts(rendition)) as parts:
                    async for part in parts:
                        began = True
                        yield part
                if began or rendition == wanted[-1]:
                    return
            except (GRPCError, FileUnavailable) as error:
                if began or rendition == wanted[-1]:
                    raise
                told = {"rendition": str(rendition), "error": type(error).__name__}
                log.warning("picture not to be had so", message=self._message_id, **told)

    async def _parts(self, rendition: Rendition | None) -> AsyncGenerator[bytes, None]:
        try:
            gateway = await self._connected()
        except TimeoutError as error:
            raise FileAway("no connection to the gateway") from error
        self._obtained = rendition
        try:
            box = await gateway.file_box(self._message_id, rendition)
        except GRPCError as error:
            if error.status is Status.UNAVAILABLE:
                raise FileAway(error.message or error.status.name) from error
            if "toJSON" not in (error.message or ""):
                raise
            # Gateways of the 1.x line cannot wrap a small file that they hold in memory, but can stream it.
            stream = gateway.file_stream(self._message_id, rendition)
        else:
            told, data = _opened(box)
            del box  # a file of 20 MB may be in it
            if rendition is not None and (named := _TOLD.search(str(told.get("name") or ""))):
                self._obtained = min(rendition, _NAMED[named[1]])
                if self._obtained not in self._wanted:
                    raise NotAsSent
            stream = _unwrap(gateway, told, data)
        async with aclosing(stream) as parts:
            async for part in parts:
                yield part


def _opened(box: bytes) -> tuple[dict[str, Any], memoryview]:
    """What a file box tells, and apart from it the base64 text, not copied: it may be large."""
    data = memoryview(b"")
    start = re.search(rb'"base64"\s*:\s*"', box)
    if start and (end := box.find(b'"', start.end())) >= 0:
        data = memoryview(box)[start.end() : end]
        box = box[: start.end()] + box[end:]
    try:
        told = json.loads(box)
    except ValueError as error:
        raise FileUnavailable("unreadable file box") from error
    if not isinstance(told, dict):
        raise FileUnavailable("unreadable file box")
    return told, data


def _unwrap(gateway: Gateway, box: Mapping[str, Any], data: memoryview) -> AsyncGenerator[bytes, None]:
    wrapping = box.get("type") or box.get("boxType")
    if wrapping == BASE64:
        return _decoded(data)
    if wrapping == URL:
        return _from_web(box, gateway.file_seconds)
    if wrapping == UUID:
        return _from_gateway(gateway, box)
    raise FileUnavailable(f"file box of type {wrapping!r}")


async def _decoded(data: memoryview) -> AsyncGenerator[bytes, None]:
    for start in range(0, len(data), BASE64_CHUNK):
        try:
            yield base64.b64decode(data[start : start + BASE64_CHUNK], validate=True)
        except (binascii.Error, ValueError) as error:
            raise FileUnavailable("broken base64") from error


async def _from_web(box: Mapping[str, Any], seconds: float) -> AsyncGenerator[bytes, None]:
    url = str(box.get("url") or box.get("remoteUrl") or "")  # older gateways say remoteUrl
    if not url.startswith(("http://", "https://")):
        raise FileUnavailable("no web address")
    headers = {str(name): str(value) for name, value in (box.get("headers") or {}).items()}
    limit = aiohttp.ClientTimeout(total=seconds, connect=10)
    try:
        async with (
            aiohttp.ClientSession(timeout=limit) as session,
            session.get(url, headers=headers, raise_for_status=True) as answer,
        ):
            async for part in answer.content.iter_chunked(CHUNK_BYTES):
                yield part
    except aiohttp.ClientError as error:
        raise FileUnavailable(type(error).__name__) from error


async def _from_gateway(gateway: Gateway, box: Mapping[str, Any]) -> AsyncGenerator[bytes, None]:
    taken, size = 0, box.get("size")
    async with aclosing(gateway.download(str(box.get("uuid") or ""))) as parts:
        async for part in parts:
            taken += len(part)
            yield part
    if isinstance(size, int) and size >= 0 and taken != size:
        raise FileUnavailable(f"{taken} of {size} bytes")


async def pack(gateway: Gateway, path: Path, name: str) -> str:
    """The file box of a file of ours; a large one is left with the gateway first. Nothing is sent yet."""
    size = (await asyncio.to_thread(path.stat)).st_size
    if size < INLINE_BYTES:
        data = await asyncio.to_thread(path.read_bytes)
        body: dict[str, Any] = {"base64": base64.b64encode(data).decode("ascii")}
        return _box(BASE64, name, body)
    return _box(UUID, name, {"uuid": await gateway.upload(_read(path)), "size": size})


def _box(wrapping: int, name: str, body: Mapping[str, Any]) -> str:
    # Both keys: gateways disagree about which of them tells the wrapping.
    return json.dumps({"type": wrapping, "boxType": wrapping, "name": name, "metadata": {}, **body})


async def _read(path: Path) -> AsyncGenerator[bytes, None]:
    with await asyncio.to_thread(path.open, "rb") as file:
        while part := await asyncio.to_thread(file.read, CHUNK_BYTES):
            yield part

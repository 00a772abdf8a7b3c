"""Files through a gateway, both ways. It wraps a file in JSON ("file box"): the bytes, or where to get them."""

from __future__ import annotations

import asyncio
import base64
import binascii
import json
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from pathlib import Path
from typing import Any

import aiohttp

from bot.transports.wechaty_protocol import Gateway, GRPCError

INLINE_BYTES = 2_500_000  # base64 makes it 4/3; a gateway refuses calls over 4 MiB
CHUNK_BYTES = 64 * 1024
LARGEST_BYTES = 300 * 2**20  # more than WeChat lets anybody send
BASE64, URL, UUID = 1, 2, 7


class FileUnavailable(OSError):
    """The gateway named a file but did not hand over the whole of it."""


async def fetch(gateway: Gateway, message_id: str, *, is_image: bool) -> AsyncGenerator[bytes, None]:
    """The bytes of a message's file. Raises FileUnavailable, GRPCError or what a broken connection raises."""
    taken = 0
    async with aclosing(_parts(gateway, message_id, is_image)) as parts:
        async for part in parts:
            taken += len(part)
            if taken > LARGEST_BYTES:
                raise FileUnavailable("larger than any file of this platform")
            yield part
    if not taken:
        raise FileUnavailable("empty")


async def _parts(gateway: Gateway, message_id: str, is_image: bool) -> AsyncGenerator[bytes, None]:
    try:
        box = json.loads(await gateway.file_box(message_id, is_image=is_image))
    except GRPCError as error:
        if "toJSON" not in (error.message or ""):
            raise
        # Gateways of the 1.x line cannot wrap a small file that they hold in memory, but can stream it.
        async for part in gateway.file_stream(message_id, is_image=is_image):
            yield part
        return
    async for part in _unwrap(gateway, box):
        yield part


async def _unwrap(gateway: Gateway, box: Mapping[str, Any]) -> AsyncGenerator[bytes, None]:
    wrapping = box.get("type") or box.get("boxType")
    if wrapping == BASE64:
        yield _decoded(str(box.get("base64") or ""))
    elif wrapping == URL:
        async for part in _from_web(box, gateway.file_seconds):
            yield part
    elif wrapping == UUID:
        async for part in _from_gateway(gateway, box):
            yield part
    else:
        raise FileUnavailable(f"file box of type {wrapping!r}")


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text)
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
    async for part in gateway.download(str(box.get("uuid") or "")):
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

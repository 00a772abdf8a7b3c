"""Files that people send: streamed to the media store, held against size and type, then brought as a message."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from pathlib import Path, PurePosixPath

from aiohttp import web

from bot.chat.desks import HUB, TRANSPORT, desk_of, person_of
from bot.chat.frames import BadFrame
from bot.chat.guards import refusal
from bot.chat.paces import Pace
from bot.chat.saying import NOT_ON_ROSTER, Speaker
from bot.file_kinds import HEAD_BYTES, is_what_it_says, sent_as
from bot.receiver import RESERVE
from domain.messages import Kind, storable
from storage.media import MediaStore, Stored

MOST_BYTES = 100 * 1024**2  # one file
LONGEST_NAME = 120  # characters
UPLOAD_SECONDS = 120.0
AT_ONCE = 8  # uploads on their way
_PIECE = 1 << 16
TOO_BIG = f"文件太大，最多 {MOST_BYTES // 1024**2} MB。"
WRONG_TYPE = "只能发照片、视频、语音，以及 Word、Excel、PPT、PDF、文本和压缩包。"
NOT_WHAT_IT_SAYS = "文件打不开：内容和它的后缀不符。"
EMPTY = "文件是空的。"
NO_ROOM = "磁盘快满了，暂时不能收文件。"
TOO_LONG = "传得太慢，没有收完，请再发一次。"
TOO_MANY = "同时传的文件太多，请稍等再发。"
PACES: web.AppKey[defaultdict[str, Pace]] = web.AppKey("paces", defaultdict)
GOING = web.AppKey("going", asyncio.Semaphore)


class Refused(Exception):
    """An upload that is not taken: the HTTP status, and the sentence for who sent it."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


async def upload(request: web.Request) -> web.Response:
    """One file as the whole body of a POST; `?as=`, `room` and `name` say who sends it where. Its message's id."""
    try:
        return await _upload(request)
    except Refused as refused:
        return refusal(refused.status, f"{refused}")
    except BadFrame as error:
        return refusal(403, f"{error}")
    except TimeoutError:
        return refusal(408, TOO_LONG)


async def _upload(request: web.Request) -> web.Response:
    person, desk = person_of(request), desk_of(request)
    if person is None:
        raise Refused(403, NOT_ON_ROSTER)
    speaker = Speaker(desk, request.app[TRANSPORT], request.app[HUB], person.id)
    there = speaker.there(request.query.get("room", ""))
    name = plain_name(request.query.get("name", ""))
    kind = sent_as(name)
    if kind is None:
        raise Refused(415, WRONG_TYPE)
    if (request.content_length or 0) > MOST_BYTES:
        raise Refused(413, TOO_BIG)
    if desk.media.free_bytes() < RESERVE:
        raise Refused(507, NO_ROOM)
    if request.app[PACES][person.id].take() < 0 or request.app[GOING].locked():
        raise Refused(429, TOO_MANY)
    async with request.app[GOING], asyncio.timeout(UPLOAD_SECONDS):
        stored = await _store(request, desk.media, name)
    told = name if kind is Kind.FILE else ""
    message = speaker.message(there, kind, text=told, file_name=told)
    await speaker.say(message, chunks_of(desk.media.path(stored.sha256)), sha256=stored.sha256, name=name)
    return web.json_response({"id": message.id})


async def _store(request: web.Request, media: MediaStore, name: str) -> Stored:
    """Stream the body into the store. Raises Refused for one that is too big, empty, or not what its name says."""
    head, size = b"", 0
    with media.incoming() as incoming:
        async for chunk in request.content.iter_chunked(_PIECE):
            size += len(chunk)
            if size > MOST_BYTES:
                raise Refused(413, TOO_BIG)
            if len(head) < HEAD_BYTES:
                head = (head + chunk)[:HEAD_BYTES]
            await asyncio.to_thread(incoming.write, chunk)
        if not size:
            raise Refused(400, EMPTY)
        if not is_what_it_says(name, head):
            raise Refused(415, NOT_WHAT_IT_SAYS)
        return await asyncio.to_thread(incoming.keep)


def chunks_of(path: Path) -> Callable[[], AsyncIterator[bytes]]:
    """Streams a file that is stored."""

    async def read() -> AsyncIterator[bytes]:
        with path.open("rb") as file:
            while chunk := await asyncio.to_thread(file.read, _PIECE):
                yield chunk

    return read


def plain_name(name: str) -> str:
    """The last part of a file's name, without what cannot be seen: it is shown and kept, never a path."""
    last = PurePosixPath(storable(name).replace("\\", "/")).name
    shown = "".join(sign for sign in last if sign.isprintable())
    stem, suffix = PurePosixPath(shown).stem, PurePosixPath(shown).suffix
    return stem[: LONGEST_NAME - len(suffix)] + suffix if len(suffix) < 10 else ""

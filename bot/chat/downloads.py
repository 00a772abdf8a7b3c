"""Files of the chat, for those who sit where they were sent."""

from __future__ import annotations

import asyncio
from pathlib import Path

from aiohttp import web

from bot.chat.desks import HUB, TRANSPORT, desk_of, person_of
from bot.chat.guards import refusal
from bot.chat.histories import file_of
from bot.chat.saying import NOT_ON_ROSTER, Speaker
from bot.console.files import disposition
from bot.file_kinds import HEAD_BYTES, kind_of
from domain.conversations import Heard, Told

NOT_FOUND = "没有这个文件，或者您看不到它。"
NOT_YET = "文件还没有收完，请稍后再试。"
NAMELESS = "现场"  # what a photo is called that is downloaded
LOOKS, PAUSE = 25, 0.2  # how often it is looked whether a file that was just sent has come, and s between two looks


async def download(request: web.Request) -> web.StreamResponse:
    """The file of the message `?id=`, seen `?as=` somebody; parts of it (Range) for videos."""
    person, desk = person_of(request), desk_of(request)
    if person is None:
        return refusal(403, NOT_ON_ROSTER)
    speaker = Speaker(desk, request.app[TRANSPORT], request.app[HUB], person.id)
    said = await _when_come(request.query.get("id", ""), speaker)
    sha256, name, state = (None, "", "") if said is None else file_of(said, desk.app.scene.roster)
    if sha256 is None or (isinstance(said, Heard) and said.recalled):
        return refusal(404, NOT_YET if state == "awaited" else NOT_FOUND)
    try:
        path = desk.media.path(sha256)
    except FileNotFoundError:
        return refusal(404, NOT_FOUND)
    kind = kind_of(await asyncio.to_thread(_head_of, path))
    told = disposition(name or f"{NAMELESS}{kind.ending}", kind.shown)
    return web.FileResponse(path, headers={"Content-Type": kind.content_type, "Content-Disposition": told})


async def _when_come(message_id: str, speaker: Speaker) -> Heard | Told | None:
    """What is known under the id; of a message that was just sent, when its file has come."""
    for _ in range(LOOKS):
        said = await speaker.find(message_id)
        is_coming = said is None or (isinstance(said, Heard) and said.file == "awaited")
        if not is_coming or not speaker.hub.is_fresh(message_id, speaker.id):
            return said
        await asyncio.sleep(PAUSE)
    return await speaker.find(message_id)


def _head_of(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(HEAD_BYTES)

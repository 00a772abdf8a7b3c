"""Stored files: the original as it came, and a photo's small copy; each only for who may look at it."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from urllib.parse import quote

from aiohttp import web

from bot.console.custody import note_seen
from bot.console.desks import desk_of, viewer_of
from bot.console.pages import STATIC
from bot.file_kinds import HEAD_BYTES, FileKind, kind_of, name_of
from domain.scopes import sight_of
from storage.media import MediaStore
from storage.work import UnitOfWork

_NAME = re.compile(r"[0-9a-f]{64}")
#: A browser may keep a file for a while, for this log-in alone: its bytes never change, but a right may end.
CACHED = {"Cache-Control": "private, max-age=600", "Vary": "Cookie"}
#: Opened by itself it is a page of its own: without scripts, and without any other host.
_ALONE = "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox"
WAIT_SECONDS, WAITS = 2.0, 8  # for a small copy, which a bot makes as soon as nothing else is to be done
_NOT_YET = STATIC / "no-thumb.svg"


async def original(request: web.Request) -> web.StreamResponse:
    """The bytes as they came; what a page cannot show is given as a download."""
    sha256, viewer, media = _asked(request), viewer_of(request), desk_of(request).media

    def ask(work: UnitOfWork) -> tuple[Path, FileKind, str] | None:
        said = work.files.name_of(sha256, sight_of(viewer.person, work.roster))
        path = None if said is None else _path(media, sha256)
        return None if said is None or path is None else (path, kind_of(_head(path)), said)

    found = await desk_of(request).read(ask)
    if found is None:
        raise web.HTTPNotFound(text="没有这个文件，或者不是您能看的")
    await note_seen(request, "file", sha256)
    path, kind, said = found
    headers = CACHED | {
        "Content-Type": kind.content_type,
        "Content-Disposition": disposition(name_of(said, kind, f"证据 {sha256[:8]}"), kind.shown),
        "Content-Security-Policy": _ALONE,
    }
    return web.FileResponse(path, headers=headers)


async def playable_copy(request: web.Request) -> web.StreamResponse:
    """The copy of a voice that browsers play."""
    sha256, viewer, media = _asked(request), viewer_of(request), desk_of(request).media

    def ask(work: UnitOfWork) -> Path | None:
        if work.files.name_of(sha256, sight_of(viewer.person, work.roster)) is None:
            return None
        read = work.file_readings.known([sha256]).get(sha256)
        return _path(media, read.playable) if read is not None and read.playable else None

    path = await desk_of(request).read(ask)
    if path is None:
        raise web.HTTPNotFound(text="没有这段录音，或者不是您能听的")
    await note_seen(request, "file", sha256)
    kind = kind_of(_head(path))
    headers = {"Content-Type": kind.content_type, "Content-Disposition": disposition(f"录音{kind.ending}", kind.shown)}
    return web.FileResponse(path, headers=CACHED | headers | {"Content-Security-Policy": _ALONE})


async def small_copy(request: web.Request) -> web.StreamResponse:
    """The copy of 320 px of a photo, a film's contact sheet; a grey picture where there is none.

    One that has just come is waited for: a part of a page that is live would keep the grey picture.
    """
    sha256, viewer, media = _asked(request), viewer_of(request), desk_of(request).media

    def ask(work: UnitOfWork) -> tuple[Path | None, bool] | None:
        if work.files.name_of(sha256, sight_of(viewer.person, work.roster)) is None:
            return None
        made = work.renditions.known([sha256]).get(sha256)
        if made is not None:
            return (_path(media, made.thumb) if made.thumb else None, False)
        read = work.file_readings.known([sha256]).get(sha256)
        if read is not None and read.sheet:
            return _path(media, read.sheet), False
        path = _path(media, sha256)
        return None, path is not None and kind_of(_head(path)).content_type.startswith("image/")

    for pause in (*[WAIT_SECONDS / WAITS] * WAITS, 0.0):
        found = await desk_of(request).read(ask)
        if found is None:
            raise web.HTTPNotFound(text="没有这张图，或者不是您能看的")
        path, is_coming = found
        if path is not None:
            return web.FileResponse(path, headers=CACHED | {"Content-Type": "image/jpeg"})
        if not is_coming:
            break
        await asyncio.sleep(pause)
    return web.FileResponse(_NOT_YET, headers={"Content-Type": "image/svg+xml"})


def _asked(request: web.Request) -> str:
    sha256 = request.match_info["sha256"]
    if not _NAME.fullmatch(sha256):
        raise web.HTTPNotFound(text="没有这个文件，或者不是您能看的")
    return sha256


def _path(media: MediaStore, sha256: str) -> Path | None:
    try:
        return media.path(sha256)
    except FileNotFoundError:
        return None


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(HEAD_BYTES)


def disposition(name: str, shown: bool) -> str:
    """How a browser takes the file: its name in UTF-8, and in ASCII for one that does not know that."""
    ascii_name = re.sub(r'[^\x20-\x7e]|["\\]', "_", name)
    return f"{'inline' if shown else 'attachment'}; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(name, safe='')}"

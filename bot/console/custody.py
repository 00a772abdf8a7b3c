"""Who has seen what, and who took it away: entries of the audit log, made before the answer goes out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from bot.console.desks import Desk, desk_of, viewer_of
from storage.work import UnitOfWork

SEE, EXPORT = "console.see", "console.export"
MOST_SEEN = 20_000  # things of all log-ins that are remembered; one forgotten is only noted again


async def note_seen(request: web.Request, kind: str, subject: str) -> None:
    """He is shown this thing ("visit", "12"). Noted once a log-in. Raises NotDurable: then he must not be shown it."""
    desk, viewer = desk_of(request), viewer_of(request)
    thing = (viewer.session, kind, subject)
    if thing in desk.seen:
        return
    _remember(desk, thing)
    try:
        await _note(request, SEE, kind, subject, {})
    except BaseException:
        desk.seen.pop(thing, None)
        raise


async def note_exported(request: web.Request, kind: str, subject: str, detail: Mapping[str, Any]) -> None:
    """He takes it away as a file. Noted each time. `detail`: ids, hashes and numbers. Raises NotDurable, as above."""
    await _note(request, EXPORT, kind, subject, detail)


async def _note(request: web.Request, action: str, kind: str, subject: str, detail: Mapping[str, Any]) -> None:
    person = viewer_of(request).person.id

    def run(work: UnitOfWork) -> None:
        work.audit.append(person, action, f"{kind} {subject}", detail)

    await desk_of(request).write(action, run)


def _remember(desk: Desk, thing: tuple[str, str, str]) -> None:
    while len(desk.seen) >= MOST_SEEN:
        desk.seen.pop(next(iter(desk.seen)))
    desk.seen[thing] = None

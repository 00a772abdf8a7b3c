"""One bulletin: its words held against what the rows said, edited, approved, sent to rooms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from aiohttp import web

from bot.console.bulletins import person_name, room_topic
from bot.console.custody import note_seen
from bot.console.desks import desk_of, tell, viewer_of
from bot.console.live import follow
from bot.console.pages import page, render
from documents.bulletins import bulletin_title
from documents.parts import parts_of
from domain.bulletins import LONGEST_BULLETIN, Bulletin, changed_lines, other_numbers
from domain.made_papers import kinds_for
from domain.messages import Message
from domain.quiet_hours import quiet_end
from domain.report_periods import Period
from domain.rosters import DISPATCHERS, Person
from domain.scopes import groups_of
from handlers.bulletins import OPEN, Attached, approve, drop, edit, objection_to, rooms_for, send, words_of
from storage.work import UnitOfWork

CHANGED_MEANWHILE = "没有办：别人刚改过，请看过现在的文字再办。"
MOST_PAPERS = 200  # of the last ones, among which those of its days are looked for


async def bulletin_page(request: web.Request) -> web.Response:
    number, person = _asked(request), viewer_of(request).person

    def ask(work: UnitOfWork) -> dict[str, Any] | None:
        found = work.bulletins.get(number)
        return None if found is None else _board(found, work) | _desk(found, person, work)

    values = await desk_of(request).read(ask)
    if values is None:
        raise web.HTTPNotFound(text="没有这份通报")
    await note_seen(request, "bulletin", str(number))
    return page(request, "bulletin.html", **values)


async def bulletin_live(request: web.Request) -> web.StreamResponse:
    """How it stands, and where it has gone."""
    number = _asked(request)
    if await desk_of(request).read(lambda work: work.bulletins.get(number)) is None:
        raise web.HTTPNotFound

    def fragment(work: UnitOfWork) -> str:
        found = work.bulletins.get(number)
        return render("_bulletin.html", _board(found, work)) if found is not None else ""

    return await follow(request, ("bulletin", number), fragment)


async def bulletin_picture(request: web.Request) -> web.StreamResponse:
    number = _asked(request)

    def ask(work: UnitOfWork) -> str:
        found = work.bulletins.get(number)
        return _picture(found, work) if found is not None else ""

    try:
        path = desk_of(request).media.path(await desk_of(request).read(ask))
    except FileNotFoundError:
        raise web.HTTPNotFound(text="还没有图") from None
    return web.FileResponse(path, headers={"Content-Type": "image/png"})


async def edit_bulletin(request: web.Request) -> web.Response:
    text = str((await request.post()).get("text", "")).replace("\r\n", "\n").strip()
    return await _change(request, "改通报", lambda found, message, work: edit(found, text, message, work), text=text)


async def approve_bulletin(request: web.Request) -> web.Response:
    return await _change(request, "核准通报", approve)


async def drop_bulletin(request: web.Request) -> web.Response:
    return await _change(request, "不发通报", drop)


async def send_bulletin(request: web.Request) -> web.Response:
    """To the rooms that are ticked, with the files that are ticked."""
    form, person = await request.post(), viewer_of(request).person
    rooms = [str(room) for room in form.getall("room", [])]
    files = [str(file) for file in form.getall("file", [])]

    def run(found: Bulletin, message: Message, work: UnitOfWork) -> str:
        attached = [offer.file for offer in _offers(found, person, work) if offer.key in files]
        return send(found, rooms, attached, message, work)

    return await _change(request, "发通报", run, rooms=rooms, files=files)


def _asked(request: web.Request) -> int:
    """The number of the bulletin; to whoever is no dispatcher none is there."""
    if viewer_of(request).person.role not in DISPATCHERS:
        raise web.HTTPNotFound(text="没有这份通报")
    return int(request.match_info["number"])


async def _change(
    request: web.Request, name: str, run: Callable[[Bulletin, Message, UnitOfWork], str], **decided: Any
) -> web.Response:
    """Do it, unless somebody has changed the words since the form was made; tell what came of it."""
    number, form = _asked(request), await request.post()
    seen = str(form.get("seen", ""))

    def done(message: Message, work: UnitOfWork) -> str:
        found = work.bulletins.get(number)
        if found is None:
            raise web.HTTPNotFound(text="没有这份通报")
        return CHANGED_MEANWHILE if _version(found) != seen else run(found, message, work)

    told = {"number": number, "seen": seen, **decided}
    tell(request, await desk_of(request).act(viewer_of(request), name, str(form.get("token", "")), told, done) or "")
    raise web.HTTPSeeOther(f"/bulletins/{number}")


def _version(bulletin: Bulletin) -> str:
    """Another one with every change of its words."""
    return (bulletin.edited_at or bulletin.as_of).isoformat()


def _board(bulletin: Bulletin, work: UnitOfWork) -> dict[str, Any]:
    """What changes while people look at it."""
    sent = work.bulletins.deliveries([bulletin.number]).get(bulletin.number, [])
    return {
        "bulletin": bulletin,
        "title": bulletin_title(bulletin, work.roster),
        "author": person_name(bulletin.author, work),
        "approved_by": person_name(bulletin.approved_by, work),
        "editors": [(person_name(by, work), at) for by, at in work.bulletins.editors(bulletin.number)],
        "lines": changed_lines(bulletin.computed, bulletin.text) if bulletin.is_edited else (),
        "others": other_numbers(bulletin.computed, bulletin.text) if bulletin.is_edited else (),
        "parts": len(parts_of(bulletin.text)),
        "picture": _picture(bulletin, work),
        "deliveries": [(room_topic(one.room, work), person_name(one.by, work), one) for one in sent],
    }


def _desk(bulletin: Bulletin, person: Person, work: UnitOfWork) -> dict[str, Any]:
    """What one can do with it."""
    is_open = bulletin.state in OPEN
    rooms = rooms_for(bulletin.groups, work)
    had = {one.room for one in work.bulletins.deliveries([bulletin.number]).get(bulletin.number, ())}
    return {
        "is_open": is_open,
        "seen": _version(bulletin),
        "objection": objection_to(person.id, bulletin, work) if is_open else "",
        "rooms": [(room, work.guards.is_guarded(room.id), room.id in had) for room in rooms],
        "offers": _offers(bulletin, person, work),
        "longest": LONGEST_BULLETIN,
        "is_stale": is_open and _computed_now(bulletin, work) != bulletin.computed,
        "quiet_until": quiet_end(work.now, work.campaign),
    }


def _picture(bulletin: Bulletin, work: UnitOfWork) -> str:
    """The hash of the picture that was drawn with it; "" while there is none."""
    found = work.desk_requests.of_message(bulletin.message_id)
    return found.sha256 if found is not None else ""


def _computed_now(bulletin: Bulletin, work: UnitOfWork) -> str:
    """What the rows of now would have said at its time."""
    period = Period(bulletin.first, bulletin.last, bulletin.round)
    return words_of(bulletin.kind, period, bulletin.groups, replace(work, now=bulletin.as_of))


@dataclass(frozen=True, slots=True)
class Offer:
    """A file that may go with it: its name on the form and for people, where it is looked at, and as of when."""

    key: str
    name: str
    path: str
    as_of: datetime
    file: Attached


def _offers(bulletin: Bulletin, person: Person, work: UnitOfWork) -> list[Offer]:
    """Its picture, and Word papers of the same days and groups."""
    offers = []
    if picture := _picture(bulletin, work):
        path = f"/bulletins/{bulletin.number}/picture"
        offers.append(Offer("picture", "图", path, bulletin.as_of, Attached(picture, "", frozenset(bulletin.groups))))
    everyone = frozenset(group.key for group in work.roster.groups)
    one_group = bulletin.groups[0] if len(bulletin.groups) == 1 else None
    for paper in work.papers.latest(groups_of(person, work.roster), kinds_for(person.role), MOST_PAPERS):
        if paper.group == one_group and (paper.day, paper.round) in _times(bulletin):
            about = everyone if paper.group is None else frozenset({paper.group})
            file = Attached(paper.sha256, paper.file_name, about)
            key, path = f"paper-{paper.number}", f"/papers/{paper.number}/words"
            offers.append(Offer(key, paper.file_name, path, paper.as_of, file))
    return offers


def _times(bulletin: Bulletin) -> tuple[tuple[date | None, int | None], ...]:
    """The day and round of papers that tell of the same."""
    return (bulletin.first, None), (None, bulletin.round) if bulletin.round else (bulletin.last, None)

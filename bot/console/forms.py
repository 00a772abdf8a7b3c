"""Takes the values out of a form and an address: each bounded and of one kind, or the request is turned away."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from aiohttp import web

from bot.console.desks import desk_of, viewer_of
from documents.lines import one_line
from domain.calendars import day_of
from domain.messages import Message, storable
from domain.posts import Reply
from domain.rosters import Role
from domain.scopes import groups_of
from storage.work import UnitOfWork

Deed = Callable[[Message, UnitOfWork], Reply | None]

NOT_YOURS = "这件事不由你办理，没有改。"
DONE_BEFORE = "这张表单办过了，没有再办。"
_EARLIEST, _LATEST = date(2000, 1, 1), date(2099, 12, 31)


async def words(request: web.Request, name: str, most: int = 200) -> str:
    """A text of the form on one line, its edges and what is beyond `most` characters cut off; "" without it."""
    value = (await request.post()).get(name, "")
    return one_line(storable(value))[:most].strip() if isinstance(value, str) else ""


def day_in(text: str) -> date | None:
    """A day as a date field gives it; None for anything else."""
    try:
        day = date.fromisoformat(text) if len(text) == len("2020-10-21") else None
    except ValueError:
        return None
    return day if day is not None and _EARLIEST <= day <= _LATEST else None


def number_in(text: str) -> int | None:
    """A number of at most nine digits; None for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 9 else None


def day_asked(request: web.Request) -> date:
    """The day of the address; today where it names none."""
    return day_in(request.query.get("day", "")) or day_of(desk_of(request).app.clock())


def groups_seen(request: web.Request) -> tuple[str, ...]:
    """The keys of the groups whose affairs the viewer may look at."""
    return groups_of(viewer_of(request).person, desk_of(request).app.scene.roster)


def group_in(request: web.Request) -> str:
    """The group of the path. Raises HTTPNotFound for one that the viewer may not look at, as for one that is not."""
    key = request.match_info["group"]
    if key not in groups_seen(request):
        raise web.HTTPNotFound
    return key


def keep_to(roles: frozenset[Role], request: web.Request) -> None:
    """Raises HTTPForbidden for anybody else."""
    if viewer_of(request).person.role not in roles:
        raise web.HTTPForbidden(text=NOT_YOURS)


async def carry_out(
    request: web.Request, name: str, decided: Mapping[str, Any], roles: frozenset[Role], deed: Deed
) -> str:
    """Do what a form decides, once, where the viewer still has one of these roles on the writer's thread; the answer.

    `deed` is the function that the chat's command calls too. Raises HTTPForbidden for another role.
    """
    keep_to(roles, request)

    def run(message: Message, work: UnitOfWork) -> str:
        person = work.roster.person.get(message.sender)
        if person is None or person.role not in roles:
            return NOT_YOURS
        reply = deed(message, work)
        return reply.text if reply is not None else ""

    token = await words(request, "token")
    told = await desk_of(request).act(viewer_of(request), name, token, decided, run)
    return DONE_BEFORE if told is None else told

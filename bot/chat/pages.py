"""The two pages of the local chat: who one is, and the chat itself. What is said comes over the WebSocket."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.chat.desks import desk_of, person_of
from documents.rosters import ROLES
from domain.rosters import Person, Roster

STATIC = Path(__file__).parent / "static"
_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    auto_reload=False,  # a page that is changed on disk waits for the program that it belongs to
    trim_blocks=True,
    lstrip_blocks=True,
)


async def chat_page(request: web.Request) -> web.Response:
    """The chat as the person of `?as=`; without one, or with one who is not on the roster, the list of people."""
    desk, person = desk_of(request), person_of(request)
    roster = desk.app.scene.roster
    if person is None:
        return _page("people.html", sections=sections_of(roster), unknown=bool(request.query.get("as")))
    return _page("chat.html", me=person, role=title_of(person))


def sections_of(roster: Roster) -> list[tuple[str, list[tuple[Person, str]]]]:
    """The people of a roster as one looks for them: those of no group first, then group by group."""
    shared = [(person, title_of(person)) for person in roster.people if person.group not in roster.group]
    sections = [("调度、专家和其他", shared)] if shared else []
    for group in roster.groups:
        members = sorted(roster.members(group.key), key=lambda person: (person.team or 0, person.role.value))
        sections.append((group.name, [(person, title_of(person)) for person in members]))
    return [section for section in sections if section[1]]


def title_of(person: Person) -> str:
    return ROLES[person.role] if person.team is None else f"{person.team}组{ROLES[person.role]}"


def _page(template: str, **values: Any) -> web.Response:
    text = _templates.get_template(template).render(values)
    return web.Response(text=text, content_type="text/html", charset="utf-8")

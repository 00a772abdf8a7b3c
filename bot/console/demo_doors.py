"""The door of a demonstration: everybody may come in as anybody of its made-up people. Only `lanshao demo` has it.

Who one is stands in a cookie that only this bot can have written, so that a second start knows it still.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable, Sequence
from urllib.parse import quote

from aiohttp import web

from bot.console.desks import Viewer
from bot.console.guards import sent_form
from bot.console.pages import html, render
from documents.rosters import place_text
from domain.rosters import SERVED, Person, Roster

COOKIE = "lanshao_demo"
#: Another name that leads here is another page's trick (DNS rebinding).
HOSTS = frozenset({"127.0.0.1", "localhost", "[::1]"})
NOBODY = "名册里没有这个人，请从列表里选。"

Section = tuple[str, list[tuple[Person, str, bool]]]


class DemoDoor:
    """`roster` tells who is on the roster in force; `key` signs the cookies."""

    def __init__(self, roster: Callable[[], Roster], key: bytes) -> None:
        self._roster = roster
        self._key = key

    @property
    def routes(self) -> Sequence[web.RouteDef]:
        return (
            web.get("/login", self._people),
            web.post("/login", self._come_in),
            web.post("/logout", self._leave),
        )

    async def viewer(self, request: web.Request) -> Viewer | None:
        if not is_here(request):
            return None
        person_id, _, rest = request.cookies.get(COOKIE, "").partition(".")
        session, _, proof = rest.partition(".")
        person = self._roster().person.get(_read(person_id))
        if person is None or not hmac.compare_digest(proof.encode(), self._proof(person_id, session).encode()):
            return None
        return Viewer(person, person.name, session, self._proof("form", session))

    async def _people(self, request: web.Request) -> web.Response:
        viewer = await self.viewer(request)
        text = render("demo_people.html", {"sections": sections_of(self._roster()), "viewer": viewer, "quote": quote})
        return html(text)

    async def _come_in(self, request: web.Request) -> web.Response:
        """Who has a page at the console is led there, everybody else to the chat."""
        person = self._roster().person.get(str((await sent_form(request)).get("person", "")))
        if person is None or not is_here(request):
            raise web.HTTPBadRequest(text=NOBODY)
        answer = web.HTTPSeeOther("/" if person.role in SERVED else f"/chat/?as={quote(person.id)}")
        written, session = person.id.encode().hex(), secrets.token_hex(8)
        value = f"{written}.{session}.{self._proof(written, session)}"
        answer.set_cookie(COOKIE, value, httponly=True, samesite="Lax", path="/")
        raise answer

    async def _leave(self, request: web.Request) -> web.Response:
        answer = web.HTTPSeeOther("/login")
        answer.del_cookie(COOKIE, path="/")
        raise answer

    def _proof(self, *said: str) -> str:
        return hmac.new(self._key, "\0".join(said).encode(), hashlib.sha256).hexdigest()


def is_here(request: web.Request) -> bool:
    """Whether somebody on this machine asks, who means this machine."""
    host = request.host
    return request.remote in ("127.0.0.1", "::1") and (host in HOSTS or host.rpartition(":")[0] in HOSTS)


def sections_of(roster: Roster) -> list[Section]:
    """Dispatchers, then each group, then the others: the person, what he is, and whether the console is for him."""
    shared = [person for person in roster.people if person.group not in roster.group]
    found = [("指挥调度组", [person for person in shared if person.role in SERVED])]
    found += [(group.name, _by_team(roster.members(group.key))) for group in roster.groups]
    found += [("其他", [person for person in shared if person.role not in SERVED])]
    return [
        (title, [(person, place_text(person, roster), person.role in SERVED) for person in people])
        for title, people in found
        if people
    ]


def _by_team(people: Sequence[Person]) -> list[Person]:
    return sorted(people, key=lambda person: person.team or 0)


def _read(written: str) -> str:
    try:
        return bytes.fromhex(written).decode()
    except ValueError:
        return ""

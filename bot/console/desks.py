"""What every page of the console is given: who looks, the running bot, and how to ask or do something there."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from aiohttp import web

from bot.app import App
from bot.executor import Unit
from bot.readers import Readers
from domain.messages import AT_DESK, Kind, Message
from domain.purposes import Purpose
from domain.rosters import Person
from handlers import handle
from storage.media import MediaStore
from storage.work import UnitOfWork

T = TypeVar("T")
_TOKEN = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who is logged in: somebody of the roster, by the name of his account. `session` and `csrf` are of this log-in."""

    person: Person
    account: str
    session: str
    csrf: str


@dataclass(frozen=True, slots=True)
class Desk:
    """The bot behind the pages."""

    app: App
    readers: Readers
    media: MediaStore
    notes: dict[str, list[str]] = field(default_factory=dict)  # what is to be told on the next page, by session
    seen: dict[tuple[str, str, str], None] = field(default_factory=dict)  # session, kind and thing, oldest first

    async def read(self, ask: Callable[[UnitOfWork], T]) -> T:
        """One question to the database, in a reading thread; all that a page shows is of that moment."""
        return await self.readers.read(ask)

    async def write(self, name: str, run: Callable[[UnitOfWork], T]) -> T | None:
        """One unit of work on the writer's thread. Raises what `run` raised, or NotDurable."""
        return await self.app.executor.run(Unit(f"console {name}", self.app.clock(), run))

    async def say(self, viewer: Viewer, text: str, token: str) -> str:
        """Give a command as one would in private to the bot; its answer, which is not posted anywhere.

        `token` is of the form that was sent: sent twice it is one command, and the second answer is "".
        """

        def run(message: Message, work: UnitOfWork) -> str:
            told: list[str] = []
            handle(message, work, proven=True, pass_on=lambda reply, _message, _work: told.append(reply.text))
            return "".join(told)

        return await self._once(viewer, token, text, {"text": text}, run) or ""

    async def act(
        self,
        viewer: Viewer,
        name: str,
        token: str,
        decided: Mapping[str, Any],
        run: Callable[[Message, UnitOfWork], T],
    ) -> T | None:
        """Do what was decided on a form, once; None where a form with this `token` was sent before.

        `name` says what is done, `decided` (JSON) the form's values: both are kept as if he had said them. `run` gets
        them as a message, which is never parsed, for whatever is done by somebody's word. Raises what `run` raises.
        """

        def done(message: Message, work: UnitOfWork) -> T:
            work.audit.append(message.sender, Purpose.COMMAND.value, message.id, {"handler": name})
            told = run(message, work)
            work.inbox.settle(message.id, Purpose.COMMAND)
            return told

        return await self._once(viewer, token, name, {"form": name, **decided}, done)

    async def _once(
        self,
        viewer: Viewer,
        token: str,
        text: str,
        told: Mapping[str, Any],
        run: Callable[[Message, UnitOfWork], T],
    ) -> T | None:
        if not _TOKEN.fullmatch(token):
            raise web.HTTPBadRequest(text="页面过期了，请刷新后再试")
        now, person = self.app.clock(), viewer.person
        at = now.replace(microsecond=0)
        message = Message(AT_DESK + token, None, person.id, person.name, at, Kind.TEXT, text)
        raw = json.dumps({"console": viewer.account, **told}).encode("ascii")
        unit = Unit(
            "console command",
            now,
            lambda work: run(message, work),
            lambda work: work.inbox.keep(message, raw),
            lambda work, error: work.inbox.fail(message.id, type(error).__name__),
        )
        return await self.app.executor.run(unit)


DESK = web.AppKey("desk", Desk)
_VIEWER = web.RequestKey("viewer", Viewer)


def desk_of(request: web.Request) -> Desk:
    return request.config_dict[DESK]


def viewer_of(request: web.Request) -> Viewer:
    """Who asks. Raises HTTPUnauthorized for nobody."""
    if _VIEWER not in request:
        raise web.HTTPUnauthorized
    return request[_VIEWER]


def is_admitted(request: web.Request) -> bool:
    return _VIEWER in request


def admit(request: web.Request, viewer: Viewer) -> None:
    """From here on `viewer` is who asks."""
    request[_VIEWER] = viewer


def tell(request: web.Request, text: str) -> None:
    """Say something at the top of the page that he sees next."""
    if text:
        desk_of(request).notes.setdefault(viewer_of(request).session, []).append(text)

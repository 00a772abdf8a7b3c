"""Looks at the console as somebody of the cast: `with console(chat, "齐正") as desk: desk.sees("/visits")`."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from html import unescape
from io import BytesIO
from typing import Any

from aiohttp import FormData, web
from aiohttp.test_utils import TestClient, TestServer

from bot.console import console_app
from bot.console.desks import Desk, Viewer
from bot.readers import Readers
from storage.media import MediaStore
from tests.group_chat import GroupChat

CSRF = "c" * 32


class OpenDoor:
    """Takes everybody for one person of the roster."""

    routes: Sequence[web.RouteDef] = ()

    def __init__(self, chat: GroupChat, name: str) -> None:
        self._chat, self._name = chat, name

    async def viewer(self, request: web.Request | None) -> Viewer | None:
        found = (person for person in self._chat.app.scene.roster.people if person.name == self._name)
        person = next(found, None)
        return None if person is None else Viewer(person, person.name, "session", CSRF)


class ConsoleDesk:
    """One browser, without scripts. Redirects are followed."""

    def __init__(
        self, chat: GroupChat, client: TestClient[web.Request, web.Application], desk: Desk, door: OpenDoor
    ) -> None:
        self._chat, self._client, self._desk, self._door = chat, client, desk, door

    def asks(self, path: str, **more: Any) -> tuple[int, str]:
        """Status and text of a page."""
        return self._answered("GET", path, **more)

    def sees(self, path: str) -> str:
        """What a page says, without its markup; it must be there."""
        status, text = self.asks(path)
        assert status == 200, (status, text)
        return visible(text)

    def fetches(self, path: str, method: str = "GET", **headers: str) -> tuple[int, Mapping[str, str], bytes]:
        """Status, headers and bytes of a file; `headers` have _ for -."""

        async def ask() -> tuple[int, Mapping[str, str], bytes]:
            sent = {name.replace("_", "-"): value for name, value in headers.items()}
            async with self._client.request(method, path, headers=sent) as response:
                return response.status, response.headers, await response.read()

        status, found, body = self._chat.run(ask())
        return int(status), found, bytes(body)

    def sends(self, path: str, **form: Any) -> tuple[int, str]:
        """Send a form of this log-in."""
        return self._answered("POST", path, data={"csrf": CSRF, "token": secrets.token_hex(16), **form})

    def uploads(self, path: str, content: bytes, name: str = "file", **form: str) -> tuple[int, str]:
        """Send a form with a file in its field `file`."""
        data = FormData()
        for key, value in {"csrf": CSRF, "token": secrets.token_hex(16), **form}.items():
            data.add_field(key, value)
        data.add_field("file", BytesIO(content), filename=name, content_type="application/octet-stream")
        return self._answered("POST", path, data=data)

    def says(self, command: str, token: str = "") -> str:
        """Give a command at the console; its answer."""
        viewer = self._chat.run(self._door.viewer(None))
        return str(self._chat.run(self._desk.say(viewer, command, token or secrets.token_hex(16))))

    def _answered(self, method: str, path: str, **more: Any) -> tuple[int, str]:
        async def ask() -> tuple[int, str]:
            async with self._client.request(method, path, **more) as response:
                return response.status, await response.text()

        status, text = self._chat.run(ask())
        return int(status), str(text)


def visible(text: str) -> str:
    """The words of a page."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())


@contextmanager
def console(chat: GroupChat, name: str) -> Iterator[ConsoleDesk]:
    """The console of the chat's bot, seen by this person."""
    readers = Readers(chat.app)
    desk, door = Desk(chat.app, readers, MediaStore(chat.media)), OpenDoor(chat, name)

    async def begin() -> TestClient[web.Request, web.Application]:
        client = TestClient(TestServer(console_app(desk, door)))
        await client.start_server()
        return client

    client = chat.run(begin())
    try:
        yield ConsoleDesk(chat, client, desk, door)
    finally:
        chat.run(client.close())
        readers.close()

"""The door with accounts, as a browser meets it: `with counter(chat) as lobby: lobby.logs_in("qi")`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from argon2 import PasswordHasher

from bot.console import console_app
from bot.console.accounts import Accounts
from bot.console.desks import Desk
from bot.passwords import Passwords
from bot.readers import Readers
from storage.media import MediaStore
from storage.work import UnitOfWork
from tests.group_chat import GroupChat

PASSWORD = "河边柳树下的第三块石头"
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    text: str
    cookies: SimpleCookie


class Lobby:
    """A browser before the door, without scripts; redirects are not followed. `cookies` are what it has."""

    def __init__(self, chat: GroupChat, client: TestClient[web.Request, web.Application], passwords: Passwords) -> None:
        self._chat, self._passwords = chat, passwords
        self.client, self.port = client, int(client.port or 0)
        self.cookies: dict[str, str] = {}
        self.origin = str(client.make_url("/").origin())

    def gives(self, name: str, person: str, password: str = PASSWORD) -> None:
        """Make an account at the machine."""
        made = self._passwords.hash(password)
        self._chat.look(lambda work: work.accounts.add(name, person, made, "operator"))

    def does(self, run: Any) -> Any:
        """Something else happens in the database."""

        def done(work: UnitOfWork) -> Any:
            return run(work)

        return self._chat.look(done)

    def asks(self, path: str, method: str = "GET", *, data: Any = None, **headers: str) -> Answer:
        """`headers` have _ for -."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())

        async def ask() -> Answer:
            about: Any = {"headers": sent, "data": data, "allow_redirects": False}
            async with self.client.request(method, path, **about) as answer:
                return Answer(
                    answer.status, answer.headers, (await answer.read()).decode("utf-8", "replace"), answer.cookies
                )

        answer: Answer = self._chat.run(ask())
        for name, morsel in answer.cookies.items():
            if morsel["max-age"] == "0":
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = morsel.value
        self.client.session.cookie_jar.clear()
        return answer

    def tries(self, name: str, password: str = PASSWORD, **more: str) -> Answer:
        headers = {"Origin": more.pop("Origin", self.origin), **{k: more.pop(k) for k in [*more] if k[0].isupper()}}
        return self.asks("/login", "POST", data={"login": name, "password": password, **more}, **headers)

    def logs_in(self, name: str, password: str = PASSWORD) -> None:
        answer = self.tries(name, password)
        assert answer.status == 303, answer.text

    def is_in(self) -> bool:
        return self.asks("/").status == 200


@contextmanager
def counter(
    chat: GroupChat, routes: Sequence[web.RouteDef] = (), public: str | None = None, passwords: Passwords | None = None
) -> Iterator[Lobby]:
    """The console of the chat's bot behind accounts, with further `routes`."""
    readers, compared = Readers(chat.app), passwords or Passwords(QUICK)
    door = Accounts(compared)
    console = console_app(Desk(chat.app, readers, MediaStore(chat.media)), door, public=public)
    console.add_routes(routes)

    async def begin() -> TestClient[web.Request, web.Application]:
        server = TestServer(console)
        await server.start_server(access_log=None)
        return TestClient(server)

    client = chat.run(begin())
    try:
        yield Lobby(chat, client, compared)
    finally:
        chat.run(client.close())
        door.close()
        readers.close()

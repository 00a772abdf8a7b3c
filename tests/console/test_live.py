"""Live parts of pages, over real sockets: who is sent what, and what many viewers cost."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import socket
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient, TestServer

from bot.console import console_app
from bot.console.desks import Desk, Viewer
from bot.console.live import LIVE, STREAMS, Live, Paces, follow
from bot.readers import Readers
from bot.transports.memory import arrival_of
from bot.transports.replay import VirtualClock
from domain.calendars import SHANGHAI
from domain.messages import Kind, Message
from storage.changes import Changes
from storage.databases import open_database
from storage.media import MediaStore
from storage.work import UnitOfWork
from tests.cast import QINGSHI
from tests.console_desk import CSRF
from tests.group_chat import GroupChat, group_chat

QUICK = Paces(look=0.01, beat=0.05, slow=0.2)
PATIENCE = 20.0  # seconds for what must come


class NamedDoor:
    """Takes everybody for whom he says he is in a header; who is barred is nobody."""

    routes: Sequence[web.RouteDef] = ()

    def __init__(self, chat: GroupChat) -> None:
        self._chat = chat
        self.barred: set[str] = set()
        self.others: dict[str, str] = {}  # who somebody has become

    async def viewer(self, request: web.Request) -> Viewer | None:
        account = request.headers.get("Account", "qi")
        person = self._chat.app.scene.roster.person[self.others.get(account, "id-qi")]
        return None if account in self.barred else Viewer(person, account, account, CSRF)


class Window:
    """One open stream."""

    def __init__(self, response: ClientResponse) -> None:
        self.response = response

    async def next(self) -> str:
        """The next thing shown; beats are passed over."""
        shown: list[str] = []
        async with asyncio.timeout(PATIENCE):
            async for raw in self.response.content:
                line = raw.decode().rstrip("\n")
                if line.startswith("data: "):
                    shown.append(line.removeprefix("data: "))
                elif not line and shown:
                    return "\n".join(shown)
        raise EOFError

    async def shows_nothing_new(self) -> None:
        """It only beats, twice."""
        for _ in range(2):
            async with asyncio.timeout(PATIENCE):
                line = await self.response.content.readline()
                while line == b"\n":
                    line = await self.response.content.readline()
            assert line == b":\n", line

    async def rest(self, until: bytes | None = None) -> str:
        """All that comes until the stream ends, or until this comes."""
        came = b""
        async with asyncio.timeout(PATIENCE):
            while (until is None or until not in came) and (more := await self.response.content.readany()):
                came += more
        return came.decode(errors="replace")


class Screens:
    """A console with one live part, that counts how often it was made."""

    def __init__(self, chat: GroupChat, client: TestClient[web.Request, web.Application], door: NamedDoor) -> None:
        self.chat, self.client, self.door, self.made = chat, client, door, 0
        self.padding, self.breaks = "", False
        self._numbers = itertools.count(1)

    @property
    def live(self) -> Live:
        app = self.client.server.app  # type: ignore[attr-defined]
        return app[LIVE]  # type: ignore[no-any-return]

    def count(self, work: UnitOfWork) -> str:
        self.made += 1
        return f"收到\n{inbox(work)} 条{self.padding}"

    def other(self, work: UnitOfWork) -> str:
        if self.breaks:
            raise LookupError
        return f"{work.now.astimezone(SHANGHAI):%H:%M}"

    @asynccontextmanager
    async def window(self, account: str = "qi", path: str = "/count", **headers: str) -> AsyncIterator[Window]:
        async with self.client.get(path, headers={"Account": account, **headers}) as response:
            assert response.status == 200, await response.text()
            yield Window(response)

    async def hears(self) -> None:
        """One more message comes in."""
        number = next(self._numbers)
        message = Message(f"m{number}", QINGSHI, "id-hao", "郝大川", self.chat.now, Kind.TEXT, f"第{number}条")
        await self.chat.app.receiver.receive(arrival_of(message, None))

    async def until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not holds():
                await asyncio.sleep(0.01)


def inbox(work: UnitOfWork) -> int:
    return int(work.connection.exec_driver_sql("SELECT count(*) FROM inbox").scalar() or 0)


@contextmanager
def screens(folder: Path, paces: Paces = QUICK) -> Iterator[Screens]:
    with group_chat(folder) as chat:
        readers, door = Readers(chat.app), NamedDoor(chat)
        console = console_app(Desk(chat.app, readers, MediaStore(chat.media)), door, paces)

        async def begin() -> Screens:
            client = TestClient(TestServer(console))
            shown = Screens(chat, client, door)

            async def counted(request: web.Request) -> web.StreamResponse:
                return await follow(request, "count", shown.count)

            async def other(request: web.Request) -> web.StreamResponse:
                return await follow(request, "other", shown.other)

            console.add_routes([web.get("/count", counted), web.get("/other", other)])
            await client.start_server()
            return shown

        shown = chat.run(begin())
        try:
            yield shown
        finally:
            chat.run(shown.client.close())
            readers.close()


def played(folder: Path, play: Callable[[Screens], Coroutine[Any, Any, None]], paces: Paces = QUICK) -> None:
    with screens(folder, paces) as shown:
        shown.chat.run(play(shown))


def test_what_comes_in_is_shown_without_asking(tmp_path: Path) -> None:
    async def play(shown: Screens) -> None:
        async with shown.window() as window:
            assert window.response.content_type == "text/event-stream"
            assert window.response.headers["Cache-Control"] == "no-store"
            assert "Content-Security-Policy" in window.response.headers
            assert await window.next() == "收到\n0 条"
            await shown.hears()
            assert await window.next() == "收到\n1 条"
            await window.shows_nothing_new()

    played(tmp_path, play)


def test_a_part_is_made_once_however_many_look_at_it(tmp_path: Path) -> None:
    async def play(shown: Screens) -> None:
        async with contextlib.AsyncExitStack() as stack:
            windows = [await stack.enter_async_context(shown.window(f"viewer{n}")) for n in range(30)]
            assert {await window.next() for window in windows} == {"收到\n0 条"}
            assert shown.made == 1
            await shown.hears()
            assert {await window.next() for window in windows} == {"收到\n1 条"}
            assert shown.made <= 3  # a message is two commits at most: kept and handled, then its file or answer
        await shown.until(lambda: shown.live.viewers == 0)
        made = shown.made
        await shown.hears()
        await asyncio.sleep(5 * QUICK.look)
        assert shown.made == made  # nobody looks

    played(tmp_path, play)


def test_who_comes_back_is_shown_only_what_is_other(tmp_path: Path) -> None:
    async def play(shown: Screens) -> None:
        async with shown.window() as window:
            first = await window.response.content.readline()
        known = {"Last-Event-ID": first.decode().removeprefix("id: ").strip()}
        async with shown.window(**known) as window:
            await window.shows_nothing_new()
        await shown.hears()
        async with shown.window(**known) as window:
            assert await window.next() == "收到\n1 条"

    played(tmp_path, play)


def test_a_minute_that_passes_is_shown_though_nothing_came_in(tmp_path: Path) -> None:
    async def play(shown: Screens) -> None:
        async with shown.window(path="/other") as window:
            assert await window.next() == "07:30"
            clock = shown.chat.app.clock
            assert isinstance(clock, VirtualClock)
            clock.advance(clock() + timedelta(seconds=20))
            await window.shows_nothing_new()
            clock.advance(clock() + timedelta(seconds=40))
            assert await window.next() == "07:31"

    played(tmp_path, play)


def test_who_is_logged_out_is_shown_nothing_more(tmp_path: Path) -> None:
    async def play(shown: Screens) -> None:
        async with shown.window("su") as window, shown.window("qi") as other:
            await window.next()
            await other.next()
            shown.door.barred.add("su")
            await shown.hears()
            assert "1 条" in await other.next()
            assert "条" not in await window.rest()
        async with shown.client.get("/count", headers={"Account": "su", "Accept": "text/event-stream"}) as again:
            assert again.status == 401

    played(tmp_path, play)


def test_who_has_other_rights_is_shown_nothing_by_the_old_ones(tmp_path: Path) -> None:
    async def play(shown: Screens) -> None:
        async with shown.window("su") as window:
            await window.next()
            shown.door.others["su"] = "id-luo"
            await shown.hears()
            assert "条" not in await window.rest()

    played(tmp_path, play)


def test_a_new_roster_lets_everybody_ask_anew(tmp_path: Path) -> None:
    async def play(shown: Screens) -> None:
        async with shown.window() as window:
            await window.next()
            in_force = shown.chat.app.in_force
            in_force.scene = replace(in_force.scene, roster=replace(in_force.scene.roster, rooms=()))
            await window.rest()

    played(tmp_path, play)


def test_one_log_in_has_no_end_of_windows(tmp_path: Path) -> None:
    async def play(shown: Screens) -> None:
        async with contextlib.AsyncExitStack() as stack:
            for _ in range(STREAMS):
                await stack.enter_async_context(shown.window())
            async with shown.client.get("/count", headers={"Account": "qi"}) as refused:
                assert refused.status == 429
            async with shown.window("su") as other:
                assert await other.next()
        await shown.until(lambda: shown.live.viewers == 0)
        async with shown.window() as window:
            assert await window.next()

    played(tmp_path, play)


def test_a_viewer_that_takes_nothing_delays_nobody_and_is_let_go(tmp_path: Path) -> None:
    async def play(shown: Screens) -> None:
        shown.padding = "长" * 2_000_000
        with socket.create_connection((shown.client.host, shown.client.port)) as deaf:
            deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            deaf.sendall(b"GET /count HTTP/1.1\r\nHost: localhost\r\nAccount: deaf\r\n\r\n")
            await shown.until(lambda: shown.made == 1)
            async with shown.window(path="/other") as window:
                assert await window.next() == "07:30"
                await shown.until(lambda: shown.live.viewers == 1)  # the deaf one is gone
                await window.shows_nothing_new()

    played(tmp_path, play, Paces(look=0.01, beat=0.05, slow=1.0))


def test_a_part_that_cannot_be_made_ends_and_takes_no_other_with_it(tmp_path: Path) -> None:
    async def play(shown: Screens) -> None:
        async with shown.window() as window, shown.window(path="/other") as broken:
            await window.next()
            await broken.next()
            shown.breaks = True
            await shown.hears()
            await broken.rest()
            assert "1 条" in await window.next()
        async with shown.client.get("/other") as refused:
            assert refused.status == 500

    played(tmp_path, play)


def test_the_end_of_the_console_is_the_end_of_its_streams(tmp_path: Path) -> None:
    async def play(shown: Screens) -> None:
        async with shown.window() as window:
            await window.next()
            await shown.live.close()
            await window.rest()
            async with shown.client.get("/count") as refused:
                assert refused.status == 503

    played(tmp_path, play)


def test_every_commit_of_anybody_makes_another_mark(tmp_path: Path, postgres_url: str) -> None:
    for url in (f"sqlite:///{tmp_path}/x.db", postgres_url):
        writer = open_database(url)
        with writer.begin() as connection:
            connection.exec_driver_sql("CREATE TABLE marked (n integer)")
        reader = open_database(url, read_only=True)
        changes = Changes(reader)
        first = changes.mark()
        assert changes.mark() == first
        with writer.begin() as connection:
            connection.exec_driver_sql("INSERT INTO marked VALUES (1)")
        second = changes.mark()
        assert second != first
        changes.close()
        assert changes.mark()  # it opens anew
        changes.close()
        reader.dispose()
        writer.dispose()

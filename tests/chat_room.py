"""The local chat of a whole bot: `async with chat_room(tmp_path) as chat: tab = await chat.opens("郝大川")`.

Real receiver, executor, sender, SQLite, media store and web server; the clock is virtual, the browser a client that
speaks WebSocket. `chat.settle()` lets the bot finish what it has begun.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from aiohttp import ClientWebSocketResponse, web
from aiohttp.test_utils import TestClient, TestServer

from bot.app import assemble_app, prepare
from bot.chat import chat_app
from bot.chat.desks import HUB, TRANSPORT
from bot.console.desks import Desk
from bot.readers import Readers
from bot.replaying import no_pause
from bot.ticker import tick
from bot.transports.replay import VirtualClock
from bot.transports.webchat import WebchatTransport
from domain.calendars import at_time
from domain.rosters import Roster
from storage.media import MediaStore
from storage.work import UnitOfWork
from tests.cast import ID, ROSTER
from tests.databases import file_database
from tests.group_chat import DAY

PATIENCE = 20.0  # s for an answer of a real server; only a fault takes as long


class Tab:
    """One open page of one person, as far as its line goes."""

    def __init__(self, socket: ClientWebSocketResponse) -> None:
        self.socket, self.asked = socket, 0

    async def asks(self, do: str, **more: Any) -> None:
        await self.socket.send_json({"do": do, **more})

    async def sees(self, what: str, **wanted: Any) -> dict[str, Any]:
        """The next frame of this kind with these values; others before it are passed over."""
        async with asyncio.timeout(PATIENCE):
            while True:
                frame: dict[str, Any] = await self.socket.receive_json()
                if frame["is"] == what and wanted.items() <= frame.items():
                    return frame

    async def says(self, room: str, text: str, **more: Any) -> str:
        """Say something; the id of the message."""
        self.asked += 1
        await self.asks("say", room=room, text=text, nonce=f"{self.asked}", **more)
        return str((await self.sees("said", nonce=f"{self.asked}"))["id"])

    async def is_refused(self, do: str, **more: Any) -> str:
        """Ask for something that is refused; what is said about it."""
        await self.asks(do, nonce="refused", **more)
        return str((await self.sees("refused", nonce="refused"))["why"])

    async def is_closed(self) -> tuple[int | None, str]:
        """Wait until the other side closes the line; its code and reason."""
        async with asyncio.timeout(PATIENCE):
            while not self.socket.closed:
                received = await self.socket.receive()
                if received.type.name == "CLOSE":
                    return received.data, received.extra or ""
        return self.socket.close_code, ""


class ChatRoom:
    """The running bot and its server."""

    def __init__(self, desk: Desk, chat: web.Application, clock: VirtualClock, client: TestClient[Any, Any]) -> None:
        self.desk, self.app, self.clock, self.client = desk, desk.app, clock, client
        self.transport, self.hub, self.port = chat[TRANSPORT], chat[HUB], client.port
        self.origin = str(client.make_url("/")).rstrip("/")

    async def opens(self, name: str) -> Tab:
        """Somebody of the cast opens the chat."""
        return Tab(await self.client.ws_connect(f"/chat/live?as={ID[name]}", origin=self.origin))

    async def sends(self, name: str, room: str, file_name: str, data: Any, **more: Any) -> tuple[int, dict[str, Any]]:
        """Upload a file; status and answer."""
        query = {"as": ID[name], "room": room, "name": file_name}
        headers = {"Origin": self.origin}
        async with self.client.post("/chat/files", params=query, data=data, headers=headers, **more) as response:
            return response.status, await response.json()

    async def fetches(self, name: str, message_id: str, **headers: str) -> tuple[int, bytes, dict[str, str]]:
        """The file of a message: status, content, headers."""
        query = {"as": ID[name], "id": message_id}
        async with self.client.get("/chat/files", params=query, headers=headers) as response:
            return response.status, await response.read(), dict(response.headers)

    async def look(self, ask: Callable[[UnitOfWork], Any]) -> Any:
        """Ask the database, as a page does."""
        return await self.desk.read(ask)

    async def settle(self) -> None:
        await self.app.settle()

    def later(self, seconds: int) -> datetime:
        self.clock.advance(self.clock() + timedelta(seconds=seconds))
        return self.clock()


@asynccontextmanager
async def chat_room(folder: Path, roster: Roster = ROSTER, start: str = "09:00") -> AsyncIterator[ChatRoom]:
    """The bot on a SQLite file in this folder (again: on what it left), with the local chat served."""
    clock = VirtualClock(at_time(DAY, datetime.strptime(start, "%H:%M").time()))
    transport = WebchatTransport(clock)
    file = folder / "lanshao.db"
    url = f"sqlite:///{file}" if file.exists() else file_database(file)
    engine, scene, _ = prepare(url, roster, transport.namespace, clock())
    app = assemble_app(engine, scene, folder / "media", transport, clock, no_pause)
    readers = Readers(app)
    desk = Desk(app, readers, MediaStore(folder / "media"))
    parent, chat = web.Application(), chat_app(transport, desk)
    parent.add_subapp("/chat/", chat)
    await transport.start(app.receiver.receive)
    await tick(app.executor, clock())
    try:
        async with TestClient(TestServer(parent)) as client:
            yield ChatRoom(desk, chat, clock, client)
    finally:
        await transport.stop()
        await app.receiver.drain()
        readers.close()
        app.close()

"""Drives the whole bot like a chat: `chat.at("09:00"); chat.says("郝大川", "…"); chat.shows("金小满")`.

Real receiver, executor, tick, sender and SQLite; only the platform is in memory and the clock virtual.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager, nullcontext
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from bot.app import App, assemble_app, prepare
from bot.executor import Unit
from bot.letters import Mailbox
from bot.replaying import no_pause, run_to
from bot.ticker import tick
from bot.transports import Transport
from bot.transports.memory import MemoryTransport, arrival_of
from bot.transports.replay import VirtualClock
from bot.transports.webchat import WebchatTransport
from domain.calendars import SHANGHAI, at_time
from domain.messages import BOT, Kind, Message
from domain.rosters import RoomKind, Roster
from storage.outbox import SentPost
from storage.work import UnitOfWork
from tests.cast import ROSTER
from tests.databases import file_database

DAY = date(2020, 10, 21)
_HOMES = (RoomKind.GROUP, RoomKind.COMMAND)


class Runner(Protocol):
    """Runs what the body does, and waits for it: asyncio's own, or a loop in another thread."""

    def run(self, work: Coroutine[Any, Any, Any], /) -> Any: ...


class GroupChat:
    """One day (or more) in the rooms of the cast. People are named; a stranger is a name not on the roster."""

    def __init__(
        self,
        app: App,
        transport: MemoryTransport,
        clock: VirtualClock,
        runner: Runner,
        roster: Roster,
        media: Path,
        local: WebchatTransport | None = None,
    ) -> None:
        self.app = app
        self.media = media
        self.local = local
        self._receive = app.receiver.receive if local is None else local.bring
        self._people = {person.name: person for person in roster.people}
        self._home = {room.group: room.id for room in reversed(roster.rooms) if room.kind in _HOMES}
        self.transport = transport
        self._clock = clock
        self._runner = runner
        self._ids = (f"c{n:04d}" for n in itertools.count(1))
        self._heard = 0

    def at(self, clock: str, day: date | None = None) -> None:
        """Let time pass until a clock in Shanghai shows HH:MM or HH:MM:SS; what falls due meanwhile happens."""
        moment = at_time(
            day or self._clock().astimezone(SHANGHAI).date(), datetime.strptime(clock, _form(clock)).time()
        )
        self._runner.run(run_to(self.app, self._clock, moment))
        self._clock.advance(moment)
        self._runner.run(self._beat())

    def later(self, seconds: int) -> None:
        moment = self._clock() + timedelta(seconds=seconds)
        self._runner.run(run_to(self.app, self._clock, moment))
        self._clock.advance(moment)

    def says(self, name: str, text: str, **more: Any) -> str:
        """A text in the speaker's own room (room=… for another, room=None for private). Returns the message's id."""
        return self._bring(name, Kind.TEXT, text, None, more)

    def asks(self, name: str, text: str, **more: Any) -> str:
        """A text with the bot @-ed."""
        return self._bring(name, Kind.TEXT, f"@蓝哨 {text}", None, {"mentions": (BOT,), **more})

    def shows(self, name: str, content: str | bytes = "", kind: Kind = Kind.IMAGE, **more: Any) -> str:
        """A photo (or other file); equal content is the same file, none is a file of its own."""
        message_id = next(self._ids)
        data = content if isinstance(content, bytes) else (content or message_id).encode()
        return self._bring(name, kind, "", data, {"id": message_id, **more})

    def pins(self, name: str, label: str, latitude: float, longitude: float, **more: Any) -> str:
        """A location, as the phone names it."""
        return self._bring(name, Kind.LOCATION, label, None, {"location": (latitude, longitude), **more})

    def takes_back(self, name: str, target: str, **more: Any) -> str:
        return self._bring(name, Kind.RECALL, "撤回了一条消息", None, {"target": target, **more})

    def tells(self, text: str, **fields: Any) -> str:
        """What nobody says: the transport tells it of a room (kind, room, sender and target are `fields`)."""
        return self._bring("", fields.pop("kind"), text, None, fields)

    def _bring(self, name: str, kind: Kind, text: str, file: bytes | None, more: dict[str, Any]) -> str:
        person = self._people.get(name)
        self._clock.advance(self._clock() + timedelta(seconds=more.pop("after", 1)))
        fields = {
            "id": more.pop("id", None) or next(self._ids),
            "room": more.pop("room", self._home[person.group if person else None]),
            "sender": person.id if person else f"stranger-{name}",
            "sender_name": name,
            "at": self._clock(),
            "kind": kind,
            "text": text,
            **more,
        }
        message = Message(**fields)
        self._runner.run(self._deliver(message, file))
        return message.id

    async def _deliver(self, message: Message, file: bytes | None) -> None:
        await run_to(self.app, self._clock, self._clock())
        await self._receive(arrival_of(message, file))
        await self.app.settle()

    async def _beat(self) -> None:
        await tick(self.app.executor, self._clock())
        await self.app.settle()

    @property
    def now(self) -> datetime:
        return self._clock().astimezone(SHANGHAI)

    def heard(self, room: str | None = None) -> list[str]:
        """Texts that the bot has posted since the last call (in one room, if named), in order."""
        posts = self.posts()[self._heard :]
        self._heard += len(posts)
        return [p.post.text for p in posts if room is None or p.post.room == room]

    def posts(self) -> list[SentPost]:
        return list(self.look(lambda work: work.outbox.all_sent()))

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Let something else of the body happen, on the same loop."""
        return self._runner.run(work)

    def look(self, read: Any) -> Any:
        """Ask the database, as a unit of work."""
        return self._runner.run(self.app.executor.run(Unit("look", self._clock(), read)))

    @property
    def visits(self) -> list[Any]:
        def read(work: UnitOfWork) -> list[Any]:
            return list(work.visits.all())

        return list(self.look(read))


def _form(clock: str) -> str:
    return "%H:%M:%S" if clock.count(":") == 2 else "%H:%M"


@contextmanager
def group_chat(
    folder: Path,
    roster: Roster = ROSTER,
    day: date = DAY,
    start: str = "07:30",
    mailbox: Mailbox | None = None,
    campaigns: Path | None = None,
    runner: Runner | None = None,
    local: bool = False,
    url: str = "",
) -> Iterator[GroupChat]:
    """The bot, started on an empty SQLite database at `start` of `day`; in the same folder again, on what it left.

    `url`: on the empty database there instead. `local`: on the local chat's transport, by which what is said here is
    shown in browsers too.
    """
    clock = VirtualClock(at_time(day, datetime.strptime(start, "%H:%M").time()))
    memory, webchat = MemoryTransport(), WebchatTransport(clock) if local else None
    transport: Transport = webchat or memory
    file = folder / "lanshao.db"
    url = url or (f"sqlite:///{file}" if file.exists() else file_database(file))
    engine, scene, _ = prepare(url, roster, transport.namespace, clock(), campaigns)
    app = assemble_app(engine, scene, folder / "media", transport, clock, no_pause, mailbox=mailbox)
    with nullcontext(runner) if runner is not None else asyncio.Runner() as running:
        running.run(transport.start(app.receiver.receive))
        running.run(tick(app.executor, clock()))
        try:
            yield GroupChat(app, memory, clock, running, roster, folder / "media", webchat)
        finally:
            app.close()


def _database(file: Path) -> str:
    return f"sqlite:///{file}" if file.exists() else file_database(file)

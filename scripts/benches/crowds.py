"""A whole campaign's chat for the benches: the sample day, said in as many groups and on as many days as wanted."""

from __future__ import annotations

import asyncio
import gc
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from bot.app import App, assemble_app, prepare
from bot.replaying import no_pause
from bot.transports import Arrival
from bot.transports.memory import MemoryTransport, arrival_of
from bot.transports.replay import VirtualClock
from bot.transports.transcripts import read_transcript
from domain.messages import Kind, Message
from domain.roster_files import parse_roster
from domain.rosters import Roster

PROVINCE = 18  # groups of one provincial campaign (seed 002, annex 1)
IN_FLIGHT = 200


@dataclass(frozen=True, slots=True)
class Crowd:
    """The sample day's people in so many groups, each with a room of its own."""

    roster: Roster
    day: tuple[Message, ...]  # the messages of the groups' rooms, in order of time

    def texts(self, days: int = 1) -> list[Message]:
        """The texts of so many days."""
        return [message for message in self.messages(days) if message.kind is Kind.TEXT]

    def messages(self, days: int) -> Iterator[Message]:
        """All messages of so many days; a message of another day is another message, and names that day."""
        named = _named(self.day[0].at)
        for day in range(days):
            for one in self.day:
                quote, target = (f"{day}-{other}" if other else other for other in (one.quote, one.target))
                at = one.at + timedelta(days=day)
                text, file_name = (said.replace(named, _named(at)) for said in (one.text, one.file_name))
                anew = replace(one, id=f"{day}-{one.id}", at=at, quote=quote, target=target)
                yield replace(anew, text=text, file_name=file_name)


def _named(at: datetime) -> str:
    """A day as people write it. Were it the sample's for ever, that day would get more visits every day."""
    return f"{at.month}月{at.day}日"


def crowd(sample: Path, groups: int = PROVINCE) -> Crowd:
    transcript = read_transcript(sample)
    roster = parse_roster(transcript.roster)
    copies = range(groups)
    whole = replace(
        roster,
        groups=tuple(replace(one, key=f"{n}-{one.key}") for n in copies for one in roster.groups),
        rooms=tuple(replace(one, id=f"{n}-{one.id}", group=_in(one.group, n)) for n in copies for one in roster.rooms),
        people=tuple(replace(p, id=f"{n}-{p.id}", group=_in(p.group, n)) for n in copies for p in roster.people),
    )
    said = [arrival.message for arrival in transcript.arrivals if arrival.message.room]
    day = [_said_in(message, n) for n in copies for message in said]
    return Crowd(whole, tuple(sorted(day, key=lambda message: message.at)))


def _in(group: str | None, number: int) -> str | None:
    return f"{number}-{group}" if group else None


def _said_in(message: Message, n: int) -> Message:
    quote, target = (f"{n}-{one}" if one else one for one in (message.quote, message.target))
    return replace(
        message,
        id=f"{n}-{message.id}",
        room=f"{n}-{message.room}",
        sender=f"{n}-{message.sender}",
        quote=quote,
        target=target,
    )


@dataclass(frozen=True, slots=True)
class Stage:
    """A bot on a fresh SQLite file, with a clock that shows the time of the last message."""

    app: App
    clock: VirtualClock
    home: Path

    def receive(self, arrivals: Iterable[Arrival], in_flight: int = IN_FLIGHT) -> None:
        """Deliver all, so many at a time, and wait until each is durable and its file noted."""
        asyncio.run(self._receive(iter(arrivals), in_flight))

    def begin(self) -> None:
        """What is there by now, above all the messages still to come, is the bench's: the bot need not sweep it."""
        gc.collect()
        gc.freeze()

    async def _receive(self, arrivals: Iterator[Arrival], in_flight: int) -> None:
        async def deliver() -> None:
            for arrival in arrivals:
                self.clock.advance(arrival.message.at)
                await self.app.receiver.receive(arrival)

        await asyncio.gather(*(deliver() for _ in range(in_flight)))
        await self.app.receiver.drain()


@contextmanager
def stage(crowd: Crowd) -> Iterator[Stage]:
    with tempfile.TemporaryDirectory() as folder:
        home, transport = Path(folder), MemoryTransport()
        clock = VirtualClock(crowd.day[0].at)
        engine, scene, _ = prepare(f"sqlite:///{home / 'lanshao.db'}", crowd.roster, transport.namespace, clock())
        app = assemble_app(engine, scene, home / "media", transport, clock, no_pause)
        try:
            yield Stage(app, clock, home)
        finally:
            gc.unfreeze()
            app.close()


def arrivals(messages: Sequence[Message]) -> list[Arrival]:
    return [arrival_of(message, None) for message in messages]

"""Thousands of messages, three in ten told again under old or new ids, all shuffled within five minutes: one effect."""

from __future__ import annotations

import asyncio
import os
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select

from bot.app import App, assemble_app, prepare
from bot.replaying import no_pause
from bot.transports.memory import MemoryTransport, arrival_of
from bot.transports.replay import VirtualClock
from domain.calendars import SHANGHAI
from domain.messages import BOT, Kind, Message
from storage.tables import inbox, outbox
from tests.cast import HOME, PEOPLE, ROSTER

START = datetime(2020, 10, 21, 9, 0, tzinfo=SHANGHAI)
TOGETHER = 50
BACKENDS = ("sqlite", "postgresql")
#: Messages: LANSHAO_FAULTS asks for as many as are promised.
COUNTS = {"sqlite": 2_000, "postgresql": 600} if "LANSHAO_FAULTS" not in os.environ else dict.fromkeys(BACKENDS, 10_000)
WITHIN = timedelta(minutes=5)
SPEAKERS = [person for person in PEOPLE if person.group is not None]


def _originals(count: int, chance: random.Random) -> Iterator[Message]:
    """One each second or two: a command among three words of chatter, no two alike in one second."""
    at = START
    for number in range(count):
        at += timedelta(seconds=chance.randint(0, 2))
        who = chance.choice(SPEAKERS)
        asks = chance.random() < 0.25
        text = "@蓝哨 进度" if asks else f"在路上，第{number}次说"
        room = HOME[who.group] if not asks or chance.random() < 0.8 else None
        mentions = (BOT,) if asks else ()
        if asks:
            at += timedelta(seconds=1)
        yield Message(f"m{number}", room, who.id, who.name, at, Kind.TEXT, text, mentions=mentions)


def _told_again(message: Message, number: int, chance: random.Random) -> Message:
    return message if chance.random() < 0.5 else replace(message, id=f"again{number}")


def _arrivals(originals: list[Message], repeats: int, chance: random.Random) -> list[Message]:
    """With their repeats, each up to five minutes late."""
    again = [_told_again(message, n, chance) for n, message in enumerate(chance.choices(originals, k=repeats))]
    late = [(message.at + WITHIN * chance.random(), message) for message in (*originals, *again)]
    return [message for _, message in sorted(late, key=lambda pair: pair[0])]


async def _deliver(app: App, clock: VirtualClock, arrivals: list[Message]) -> None:
    for several in _in_groups(arrivals):
        clock.advance(max(message.at for message in several))
        await asyncio.gather(*(app.receiver.receive(arrival_of(message, None)) for message in several))


def _in_groups(arrivals: list[Message]) -> Iterator[list[Message]]:
    for start in range(0, len(arrivals), TOGETHER):
        yield arrivals[start : start + TOGETHER]


def _counts(connection: Connection) -> tuple[Counter[str], Counter[str]]:
    """Rows of the inbox by state, and answers owed by the words they answer to."""
    states = Counter(connection.execute(select(inbox.c.state)).scalars())
    answered = connection.execute(
        select(inbox.c.repeat_of, inbox.c.message_id)
        .join(outbox, outbox.c.answers == inbox.c.message_id)
        .where(outbox.c.namespace == inbox.c.namespace)
    )
    return states, Counter(row.repeat_of or row.message_id for row in answered)


@pytest.mark.parametrize(("backend", "count"), COUNTS.items())
def test_what_is_told_again_in_any_order_counts_once_and_is_answered_once(
    backend: str, count: int, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = f"sqlite:///{tmp_path / 'x.db'}" if backend == "sqlite" else request.getfixturevalue("postgres_url")
    chance = random.Random(4)
    originals = list(_originals(count * 7 // 10, chance))
    arrivals = _arrivals(originals, count - len(originals), chance)
    clock = VirtualClock(START)
    engine, scene, _ = prepare(url, ROSTER, "memory", START)
    app = assemble_app(engine, scene, tmp_path / "media", MemoryTransport(), clock, no_pause)
    try:
        asyncio.run(_deliver(app, clock, arrivals))
        with engine.connect() as connection:
            states, answered = _counts(connection)
            rows = connection.execute(select(func.count()).select_from(inbox)).scalar_one()
    finally:
        app.close()
    assert len(arrivals) == count
    assert rows == len({message.id for message in arrivals})
    assert states == {"handled": len(originals), "repeat": rows - len(originals)}
    commands = sum(BOT in message.mentions for message in originals)
    assert len(answered) == commands > count / 8
    assert set(answered.values()) == {1}

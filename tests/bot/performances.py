"""A day played at a pace, all by itself and in no time: `main([day, home])`, a program for `forks`.

Time passes only as the player waits for it. It ends at 9:35 of the day;
`posts.jsonl` has then what the bot said, `heard.txt` what was said to it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import time, timedelta
from pathlib import Path

from bot.app import App, assemble_app, prepare
from bot.config import load_settings
from bot.crashpoints import arm
from bot.executor import Unit
from bot.paced_clocks import FASTEST, PacedClock
from bot.performing import Player
from bot.replaying import no_pause
from bot.transports.replay import ReplayTransport
from bot.transports.transcripts import read_transcript
from documents.records import post_line
from domain.calendars import at_time, day_of
from domain.roster_files import parse_roster

END = time(9, 35)


class Steady:
    """Seconds that pass when somebody says so."""

    def __init__(self) -> None:
        self.at = 100.0

    def __call__(self) -> float:
        return self.at


@dataclass(frozen=True, slots=True)
class Show:
    """A bot to which a day is played; `waits` are called each time that the player waits for time to pass."""

    app: App
    clock: PacedClock
    steady: Steady
    player: Player
    waits: list[Callable[[], None]]

    def play(self, until: time) -> None:
        """Play on until the day's clock shows so much."""
        end = at_time(day_of(self.clock()), until)

        async def go() -> None:
            stopping = asyncio.Event()
            self.waits.append(lambda: stopping.set() if self.clock() >= end else None)
            await self.player.take_up()
            await self.player.play(stopping)

        asyncio.run(go())

    def posts(self) -> list[str]:
        """All that the bot said, a line each."""

        async def ask() -> list[str]:
            sent = await self.app.executor.run(Unit("posts", self.clock(), lambda work: work.outbox.all_sent()))
            lines = (post_line(one.post, one.sent_at) for one in sent or ())
            return sorted(lines)

        return asyncio.run(ask())

    def heard(self) -> list[str]:
        """The messages that are kept, in their order, each with its file."""

        async def ask() -> list[str]:
            kept = await self.app.executor.run(Unit("kept", self.clock(), lambda work: work.inbox.all()))
            return [f"{row.message.id} {row.sha256}" for row in kept or ()]

        return asyncio.run(ask())


@contextmanager
def show(day: Path, home: Path) -> Iterator[Show]:
    """The bot on what is left in `home` of an earlier time; each wait takes as long as the next thing needs."""
    transcript = read_transcript(day)
    steady = Steady()
    clock = PacedClock(transcript.arrivals[0].message.at - timedelta(minutes=1), FASTEST, steady)
    transport = ReplayTransport()
    url = f"sqlite:///{home / 'day.db'}"
    engine, scene, _ = prepare(url, parse_roster(transcript.roster), transport.namespace, clock())
    app = assemble_app(engine, scene, home / "media", transport, clock, no_pause)
    waits: list[Callable[[], None]] = []

    async def wait(seconds: float) -> None:
        if clock.speed != FASTEST:
            clock.pace(FASTEST, paused=False)
        steady.at += 24 * 3600 / FASTEST
        for each in tuple(waits):
            each()

    try:
        yield Show(app, clock, steady, Player(app, clock, transcript.arrivals, app.receiver.receive, wait), waits)
    finally:
        app.close()


def main(words: Sequence[str]) -> int:
    day, home = map(Path, words)
    arm(load_settings().crash_at)
    with show(day, home) as playing:
        playing.play(END)
        (home / "posts.jsonl").write_text("\n".join(playing.posts()), "utf-8")
        (home / "heard.txt").write_text("\n".join(playing.heard()), "utf-8")
    return 0

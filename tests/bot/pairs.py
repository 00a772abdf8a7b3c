"""Two bots on one PostgreSQL, each a process (a fork of `forks`): started, killed, frozen and counted."""

from __future__ import annotations

import os
import signal
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.app import Scene, prepare
from domain.calendars import SHANGHAI
from domain.instructions import CHASE
from domain.slots import Slot
from storage.leases import holder_of
from tests.bot.paired_bot import crowd, read_platform
from tests.forks import Forked, Forks

BEGIN = datetime(2020, 10, 21, 18, 31, tzinfo=SHANGHAI)  # the clock of the bots at the start; 19:30 overtakes


def until(met: Callable[[], bool], seconds: float = 60.0, pause: float = 0.1) -> None:
    """Wait for a condition in a real process, so long at most, looking again after each pause."""
    end = time.monotonic() + seconds
    while not met():
        assert time.monotonic() < end, "it did not come true in time"
        time.sleep(pause)


class Pair:
    """Two bots, `groups` rooms, and what was said in them."""

    def __init__(self, forks: Forks, url: str, folder: Path, groups: int) -> None:
        self._forks = forks
        self.url, self.folder, self.groups = url, folder, groups
        self.engine, self.scene, _ = prepare(url, crowd(groups), "file", BEGIN)
        self.shift = round((BEGIN - datetime.now(UTC)).total_seconds())  # its seconds begin with ours
        self.bots: list[Forked] = []
        self.dues: list[datetime] = []

    def start(self, crash_at: str = "") -> Forked:
        """One more bot; it stands by, or leads when nobody does."""
        words = [self.url, str(self.folder), str(self.shift), crash_at]
        bot = self._forks.start(words, {}, self.folder, program="tests.bot.paired_bot")
        self.bots.append(bot)
        return bot

    def ready(self, bot: Forked) -> None:
        """Wait until it stands by or leads: both say so in a line."""
        until(lambda: bool(bot.said()) or bot.poll() is not None)
        assert bot.poll() is None, (self.folder / "errors.txt").read_text()[-2000:]

    def leader(self) -> Forked | None:
        with self.engine.connect() as connection:
            holder = holder_of(connection, "file") or ":0"
        pid = int(holder.rpartition(":")[2])
        return next((bot for bot in self.bots if bot.pid == pid and bot.poll() is None), None)

    def now(self) -> datetime:
        return datetime.now(SHANGHAI) + timedelta(seconds=self.shift)

    def remind(self, seconds: int = 2) -> float:
        """Every room is due a reminder in so many seconds, all by one slot; that moment by this machine's clock."""
        due = self._due_in(seconds)
        with self.engine.begin() as connection:
            self._work(connection).timetable.plan(Slot("reminder", due.date().isoformat(), due, due))
        return due.timestamp() - self.shift

    def chase(self, seconds: int = 2) -> float:
        """The same, by a slot for each room: every group was given an instruction that nobody has answered."""
        with self.engine.begin() as connection:
            work = self._work(connection)
            issued = [
                work.instructions.add("d", "请核对本组进度", [f"g{n}"], f"{len(self.dues)}/{n}")
                for n in range(self.groups)
            ]
        due = self._due_in(seconds)
        with self.engine.begin() as connection:
            work = self._work(connection)
            for instruction in issued:
                work.timetable.plan(Slot(CHASE, instruction.number, due, due))
        return due.timestamp() - self.shift

    def _due_in(self, seconds: int) -> datetime:
        self.dues.append((self.now() + timedelta(seconds=seconds)).replace(microsecond=0))
        return self.dues[-1]

    def said(self) -> dict[str, list[dict[str, Any]]]:
        """What was said in each room, in order."""
        rooms = defaultdict(list)
        for said in read_platform(self.folder / "platform.jsonl"):
            rooms[said["room"]].append(said)
        return rooms

    def all_said(self) -> bool:
        """Whether every room has heard as much as fell due."""
        said = self.said()
        return len(said) == self.groups and all(len(texts) >= len(self.dues) for texts in said.values())

    def lateness(self) -> list[list[float]]:
        """Of each due time, by how many seconds each room heard of it after it, in order.

        Before the first of them all were owed, in one transaction: when the others follow is a matter of the pace.
        """
        dues = [due.timestamp() - self.shift for due in self.dues]
        return [sorted(texts[n]["at"] - due for texts in self.said().values()) for n, due in enumerate(dues)]

    def skipped(self) -> int:
        return self._count("SELECT count(*) FROM timetable WHERE state = 'skipped'")

    def waiting(self) -> int:
        """How many posts are still to be said, as far as is known."""
        return self._count("SELECT count(*) FROM outbox WHERE state IN ('owed', 'sending')")

    def _count(self, query: str) -> int:
        with self.engine.connect() as connection:
            return int(connection.exec_driver_sql(query).scalar_one())

    def _work(self, connection: Any) -> Any:
        scene: Scene = self.scene
        return scene.work(connection, self.now())

    def close(self) -> None:
        for bot in self.bots:
            if bot.poll() is None:
                os.kill(bot.pid, signal.SIGCONT)
                bot.kill()
        self.engine.dispose()


@contextmanager
def pair(forks: Forks, url: str, folder: Path, groups: int) -> Iterator[Pair]:
    both = Pair(forks, url, folder, groups)
    try:
        yield both
    finally:
        both.close()

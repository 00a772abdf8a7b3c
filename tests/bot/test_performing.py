"""A day played at a pace, with people joining in; stopped at any moment it goes on as if it never had been."""

from __future__ import annotations

import asyncio
import shutil
import signal
from datetime import time
from pathlib import Path

import pytest

from bot.executor import Unit
from bot.playing import sample_day
from bot.transports.memory import arrival_of
from domain.calendars import at_time
from domain.messages import BOT, Kind, Message
from tests.bot.performances import show
from tests.databases import file_database
from tests.forks import Forks

FIRST = 40  # messages of the sample's day: photos, a video, what is asked of the bot
POINTS = ("file.stored:2", "outbox.sent", "tick.ran")
PROGRAM = "tests.bot.performances"


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A short day: the early morning of the sample."""
    folder, sample = tmp_path_factory.mktemp("day"), sample_day()
    shutil.copy(sample / "roster.toml", folder)
    shutil.copytree(sample / "media", folder / "media")
    lines = (sample / "messages.jsonl").read_text("utf-8").splitlines(keepends=True)
    (folder / "messages.jsonl").write_text("".join(lines[:FIRST]), "utf-8")
    return folder


def perform(forks: Forks, day: Path, home: Path, crash_at: str = "") -> int:
    if not home.exists():
        home.mkdir()
        file_database(home / "day.db")
    return forks.run([str(day), str(home)], {"LANSHAO_CRASH_AT": crash_at}, home, program=PROGRAM)[0]


def left_in(home: Path) -> tuple[str, str]:
    """What the bot said, and what was said to it with the files that came."""
    return (home / "posts.jsonl").read_text("utf-8"), (home / "heard.txt").read_text("utf-8")


def test_a_day_killed_again_and_again_ends_as_one_that_was_left_in_peace(
    forks: Forks, day: Path, tmp_path: Path
) -> None:
    assert perform(forks, day, tmp_path / "peace") == 0
    for point in POINTS:
        assert perform(forks, day, tmp_path / "killed", point) == -signal.SIGKILL, point
    assert perform(forks, day, tmp_path / "killed") == 0
    said, heard = left_in(tmp_path / "peace")
    assert left_in(tmp_path / "killed") == (said, heard)
    assert len(said.splitlines()) > 3 and len(heard.splitlines()) == FIRST


def test_who_joins_in_is_heard_at_the_days_own_time_also_while_it_stands_still(day: Path, tmp_path: Path) -> None:
    file_database(tmp_path / "day.db")
    with show(day, tmp_path) as playing:
        clock, app = playing.clock, playing.app
        asked: list[Message] = []

        def join_in() -> None:
            if clock() < at_time(clock().date(), time(7, 50)) or asked:
                return
            clock.pace(600, paused=True)
            message = Message(
                "mine", "room-kaifeng@chatroom", "wxid_weids71", "卫东升", clock(), Kind.TEXT, "@蓝哨 进度"
            )
            asked.append(Message(**{f: getattr(message, f) for f in message.__slots__} | {"mentions": (BOT,)}))
            waiting.append(asyncio.ensure_future(app.receiver.receive(arrival_of(asked[0], None))))

        waiting: list[asyncio.Future[None]] = []
        playing.waits.append(join_in)
        stood_at = []

        def look() -> None:
            if asked and clock.paused:
                stood_at.append(clock())
                if len(stood_at) > 5:
                    clock.pace(600, paused=False)

        playing.waits.append(look)
        playing.play(time(8, 0))
        assert set(stood_at) == {asked[0].at}
        sent = asyncio.run(app.executor.run(Unit("posts", clock(), lambda work: work.outbox.all_sent())))
    assert asked[0].at in {one.sent_at for one in sent or () if one.post.room == "room-kaifeng@chatroom"}

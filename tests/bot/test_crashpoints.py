"""Killed at every named point, one after the other, a replay goes on and ends with the same bytes."""

from __future__ import annotations

import ast
import os
import shutil
import signal
import sqlite3
from pathlib import Path

import pytest

from bot.config import SettingError
from bot.crashpoints import POINTS, arm, crashpoint
from tests.forks import Forks
from tests.house.sources import product

ROOT = Path(__file__).resolve().parent.parent.parent
SAMPLE = ROOT / "samples" / "kaifeng-20201020"
FIRST_LINES = 70  # of the sample's day: photos and videos in it, then on to the roll-call and the tally
READ = "reading."  # what is passed only where files are read, by a quick reader here
OFTEN = ("inbox.", "batch.", "file.")  # what a short day has plenty of is killed at its third turn, not the first
Answer = tuple[bytes, bytes, tuple[str, ...]]


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A short day: the morning of the sample."""
    folder = tmp_path_factory.mktemp("day")
    shutil.copy(SAMPLE / "roster.toml", folder)
    shutil.copytree(SAMPLE / "media", folder / "media")
    lines = (SAMPLE / "messages.jsonl").read_text("utf-8").splitlines(keepends=True)
    (folder / "messages.jsonl").write_text("".join(lines[:FIRST_LINES]), "utf-8")
    return folder


def replay(forks: Forks, day: Path, home: Path, crash_at: str = "", *, pictures: bool = False) -> int:
    """The exit status of a replay into the database of `home`; -9 when it was killed."""
    home.mkdir(exist_ok=True)
    files = ["--predicted", str(home / "predicted.json"), "--posts", str(home / "posts.jsonl")]
    words = ["replay", str(day), "--database", f"sqlite:///{home / 'day.db'}", *files]
    words += ["--pictures"] if pictures else []
    return forks.run(words, {"LANSHAO_CRASH_AT": crash_at}, home, program="tests.media.quick_program")[0]


def turn_of(point: str) -> int:
    return 3 if point.startswith(OFTEN) else 1


def all_is_read(home: Path) -> bool:
    """Whether each photo, film and voice of the day was read, once, and nothing waits."""
    with sqlite3.connect(home / "day.db") as database:
        (waiting,) = database.execute("SELECT count(*) FROM reading_jobs WHERE state = 'waiting'").fetchone()
        kept, read = (
            database.execute(f"SELECT count(DISTINCT {column}), count(*) FROM {table}").fetchone()
            for column, table in (("sha256", "reading_jobs"), ("sha256", "file_readings"))
        )
    database.close()
    return not waiting and kept[0] == read[0] == read[1] > 10


def answer(home: Path) -> Answer:
    stored = sorted(path.name for path in (home / "day-media").rglob("*") if path.is_file())
    return (home / "predicted.json").read_bytes(), (home / "posts.jsonl").read_bytes(), tuple(stored)


@pytest.fixture(scope="module")
def reference(forks: Forks, day: Path, tmp_path_factory: pytest.TempPathFactory) -> Answer:
    home = tmp_path_factory.mktemp("reference")
    assert replay(forks, day, home) == 0
    return answer(home)


def test_a_day_killed_at_every_named_point_ends_with_the_same_bytes(
    forks: Forks, day: Path, reference: Answer, tmp_path: Path
) -> None:
    never_hit = [
        point
        for point in POINTS
        if replay(forks, day, tmp_path, f"{point}:{turn_of(point)}", pictures=point.startswith(READ)) != -signal.SIGKILL
    ]
    assert never_hit == []
    assert replay(forks, day, tmp_path, pictures=True) == 0
    assert answer(tmp_path) == reference
    assert all_is_read(tmp_path)
    assert len(reference[1].splitlines()) > 5 and len(reference[2]) > 10


def test_every_point_stands_in_the_code_once_and_no_other_is_called() -> None:
    called = [
        call.args[0].value
        for file in product()
        if "crashpoint" in file.text
        for call in ast.walk(file.tree)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id == "crashpoint"
        and isinstance(call.args[0], ast.Constant)
    ]
    assert sorted(map(str, called)) == sorted(POINTS)


def test_only_the_armed_point_ends_the_program_and_only_at_its_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    killed: list[int] = []
    monkeypatch.setattr(os, "kill", lambda pid, number: killed.append(number))
    arm("file.stored:2")
    try:
        for name in (*POINTS, "file.noted"):
            crashpoint(name)
        assert killed == []
        crashpoint("file.stored")
        assert killed == [signal.SIGKILL]
    finally:
        arm("")
    crashpoint("file.stored")
    assert len(killed) == 1


def test_a_name_that_is_no_point_is_refused() -> None:
    with pytest.raises(SettingError, match="LANSHAO_CRASH_AT"):
        arm("inbox.somewhere")

"""A replay is the same bytes every time: twice, on either database, and after kill -9 in the middle."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
SAMPLE = ROOT / "samples" / "kaifeng-20201020"
Answer = tuple[bytes, bytes, tuple[str, ...]]


def _command(database: str, out: Path) -> list[str]:
    files = ["--predicted", str(out / "predicted.json"), "--posts", str(out / "posts.jsonl")]
    return [sys.executable, "-m", "bot", "replay", str(SAMPLE), "--database", database, *files]


def _environment(folder: Path) -> dict[str, str]:
    return {**os.environ, "LANSHAO_DATA": str(folder / "data"), "PYTHONPATH": str(ROOT)}


def _replay(database: str, folder: Path) -> Answer:
    folder.mkdir(exist_ok=True)
    done = subprocess.run(
        _command(database, folder), env=_environment(folder), cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return _answer(folder)


def _answer(folder: Path) -> Answer:
    """What a replay leaves: both files, and the names of all evidence and pictures (names are hashes)."""
    stores = [*folder.glob("*-media"), folder / "data" / "media"]
    stored = sorted(str(path.relative_to(store)) for store in stores for path in store.rglob("*") if path.is_file())
    return (folder / "predicted.json").read_bytes(), (folder / "posts.jsonl").read_bytes(), tuple(stored)


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Answer:
    folder = tmp_path_factory.mktemp("reference")
    return _replay(f"sqlite:///{folder / 'day.db'}", folder)


def test_a_second_replay_into_a_fresh_database_gives_the_same_bytes(reference: Answer, tmp_path: Path) -> None:
    assert len(reference[1].splitlines()) > 5
    assert len(reference[2]) > 50
    assert _replay(f"sqlite:///{tmp_path / 'day.db'}", tmp_path) == reference


def test_postgresql_gives_the_same_bytes_as_sqlite(reference: Answer, postgres_url: str, tmp_path: Path) -> None:
    assert _replay(postgres_url, tmp_path) == reference


@pytest.mark.parametrize("kept", [40, 260, 395])
def test_a_replay_that_was_killed_goes_on_and_ends_the_same(reference: Answer, tmp_path: Path, kept: int) -> None:
    database = tmp_path / "day.db"
    with subprocess.Popen(
        _command(f"sqlite:///{database}", tmp_path),
        env=_environment(tmp_path),
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        while process.poll() is None and _kept(database) < kept:
            time.sleep(0.005)
        os.killpg(process.pid, signal.SIGKILL)
    assert not (tmp_path / "posts.jsonl").exists(), "it had ended before it was killed"
    assert _replay(f"sqlite:///{database}", tmp_path) == reference


def _kept(database: Path) -> int:
    """How many messages the running replay has kept so far."""
    try:
        with sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=1) as connection:
            return int(connection.execute("SELECT count(*) FROM inbox").fetchone()[0])
    except sqlite3.Error:
        return 0

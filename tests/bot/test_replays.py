"""A replay is the same bytes every time: twice, on either database, and after kill -9 in the middle."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

import pytest

from tests.forks import Forks

ROOT = Path(__file__).resolve().parent.parent.parent
SAMPLE = ROOT / "samples" / "kaifeng-20201020"
Answer = tuple[bytes, bytes, tuple[str, ...]]


def _words(database: str, out: Path) -> list[str]:
    files = ["--predicted", str(out / "predicted.json"), "--posts", str(out / "posts.jsonl")]
    return ["replay", str(SAMPLE), "--database", database, *files]


def _environment(folder: Path) -> dict[str, str]:
    return {"LANSHAO_DATA": str(folder / "data")}


def _replay(forks: Forks, database: str, folder: Path) -> Answer:
    folder.mkdir(exist_ok=True)
    status, told = forks.run(_words(database, folder), _environment(folder), folder)
    assert status == 0, told
    return _answer(folder)


def _answer(folder: Path) -> Answer:
    """What a replay leaves: both files, and the names of all evidence and pictures (names are hashes)."""
    stores = [*folder.glob("*-media"), folder / "data" / "media"]
    stored = sorted(str(path.relative_to(store)) for store in stores for path in store.rglob("*") if path.is_file())
    return (folder / "predicted.json").read_bytes(), (folder / "posts.jsonl").read_bytes(), tuple(stored)


@pytest.fixture(scope="module")
def reference(forks: Forks, tmp_path_factory: pytest.TempPathFactory) -> Answer:
    folder = tmp_path_factory.mktemp("reference")
    return _replay(forks, f"sqlite:///{folder / 'day.db'}", folder)


def test_a_second_replay_into_a_fresh_database_gives_the_same_bytes(
    forks: Forks, reference: Answer, tmp_path: Path
) -> None:
    assert len(reference[1].splitlines()) > 5
    assert len(reference[2]) > 50
    assert _replay(forks, f"sqlite:///{tmp_path / 'day.db'}", tmp_path) == reference


def test_postgresql_gives_the_same_bytes_as_sqlite(
    forks: Forks, reference: Answer, postgres_url: str, tmp_path: Path
) -> None:
    assert _replay(forks, postgres_url, tmp_path) == reference


@pytest.mark.parametrize("kept", [40, 260, 395])
def test_a_replay_that_was_killed_goes_on_and_ends_the_same(
    forks: Forks, reference: Answer, tmp_path: Path, kept: int
) -> None:
    database = tmp_path / "day.db"
    going = forks.start(_words(f"sqlite:///{database}", tmp_path), _environment(tmp_path), tmp_path)
    while going.poll() is None and _kept(database) < kept:
        time.sleep(0.02)
    going.kill()
    assert not (tmp_path / "posts.jsonl").exists(), "it had ended before it was killed"
    assert _replay(forks, f"sqlite:///{database}", tmp_path) == reference


def _kept(database: Path) -> int:
    """How many messages the running replay has kept so far."""
    try:
        with sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=1) as connection:
            return int(connection.execute("SELECT count(*) FROM inbox").fetchone()[0])
    except sqlite3.Error:
        return 0

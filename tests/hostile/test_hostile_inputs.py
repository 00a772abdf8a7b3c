"""Hostile input of every family through the whole bot: it stays up, keeps everything, and gives nobody a right.

3,000 cases here; `HOSTILE_CASES=10000 make test TESTS=tests/hostile` plays them all, `HOSTILE_SEED` others.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.databases import file_database
from tests.hostile.families import FAMILIES, cases
from tests.hostile.oracles import faults_of
from tests.hostile.running import play
from tests.hostile.stored import differences

CASES = int(os.environ.get("HOSTILE_CASES", "3000"))
SEED = int(os.environ.get("HOSTILE_SEED", "7"))
MOST_HELD = 1.0  # s that the event loop may be held
MOST_CPU = 0.5  # s of the writer thread for one unit, whatever somebody pastes
MOST_GROWN = 64 * 1024**2  # bytes


@pytest.mark.postgres
@pytest.mark.parametrize("family", FAMILIES)
def test_hostile_input_does_no_harm_and_is_stored_alike_on_both_databases(
    family: str, postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = []
    for url in (file_database(tmp_path / "lanshao.db"), postgres_url):
        with monkeypatch.context() as patch:
            ran = play(url, tmp_path / url[:6], cases(family, SEED, CASES), patch)
        print(f"{family} {url[:6]}: {ran.told()}")
        assert ran.errors == []
        assert faults_of(ran) == []
        assert ran.held <= MOST_HELD, ran.held_by
        assert ran.longest_unit <= MOST_CPU, ran.longest_name
        assert ran.grown <= MOST_GROWN
        runs.append(ran)
    assert differences(runs[0].tables, runs[1].tables) == []

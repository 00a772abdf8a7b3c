"""The short form of `make faults`: the real bot, killed at every named point, on a gateway with all its bad habits."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.driving import Plan
from tests.faults.runs import run

PLAN = Plan(seed=1, kills=16, messages=60, quiet_seconds=240.0)


@pytest.mark.parametrize("backend", ["sqlite", "postgresql"])
def test_a_bot_killed_at_every_named_point_loses_nothing_and_says_nothing_twice(
    backend: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = f"sqlite:///{tmp_path / 'lanshao.db'}" if backend == "sqlite" else request.getfixturevalue("postgres_url")
    report = run(tmp_path, url, PLAN)
    assert report.faults == []
    assert report.deaths.count >= PLAN.kills
    assert len(report.history.acknowledged) > PLAN.messages / 5 and len(report.history.seen) > 5

"""Told to stop, the bot is gone within ten seconds, whatever hangs, and nothing that was acknowledged is lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import select

from storage.databases import open_database
from storage.tables import inbox, jobs, outbox
from storage.verifications import verify
from tests.bot.stubborn_bot import TEXTS

SECONDS = 10.0
LOOK = 0.05  # s
ROOT = Path(__file__).resolve().parent.parent.parent


def _until_gone(bot: subprocess.Popen[str]) -> float:
    """Seconds until it has ended, without those for which a busy machine let nobody run."""
    took = 0.0
    while bot.poll() is None:
        assert took < SECONDS + 20
        time.sleep(LOOK)
        took += LOOK
    return took


@pytest.mark.parametrize("how", ["hanging", "deaf", "stuck", "locked"])
def test_a_bot_that_is_told_to_stop_is_gone_within_ten_seconds_and_has_lost_nothing(how: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.bot.stubborn_bot", str(tmp_path), how]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as bot:
        assert bot.stdout is not None
        told = [next(bot.stdout)]
        while told[-1] != "ready\n":
            told.append(next(bot.stdout))
        bot.send_signal(signal.SIGTERM)
        took = _until_gone(bot)
        told += bot.stdout.readlines()
    assert took <= SECONDS, f"{took:.1f} s"
    assert "sending\n" in told
    assert bot.returncode == (1 if how in ("deaf", "stuck") else 0)
    engine = open_database(f"sqlite:///{tmp_path / 'lanshao.db'}")
    with engine.connect() as connection:
        kept = {row.message_id: row.file_state for row in connection.execute(select(inbox))}
        assert {f"m{n}" for n in range(TEXTS)} | {"photo"} <= kept.keys()
        assert kept["photo"] == "awaited"
        assert ("late" in kept) >= ("late\n" in told)
        assert connection.execute(select(outbox.c.state)).scalars().all() == ["sending"]
        assert connection.execute(select(jobs.c.state)).scalars().all() == ["waiting"]
        assert verify(connection).faults == ()
    engine.dispose()
    assert [path.name for path in (tmp_path / "media").glob(".incoming-*")] == [] or how in ("deaf", "stuck")

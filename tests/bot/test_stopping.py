"""Told to stop, the bot is gone within ten seconds, whatever hangs, and nothing that was acknowledged is lost."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest
from sqlalchemy import select

from storage.databases import open_database
from storage.tables import inbox, jobs, outbox
from storage.verifications import verify
from tests.bot.pairs import until
from tests.bot.stubborn_bot import TEXTS
from tests.forks import Forked, Forks

SECONDS = 10.0
LOOK = 0.05  # s


def _until_gone(bot: Forked) -> float:
    """Seconds until it has ended, without those for which a busy machine let nobody run."""
    took = 0.0
    while bot.poll() is None:
        assert took < SECONDS + 20
        time.sleep(LOOK)
        took += LOOK
    return took


@pytest.mark.parametrize("how", ["hanging", "deaf", "stuck", "locked"])
def test_a_bot_that_is_told_to_stop_is_gone_within_ten_seconds_and_has_lost_nothing(
    forks: Forks, how: str, tmp_path: Path
) -> None:
    bot = forks.start([str(tmp_path), how], {}, tmp_path, program="tests.bot.stubborn_bot")
    try:
        until(lambda: "ready" in bot.said().splitlines())
        os.kill(bot.pid, signal.SIGTERM)
        took = _until_gone(bot)
    finally:
        bot.kill()
    told = bot.said().splitlines()
    assert took <= SECONDS, f"{took:.1f} s"
    assert "sending" in told
    assert bot.poll() == (1 if how in ("deaf", "stuck") else 0)
    engine = open_database(f"sqlite:///{tmp_path / 'lanshao.db'}")
    with engine.connect() as connection:
        kept = {row.message_id: row.file_state for row in connection.execute(select(inbox))}
        assert {f"m{n}" for n in range(TEXTS)} | {"photo"} <= kept.keys()
        assert kept["photo"] == "awaited"
        assert ("late" in kept) >= ("late" in told)
        assert connection.execute(select(outbox.c.state)).scalars().all() == ["sending"]
        assert connection.execute(select(jobs.c.state)).scalars().all() == ["waiting"]
        assert verify(connection).faults == ()
    engine.dispose()
    assert [path.name for path in (tmp_path / "media").glob(".incoming-*")] == [] or how in ("deaf", "stuck")

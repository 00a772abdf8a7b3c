"""Two bots as two processes on one PostgreSQL: killed or frozen, one follows the other, and nothing is said twice.

`make deadlines` is the long form of the first of these tests.
"""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from tests.bot.deadlines import play
from tests.bot.pairs import Pair, pair, until
from tests.forks import Forked, Forks

FAILOVER = 15.0  # s


def _two(both: Pair, crash_at: str = "") -> tuple[Forked, Forked]:
    """One that leads and one that stands by."""
    leader = both.start(crash_at)
    both.ready(leader)
    until(lambda: both.leader() is leader)
    standby = both.start()
    both.ready(standby)
    return leader, standby


def _gone(both: Pair, bot: Forked) -> None:
    bot.wait(timeout=60)
    until(lambda: both.leader() is not None)


def _each_once(both: Pair) -> None:
    assert both.skipped() == 0
    assert {len(texts) for texts in both.said().values()} == {len(both.dues)}
    assert all(lateness[0] < FAILOVER for lateness in both.lateness())


def test_a_leader_that_is_killed_around_the_due_time_is_followed_at_once_and_each_room_hears_once(
    forks: Forks, postgres_url: str, tmp_path: Path
) -> None:
    evening = play(forks, postgres_url, tmp_path, groups=30, kills=2, seed=20)
    assert (evening.missed, evening.doubled, evening.skipped) == (0, 0, 0)
    assert all(max(deadline.owed[-1], deadline.heard) < FAILOVER for deadline in evening.deadlines)


def test_a_leader_that_dies_between_said_and_marked_leaves_nothing_to_be_said_twice(
    forks: Forks, postgres_url: str, tmp_path: Path
) -> None:
    with pair(forks, postgres_url, tmp_path, groups=10) as both:
        leader, _ = _two(both, "outbox.sent:5")
        both.remind()
        _gone(both, leader)
        until(both.all_said)
        _each_once(both)


def test_a_frozen_leader_is_put_out_and_when_it_wakes_it_says_nothing_more(
    forks: Forks, postgres_url: str, tmp_path: Path
) -> None:
    with pair(forks, postgres_url, tmp_path, groups=10) as both:
        leader, standby = _two(both)
        os.kill(leader.pid, signal.SIGSTOP)
        frozen_at = time.monotonic()
        both.remind()
        until(lambda: both.leader() is standby)
        assert time.monotonic() - frozen_at < FAILOVER
        until(both.all_said)
        os.kill(leader.pid, signal.SIGCONT)
        assert leader.wait(timeout=60) != 0
        both.remind()
        until(both.all_said)
        _each_once(both)

"""Up to when everything was heard: after a crash that is where the blind window begins."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.app import prepare
from bot.executor import Executor, Unit
from bot.hearing import Hearing, longest_stand
from domain.blind_windows import BlindWindow
from domain.calendars import SHANGHAI, day_of
from tests.cast import ROSTER
from tests.databases import file_database

NOW = datetime(2020, 10, 21, 10, 0, tzinfo=SHANGHAI)
MOMENT = timedelta(seconds=2)


@pytest.fixture
def executor(tmp_path: Path) -> Iterator[Executor]:
    engine, scene, _ = prepare(file_database(tmp_path / "x.db"), ROSTER, "memory", NOW)
    running = Executor(engine, scene.work)
    yield running
    running.close()
    engine.dispose()


def _windows(executor: Executor) -> tuple[BlindWindow, ...]:
    def look(executor: Executor) -> tuple[BlindWindow, ...] | None:
        unit = Unit("look", NOW, lambda work: work.blind_windows.of_group("qingshi", day_of(NOW)))
        return executor.submit(unit).result()

    return look(executor) or ()


def _restart(executor: Executor, at: datetime) -> None:
    asyncio.run(Hearing(executor, lambda: at).begin())


def test_a_message_that_waits_keeps_the_bot_from_having_heard_it(executor: Executor) -> None:
    announced = NOW + timedelta(seconds=5)
    hearing = Hearing(executor, lambda: NOW + timedelta(seconds=10), lambda: announced)
    asyncio.run(hearing.connected())
    asyncio.run(Hearing(executor, lambda: NOW + timedelta(seconds=60), lambda: announced).note())
    _restart(executor, NOW + timedelta(minutes=5))
    (window,) = _windows(executor)
    assert window.since <= announced - MOMENT


def test_what_was_announced_a_moment_before_a_crash_lies_in_the_window(executor: Executor) -> None:
    asyncio.run(Hearing(executor, lambda: NOW).connected())
    asyncio.run(Hearing(executor, lambda: NOW + timedelta(minutes=1)).note())
    _restart(executor, NOW + timedelta(minutes=5))
    (window,) = _windows(executor)
    assert window.since == NOW + timedelta(minutes=1) - MOMENT


def test_a_first_start_that_is_killed_before_it_hears_leaves_a_window_too(executor: Executor) -> None:
    _restart(executor, NOW)
    assert _windows(executor) == ()
    _restart(executor, NOW + timedelta(minutes=5))
    (window,) = _windows(executor)
    assert window.since == NOW - MOMENT


def test_what_may_have_come_while_the_bot_stood_still_lies_in_the_window(executor: Executor) -> None:
    asyncio.run(Hearing(executor, lambda: NOW).connected())
    asyncio.run(Hearing(executor, lambda: NOW + timedelta(minutes=1)).note(late=timedelta(seconds=7)))
    _restart(executor, NOW + timedelta(minutes=5))
    (window,) = _windows(executor)
    assert window.since == NOW + timedelta(minutes=1) - MOMENT - timedelta(seconds=7)


def test_a_message_that_still_waits_keeps_the_time_that_the_bot_stood_still_before_it(executor: Executor) -> None:
    announced = NOW + timedelta(seconds=59)
    asyncio.run(Hearing(executor, lambda: NOW).connected())
    hearing = Hearing(executor, lambda: NOW + timedelta(minutes=1), lambda: announced)
    asyncio.run(hearing.note(late=timedelta(seconds=7)))
    asyncio.run(hearing.note())
    _restart(executor, NOW + timedelta(minutes=5))
    (window,) = _windows(executor)
    assert window.since == announced - MOMENT - timedelta(seconds=7)


def test_how_long_the_bot_stood_still_is_seen() -> None:
    stands, seconds = iter([0.0, 0.1, 6.5, 0.0]), [0.0]

    async def sleep(wanted: float) -> None:
        seconds[0] += wanted + next(stands)

    assert asyncio.run(longest_stand(4, sleep, lambda: seconds[0])) == timedelta(seconds=6.5)


@pytest.mark.parametrize("comes_back", [False, True])
def test_a_message_that_waited_before_an_absence_lies_in_a_window_after_a_crash(
    executor: Executor, comes_back: bool
) -> None:
    announced = NOW + timedelta(seconds=30)

    async def live() -> None:
        hearing = Hearing(executor, lambda: NOW + timedelta(minutes=1), lambda: announced)
        hearing.away(NOW + timedelta(seconds=50))
        if comes_back:
            hearing.back(NOW + timedelta(seconds=50), NOW + timedelta(seconds=55))
        await hearing.written()
        await hearing.note()

    asyncio.run(Hearing(executor, lambda: NOW).connected())
    asyncio.run(live())
    _restart(executor, NOW + timedelta(minutes=5))
    assert any(window.since <= announced and window.until is None for window in _windows(executor))

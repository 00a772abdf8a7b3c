"""The clock of a demonstration."""

from __future__ import annotations

import math
from datetime import datetime, timedelta

from bot.paced_clocks import PacedClock
from domain.calendars import SHANGHAI
from tests.bot.performances import Steady

START = datetime(2020, 10, 20, 7, 30, tzinfo=SHANGHAI)
EVENING = START + timedelta(hours=14)


def made(speed: float = 60) -> tuple[PacedClock, Steady]:
    steady = Steady()
    clock = PacedClock(START, speed, steady)
    clock.go_on(EVENING)
    return clock, steady


def test_a_second_is_as_many_seconds_of_the_day_as_the_speed_says() -> None:
    clock, steady = made(60)
    steady.at += 2.5
    assert clock() == START + timedelta(seconds=150)
    clock.pace(600, paused=False)
    steady.at += 1
    assert clock() == START + timedelta(seconds=750)


def test_at_a_crawl_no_fraction_of_a_second_is_lost() -> None:
    clock, steady = made(1)
    for _ in range(100):
        steady.at += 0.1
        clock.go_on(EVENING)
        clock.pace(1, paused=False)
        assert clock().microsecond == 0
    assert START + timedelta(seconds=9) <= clock() <= START + timedelta(seconds=10)


def test_it_stands_still_while_paused_and_goes_on_from_there() -> None:
    clock, steady = made(60)
    steady.at += 1
    clock.pace(60, paused=True)
    steady.at += 1000
    assert clock() == START + timedelta(minutes=1) and clock.until(EVENING) == math.inf
    clock.pace(60, paused=False)
    steady.at += 1
    assert clock() == START + timedelta(minutes=2)


def test_it_never_passes_what_has_yet_to_happen_and_does_not_hurry_after_it() -> None:
    clock, steady = made(600)
    meeting = START + timedelta(minutes=5)
    clock.go_on(meeting)
    steady.at += 30
    assert clock() == meeting
    clock.stand_at(meeting)
    steady.at += 30
    assert clock() == meeting
    clock.go_on(EVENING)
    assert clock() == meeting
    steady.at += 0.1
    assert clock() == meeting + timedelta(minutes=1)


def test_it_never_goes_back() -> None:
    clock, steady = made(60)
    steady.at += 60
    shown = clock()
    clock.go_on(START)
    assert clock() == shown
    clock.stand_at(START)
    assert clock() == shown


def test_it_says_how_long_it_will_take() -> None:
    clock, _ = made(60)
    assert clock.until(START + timedelta(minutes=10)) == 10
    clock.pace(600, paused=False)
    assert clock.until(START + timedelta(minutes=10)) == 1


def test_no_speed_outside_of_what_people_may_choose() -> None:
    clock, _ = made()
    clock.pace(0, paused=False)
    assert clock.speed == 1
    clock.pace(1e9, paused=False)
    assert clock.speed == 600

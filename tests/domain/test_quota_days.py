"""每日检查量: a day is enough with 8 points of which 5 are industrial enterprises, and not with less of either."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from domain.calendars import SHANGHAI
from domain.campaigns import Quota
from domain.quota_days import QuotaDays, ShortDay, quota_days
from domain.tallies import DayTally, GroupTally, TeamTally

QUOTA = Quota(2, 8, 5)
FIRST = date(2020, 10, 19)


def day(number: int, *teams: TeamTally) -> DayTally:
    on = FIRST + timedelta(days=number)
    group = GroupTally("qingshi", "驻青石市暗访核查组", "青石市", teams)
    return DayTally(on, datetime(2020, 10, 30, tzinfo=SHANGHAI), (group,))


def made(points: int, industrial: int, team: int | None = 1, *, stopped: bool = False) -> TeamTally:
    return TeamTally("qingshi", team, points=points, industrial=industrial, stopped=stopped)


def test_a_team_reaches_its_quota_with_both_numbers_and_by_the_day() -> None:
    counts = [(8, 4), (7, 5), (8, 5), (9, 9)]
    (found,) = quota_days([day(n, made(*count)) for n, count in enumerate(counts)], QUOTA)
    assert found == QuotaDays(
        "qingshi",
        1,
        points=32,
        industrial=23,
        days=4,
        met=2,
        short=(ShortDay(FIRST, 8, 4, (0, 1)), ShortDay(FIRST + timedelta(days=1), 7, 5, (1, 0))),
    )


def test_a_day_on_which_the_check_was_broken_off_is_asked_for_nothing() -> None:
    (found,) = quota_days([day(0, made(2, 1, stopped=True)), day(1, made(8, 5))], QUOTA)
    assert (found.days, found.met, found.short, found.points) == (1, 1, (), 10)


def test_visits_of_no_team_owe_nothing() -> None:
    assert quota_days([day(0, made(3, 3, None))], QUOTA) == ()

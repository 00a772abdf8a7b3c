from __future__ import annotations

from datetime import date

import pytest

from storage.holidays import country_calendar

CALENDAR = country_calendar(2020, 2027)


@pytest.mark.parametrize(
    ("ended", "due"),
    [
        (date(2020, 11, 5), date(2020, 11, 10)),
        (date(2020, 11, 23), date(2020, 11, 26)),
        (date(2020, 12, 12), date(2020, 12, 16)),
        (date(2020, 12, 31), date(2021, 1, 6)),  # New Year's Day is a Friday
    ],
)
def test_a_round_report_is_due_on_the_third_working_day_after_the_round(ended: date, due: date) -> None:
    assert CALENDAR.after(ended, 3) == due


def test_a_holiday_friday_is_no_working_day_and_a_sunday_worked_instead_is_one() -> None:
    assert not CALENDAR.is_working(date(2020, 5, 1))
    assert CALENDAR.note(date(2020, 5, 1)) == "劳动节"
    assert CALENDAR.is_working(date(2020, 4, 26))  # a Sunday
    assert (CALENDAR.note(date(2020, 4, 26)), CALENDAR.note(date(2020, 4, 24))) == ("调休上班", "")


def test_the_working_days_of_each_round_are_those_of_the_scheme() -> None:
    rounds = [("1019", "1105", 14), ("1106", "1123", 12), ("1124", "1212", 14), ("1213", "1231", 14)]
    for first, last, worked in rounds:
        days = [date.fromisoformat(f"2020{md}").toordinal() for md in (first, last)]
        assert sum(CALENDAR.is_working(date.fromordinal(day)) for day in range(days[0], days[1] + 1)) == worked


def test_a_year_that_was_not_announced_is_not_known() -> None:
    assert CALENDAR.is_known(date(2026, 12, 31))
    assert not CALENDAR.is_known(date(2027, 1, 1))
    assert not CALENDAR.is_known(date(2019, 12, 31))  # was not asked for
    assert not CALENDAR.is_working(date(2027, 10, 1))  # the festivals are known all the same

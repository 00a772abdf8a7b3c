from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.calendars import WorkCalendar, month_end, months_after, parse_calendar
from domain.profile_tables import Reading, Table

FRIDAY = date(2020, 5, 1)
HOLIDAY = WorkCalendar({FRIDAY: "劳动节"}, {date(2020, 4, 26): "调休上班"}, frozenset({2020}))

days = st.dates(date(2000, 1, 1), date(2100, 1, 1))


def test_a_calendar_without_record_works_from_monday_to_friday_and_knows_no_year() -> None:
    plain = WorkCalendar()
    assert [plain.is_working(date(2020, 5, day)) for day in range(1, 8)] == [True, False, False, *[True] * 4]
    assert not plain.is_known(FRIDAY)


def test_a_holiday_friday_is_moved_to_either_side() -> None:
    assert HOLIDAY.on_or_before(FRIDAY) == date(2020, 4, 30)
    assert HOLIDAY.on_or_after(FRIDAY) == date(2020, 5, 4)


def test_one_month_after_the_31st_of_january_is_the_last_of_february() -> None:
    assert months_after(date(2021, 1, 31), 1) == date(2021, 2, 28)
    assert months_after(date(2020, 1, 31), 1) == date(2020, 2, 29)
    assert months_after(date(2020, 11, 30), 3) == date(2021, 2, 28)
    assert months_after(date(2020, 12, 15), 0) == date(2020, 12, 15)
    assert month_end(date(2020, 2, 1)) == date(2020, 2, 29)


@given(day=days, count=st.integers(1, 30))
def test_the_nth_working_day_after_has_n_working_days_up_to_it(day: date, count: int) -> None:
    end = HOLIDAY.after(day, count)
    assert HOLIDAY.is_working(end)
    between = range(1, (end - day).days + 1)
    assert sum(HOLIDAY.is_working(day + timedelta(days=n)) for n in between) == count


def test_a_profile_sets_days_right_and_vouches_for_a_year() -> None:
    written = [{"day": FRIDAY, "work": True, "note": "值班"}, {"day": date(2020, 5, 6), "work": False}]
    reading = Reading()
    calendar = parse_calendar([Table(one, reading) for one in written], [2021], HOLIDAY)
    assert reading.all_faults() == ()
    assert (calendar.is_working(FRIDAY), calendar.note(FRIDAY)) == (True, "值班")
    assert (calendar.is_working(date(2020, 5, 6)), calendar.note(date(2020, 5, 6))) == (False, "放假")
    assert calendar.known == {2020, 2021}

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendars import SHANGHAI, WorkCalendar, at_time
from domain.due_rules import Course, Deadline, DueRule, When, deadline_after, deadlines, deadlines_on, parse_due
from domain.profile_tables import Reading, Table
from domain.rosters import Round
from domain.stages import Stage, parse_stage, stages_on
from storage.holidays import country_calendar

CALENDAR = country_calendar(2019, 2027)
ROUNDS = (
    Round(1, date(2020, 10, 19), date(2020, 11, 5)),
    Round(2, date(2020, 11, 6), date(2020, 11, 23)),
    Round(3, date(2020, 11, 24), date(2020, 12, 12)),
    Round(4, date(2020, 12, 13), date(2020, 12, 31)),
)
COURSE = Course(date(2020, 10, 19), date(2020, 12, 31), ROUNDS, (), CALENDAR)


def stage(number: int, start: Any, end: Any) -> Stage:
    reading = Reading()
    read = parse_stage(Table({"number": number, "name": f"阶段{number}", "start": start, "end": end}, reading))
    assert reading.all_faults() == ()
    return read


STAGES = (
    stage(1, "2020-04", "2020-04"),
    stage(2, "2020-04下旬", "2020-06中旬"),
    stage(3, "2020-05上旬", "2020-07下旬"),
    stage(4, date(2020, 4, 1), "2020-07下旬"),
    stage(5, "2020-08上旬", "2020-09下旬"),
    stage(6, "2020-10", "2020-12"),
)
YEAR = Course(date(2020, 4, 1), date(2020, 12, 31), (), STAGES, CALENDAR)


def rule(**written: Any) -> DueRule:
    reading = Reading()
    read = parse_due(Table(written, reading, "due."))
    assert reading.all_faults() == ()
    return read


def days(found: tuple[Deadline, ...]) -> list[str]:
    return [f"{deadline.day:%m-%d}" for deadline in found]


def test_a_daily_rule_is_due_on_every_day_rest_days_included() -> None:
    found = deadlines(rule(when="daily", at=time(20)), COURSE)
    assert len(found) == 74
    assert found[0].at == datetime(2020, 10, 19, 20, tzinfo=SHANGHAI)
    assert all(d.first == d.day == d.last and d.is_known and not d.note for d in found)


def test_round_reports_are_due_three_working_days_after_each_round() -> None:
    found = deadlines(rule(when="round_end", working_days=3), COURSE)
    assert [(d.key, d.day.isoformat()) for d in found] == [
        ("round-1", "2020-11-10"),
        ("round-2", "2020-11-26"),
        ("round-3", "2020-12-16"),
        ("round-4", "2021-01-06"),
    ]
    assert (found[0].first, found[0].last) == (date(2020, 10, 19), date(2020, 11, 5))
    assert found[0].at == at_time(date(2020, 11, 11), time(0))  # the whole of the third day
    assert all(d.is_known for d in found)


def test_a_round_that_is_moved_moves_its_deadline_and_keeps_its_key() -> None:
    moved = (ROUNDS[0], Round(2, date(2020, 11, 6), date(2020, 11, 27)), Round(3, date(2020, 11, 28), ROUNDS[2].end))
    course = Course(COURSE.start, COURSE.end, (*moved, ROUNDS[3]), (), CALENDAR)
    found = {d.key: d.day for d in deadlines(rule(when="round_end", working_days=3), course)}
    assert found["round-2"] == date(2020, 12, 2)
    assert (found["round-1"], found["round-3"]) == (date(2020, 11, 10), date(2020, 12, 16))


@pytest.mark.parametrize(
    ("holiday", "around_may"),
    [
        ("keep", ["04-24", "05-01", "05-08"]),
        ("advance", ["04-24", "04-30", "05-08"]),
        ("postpone", ["04-24", "05-06", "05-08"]),
        ("skip", ["04-24", "05-08", "05-15"]),
    ],
)
def test_weekly_reports_of_a_stage_with_each_holiday_policy(holiday: str, around_may: list[str]) -> None:
    found = deadlines(rule(when="weekly", weekday=5, at=time(17, 30), stage=2, holiday=holiday), YEAR)
    assert days(found)[:3] == around_may
    assert days(found)[-1] == "06-19"
    assert len(found) == (8 if holiday == "skip" else 9)
    moved = [d for d in found if d.note]
    assert [(d.planned, d.note) for d in moved] == ([] if holiday == "skip" else [(date(2020, 5, 1), "劳动节")])


def test_a_week_covers_the_seven_days_up_to_its_day_and_begins_with_the_stage() -> None:
    found = deadlines(rule(when="weekly", weekday=5, at=time(17, 30), stage=2), YEAR)
    assert [(d.first.day, d.last.day) for d in found[:2]] == [(21, 24), (25, 1)]
    assert found[0].at == datetime(2020, 4, 24, 17, 30, tzinfo=SHANGHAI)


def test_stages_of_thirds_of_months_may_overlap() -> None:
    assert [s.number for s in stages_on(date(2020, 6, 5), STAGES)] == [2, 3, 4]
    assert (STAGES[1].start, STAGES[1].end) == (date(2020, 4, 21), date(2020, 6, 20))
    assert STAGES[4].end == date(2020, 9, 30)


@pytest.mark.parametrize("written", ["2020-13", "2020-04初", "4月下旬", "", "2020-04下旬 "])
def test_a_day_that_is_no_month_and_no_third_of_one_is_refused(written: str) -> None:
    reading = Reading()
    parse_stage(Table({"number": 1, "name": "x", "start": written, "end": date(2020, 5, 1)}, reading))
    assert len(reading.all_faults()) == (0 if written.strip() == "2020-04下旬" else 1)


def test_quarter_ends_and_month_ends_cover_what_came_since_the_last() -> None:
    found = deadlines(rule(when="quarter_end"), YEAR)
    assert [(d.key, d.first.isoformat(), d.day.isoformat()) for d in found] == [
        ("2020-Q2", "2020-04-01", "2020-06-30"),
        ("2020-Q3", "2020-07-01", "2020-09-30"),
        ("2020-Q4", "2020-10-01", "2020-12-31"),
    ]
    assert days(deadlines(rule(when="quarter_end", holiday="advance"), YEAR)) == ["06-30", "09-30", "12-31"]
    assert days(deadlines(rule(when="month_end"), COURSE)) == ["10-31", "11-30", "12-31"]
    assert days(deadlines(rule(when="month_end", months=2), YEAR)) == ["05-31", "07-31", "09-30", "11-30"]


def test_the_interval_is_another_in_the_season() -> None:
    course = Course(date(2019, 6, 1), date(2020, 12, 31), (), (), CALENDAR)
    found = deadlines(rule(when="every_months", months=3, season=[10, 11, 12, 1, 2, 3], season_months=2), course)
    starts = [date(2019, 6, 1), date(2019, 9, 1), date(2019, 12, 1), date(2020, 2, 1), date(2020, 4, 1)]
    assert [d.first for d in found[:5]] == starts
    assert found[5].first == date(2020, 7, 1)
    assert days(deadlines(rule(when="every_months", months=3), YEAR)) == ["07-01", "10-01"]


def test_one_month_after_the_31st_of_january_is_the_last_of_february() -> None:
    found = deadlines(rule(when="months_after", months=1, after=date(2021, 1, 31)), YEAR)
    assert [d.day for d in found] == [date(2021, 2, 28)]
    handed_over = rule(when="months_after", months=1, holiday="postpone")
    assert deadlines(handed_over, YEAR) == ()
    after = deadline_after(handed_over, date(2021, 1, 31), CALENDAR)
    assert after is not None and after.day == date(2021, 3, 1)  # 28 February 2021 is a Sunday


def test_days_that_are_written_down() -> None:
    course = Course(date(2019, 6, 1), date(2019, 12, 31), (), (), CALENDAR)
    found = deadlines(rule(when="dates", dates=[date(2019, 12, 31), date(2019, 8, 31)], holiday="keep"), course)
    assert [(d.first, d.day) for d in found] == [
        (date(2019, 6, 1), date(2019, 8, 31)),
        (date(2019, 9, 1), date(2019, 12, 31)),
    ]
    assert found[0].note == "休息日"  # a Saturday


def test_a_date_that_hangs_on_days_off_not_yet_announced_says_so() -> None:
    last = (Round(1, date(2026, 12, 1), date(2026, 12, 31)),)
    course = Course(last[0].start, last[0].end, last, (), CALENDAR)
    assert [d.is_known for d in deadlines(rule(when="round_end", working_days=3), course)] == [False]
    assert [d.is_known for d in deadlines(rule(when="round_end", working_days=0), course)] == [True]
    assert all(d.is_known for d in deadlines(rule(when="daily"), course))


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ({"when": "fortnightly"}, "due.when 应为 daily、round_start、round_end、weekly"),
        ({"when": "weekly", "weekday": 8}, "due.weekday 应不大于7"),
        ({"when": "weekly"}, "due.weekday 没有写"),
        ({"when": "daily", "holiday": "skip"}, "不认识的键 due.holiday"),
        ({"when": "round_end", "days": 3}, "不认识的键 due.days，是不是 due.working_days？"),
        ({"when": "every_months", "months": 3, "season": [13], "season_months": 2}, "due.season 应为 1 至 12 的月份"),
    ],
)
def test_a_rule_that_cannot_be_meant_is_refused(written: dict[str, Any], told: str) -> None:
    reading = Reading()
    parse_due(Table(written, reading, "due."))
    assert told in "\n".join(reading.all_faults())


rules = st.one_of(
    st.builds(DueRule, when=st.just(When.WEEKLY), weekday=st.integers(1, 7)),
    st.builds(DueRule, when=st.sampled_from([When.MONTH_END, When.EVERY_MONTHS]), count=st.integers(1, 12)),
    st.builds(DueRule, when=st.sampled_from([When.DAILY, When.QUARTER_END])),
)


@given(rule=rules, start=st.dates(date(2019, 1, 1), date(2022, 1, 1)), length=st.integers(0, 400))
def test_periods_of_a_rule_follow_one_another_and_keys_are_its_own(rule: DueRule, start: date, length: int) -> None:
    course = Course(start, start + timedelta(days=length), (), (), WorkCalendar())
    found = deadlines(rule, course)
    assert len({d.key for d in found}) == len(found)
    assert all(course.start <= d.first <= d.last <= d.day <= course.end for d in found)
    assert [b.first for _, b in pairwise(found)] == [d.last + timedelta(days=1) for d in found[:-1]]
    assert all(deadlines_on(rule, course, deadline.day) == (deadline,) for deadline in found[-2:])

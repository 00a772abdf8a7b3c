from __future__ import annotations

from dataclasses import replace
from datetime import date

from documents.papers import due_name
from domain.due_rules import Course, DueRule, When, deadlines
from domain.periods import Period, period_of
from domain.rosters import Round
from storage.holidays import country_calendar


def last_report(year: int) -> Period:
    """The period of a report three working days after a round that ends with the year."""
    r = Round(1, date(year, 12, 1), date(year, 12, 31))
    course = Course(r.start, r.end, (r,), (), country_calendar(year - 1, year + 1))
    (deadline,) = deadlines(DueRule(When.ROUND_END, count=3), course)
    return period_of(deadline)


def test_a_deadline_is_named_by_its_day_and_clock() -> None:
    assert due_name(last_report(2020), date(2020, 12, 30)) == "1月6日24:00"
    assert due_name(last_report(2020), date(2021, 1, 6)) == "24:00"


def test_a_deadline_that_hangs_on_days_off_not_announced_says_so() -> None:
    told = due_name(last_report(2030), date(2030, 12, 30))
    assert told.endswith("24:00（2031年调休未公布，以通知为准）")
    assert due_name(replace(last_report(2030), is_known=True), date(2030, 12, 30)) == told.split("（")[0]

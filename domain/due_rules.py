"""Due rules (上报时限): when something is due, as data of a profile, laid on the days of a campaign.

How to use it: `parse_due(table.sub("due"))` reads a rule; `deadlines(rule, course)` gives every moment at which it
falls due, in order, with the days that it covers; `deadlines_on(rule, course, day)` those of one day. The course is
`campaign.course(rounds)`, with the rounds in force: where a round's dates change, its deadlines move by themselves, and
keep their keys (`round-2`). Something that is due after an event (a month after it was handed over) has no day before
the event: `deadline_after(rule, day, calendar)`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from domain.calendars import WorkCalendar, at_time, days_from, midnight_after, month_end, months_after
from domain.profile_tables import Table
from domain.rosters import Round
from domain.stages import Stage

_QUARTER = 3  # months
_YEAR = 12
_WEEK = 7
_DAY = timedelta(days=1)


class When(StrEnum):
    """How the days of a rule are found."""

    DAILY = "daily"  # every day, rest days included (002: 每天晚上8点前)
    ROUND_START = "round_start"  # by the midnight at which each round begins (000: 集中开展行前教育)
    ROUND_END = "round_end"  # so many working days after each round (002: 每轮次结束后3个工作日内)
    WEEKLY = "weekly"  # on one day of the week (003: 每周五下午5:30前)
    MONTH_END = "month_end"  # the last day of every month, or of every n-th
    QUARTER_END = "quarter_end"  # the last day of March, June, September and December (001: 每季度末)
    EVERY_MONTHS = "every_months"  # every n months from the first day; in the season another number (001: 第十条)
    MONTHS_AFTER = "months_after"  # n months after a day, or after an event (000: 一个月内)
    DATES = "dates"  # on the days that are written down


class Holiday(StrEnum):
    """What becomes of a day that is not worked."""

    KEEP = "keep"  # it stays
    ADVANCE = "advance"  # the working day before it
    POSTPONE = "postpone"  # the working day after it
    SKIP = "skip"  # nothing is due


@dataclass(frozen=True, slots=True)
class DueRule:
    """When something is due: at a Shanghai clock, strictly before it in time; None: up to midnight.

    `count` is working days of ROUND_END, months of the others; `weekday` 1 is Monday. `stage` is the number of the
    stage that it is due in, None for the whole campaign. Months of `season` are reckoned with `season_count`.
    """

    when: When
    at: time | None = None
    holiday: Holiday = Holiday.KEEP
    stage: int | None = None
    count: int = 0
    weekday: int = 0
    after: date | None = None
    dates: tuple[date, ...] = ()
    season: frozenset[int] = frozenset()
    season_count: int = 0


@dataclass(frozen=True, slots=True)
class Course:
    """The days on which rules are laid: of the campaign, its rounds in force, its stages, and which are worked."""

    start: date
    end: date
    rounds: Sequence[Round]
    stages: Sequence[Stage]
    calendar: WorkCalendar

    def span(self, stage: int | None) -> tuple[date, date]:
        """The first and last day of a stage, of the campaign for None."""
        found = next((s for s in self.stages if s.number == stage), None)
        return (found.start, found.end) if found else (self.start, self.end)


@dataclass(frozen=True, slots=True)
class Deadline:
    """One moment at which something is due: what comes strictly before `at` is in time.

    `key` names it among its rule's (`2020-10-21`, `round-1`, `2020-Q4`) and stays when its day moves. It covers
    `first` to `last`, both included. It is due on `day`; the rule alone, without days off, says `planned`. `note` tells
    what that is for a day off (劳动节). `is_known` is False where it hangs on days off that are not announced.
    """

    key: str
    first: date
    last: date
    day: date
    at: datetime
    planned: date
    note: str = ""
    is_known: bool = True


@dataclass(frozen=True, slots=True)
class _Planned:
    key: str
    first: date
    last: date
    day: date


def deadlines(rule: DueRule, course: Course) -> tuple[Deadline, ...]:
    """Every deadline of the rule, the earliest first. After a round's or stage's end there may be some too."""
    laid = (_laid(rule, planned, course.calendar) for planned in _PLANS[rule.when](rule, course))
    return tuple(sorted((deadline for deadline in laid if deadline), key=lambda deadline: deadline.at))


def deadlines_on(rule: DueRule, course: Course, day: date) -> tuple[Deadline, ...]:
    """The deadlines of the rule on one day."""
    return tuple(deadline for deadline in deadlines(rule, course) if deadline.day == day)


def deadline_after(rule: DueRule, day: date, calendar: WorkCalendar) -> Deadline | None:
    """When a MONTHS_AFTER rule is due for something that happened on a day; None where a day off skips it."""
    end = months_after(day, rule.count)
    return _laid(rule, _Planned(day.isoformat(), day, end, end), calendar)


def _laid(rule: DueRule, planned: _Planned, calendar: WorkCalendar) -> Deadline | None:
    """A planned day with days off and the clock reckoned in."""
    day = planned.day
    hangs = rule.when is not When.DAILY and rule.holiday is not Holiday.KEEP
    if hangs and not calendar.is_working(day):
        if rule.holiday is Holiday.SKIP:
            return None
        day = calendar.on_or_before(day) if rule.holiday is Holiday.ADVANCE else calendar.on_or_after(day)
    counted = (planned.last + _DAY, day) if rule.when is When.ROUND_END and rule.count else ()
    doubted = (*counted, planned.day, day) if hangs or counted else ()
    at = midnight_after(day) if rule.at is None else at_time(day, rule.at)
    note = "" if rule.when is When.DAILY or calendar.is_working(planned.day) else calendar.note(planned.day) or "休息日"
    known = all(calendar.is_known(day) for day in doubted)
    return Deadline(planned.key, planned.first, planned.last, day, at, planned.day, note, known)


def _daily(rule: DueRule, course: Course) -> Iterator[_Planned]:
    return (_Planned(day.isoformat(), day, day, day) for day in days_from(*course.span(rule.stage)))


def _round_starts(rule: DueRule, course: Course) -> Iterator[_Planned]:
    for r in course.rounds:
        yield _Planned(f"round-{r.number}", r.start, r.end, r.start - _DAY)


def _round_ends(rule: DueRule, course: Course) -> Iterator[_Planned]:
    for r in course.rounds:
        yield _Planned(f"round-{r.number}", r.start, r.end, course.calendar.after(r.end, rule.count))


def _weekly(rule: DueRule, course: Course) -> Iterator[_Planned]:
    start, end = course.span(rule.stage)
    for day in days_from(start, end):
        if day.isoweekday() == rule.weekday:
            yield _Planned(day.isoformat(), max(start, day - timedelta(days=_WEEK - 1)), day, day)


def _month_ends(rule: DueRule, course: Course) -> Iterator[_Planned]:
    first, end = course.span(rule.stage)
    day = month_end(months_after(first, rule.count - 1))
    while day <= end:
        yield _Planned(f"{day:%Y-%m}", first, day, day)
        first, day = day + _DAY, month_end(months_after(day, rule.count))


def _quarter_ends(rule: DueRule, course: Course) -> Iterator[_Planned]:
    first, end = course.span(rule.stage)
    day = month_end(months_after(first, -first.month % _QUARTER))
    while day <= end:
        yield _Planned(f"{day.year}-Q{day.month // _QUARTER}", first, day, day)
        first, day = day + _DAY, month_end(months_after(day, _QUARTER))


def _every_months(rule: DueRule, course: Course) -> Iterator[_Planned]:
    """The interval is that of the month in which it begins; the day of the month is the first day's throughout."""
    start, end = course.span(rule.stage)
    passed, first = 0, start
    while True:
        passed += rule.season_count if first.month in rule.season else rule.count
        day = months_after(start, passed)
        if day > end:
            return
        yield _Planned(day.isoformat(), first, day - _DAY, day)
        first = day


def _months_after(rule: DueRule, course: Course) -> Iterator[_Planned]:
    if rule.after is not None:
        end = months_after(rule.after, rule.count)
        yield _Planned(rule.after.isoformat(), rule.after, end, end)


def _dates(rule: DueRule, course: Course) -> Iterator[_Planned]:
    first = course.span(rule.stage)[0]
    for day in sorted(rule.dates):
        yield _Planned(day.isoformat(), min(first, day), day, day)
        first = day + _DAY


_PLANS: Mapping[When, Callable[[DueRule, Course], Iterator[_Planned]]] = {
    When.DAILY: _daily,
    When.ROUND_START: _round_starts,
    When.ROUND_END: _round_ends,
    When.WEEKLY: _weekly,
    When.MONTH_END: _month_ends,
    When.QUARTER_END: _quarter_ends,
    When.EVERY_MONTHS: _every_months,
    When.MONTHS_AFTER: _months_after,
    When.DATES: _dates,
}


def parse_due(table: Table) -> DueRule:
    """The rule in a `due` table of a profile; each `when` has keys of its own, others are refused."""
    when = table.choice("when", When)
    clock = table.clock("at") if table.has("at") else None
    holiday = Holiday.KEEP
    if when not in (When.DAILY, When.ROUND_START, When.ROUND_END):
        holiday = table.choice("holiday", Holiday, default=Holiday.KEEP)
    bound = when not in (When.ROUND_START, When.ROUND_END, When.MONTHS_AFTER) and table.has("stage")
    seasonal = when is When.EVERY_MONTHS and table.has("season")
    return DueRule(
        when,
        clock,
        holiday,
        stage=table.whole("stage", least=1) if bound else None,
        count=_count(table, when),
        weekday=table.whole("weekday", least=1, most=_WEEK) if when is When.WEEKLY else 0,
        after=table.day("after") if when is When.MONTHS_AFTER and table.has("after") else None,
        dates=table.list_of("dates", date, "日期") if when is When.DATES else (),
        season=_months(table, "season") if seasonal else frozenset(),
        season_count=table.whole("season_months", least=1, most=_YEAR) if seasonal else 0,
    )


def _months(table: Table, key: str) -> frozenset[int]:
    months = frozenset(table.list_of(key, int, "月份"))
    if not months <= set(range(1, _YEAR + 1)):
        table.fault(key, f"应为 1 至 {_YEAR} 的月份，现为 {sorted(months)}")
    return months


def _count(table: Table, when: When) -> int:
    if when is When.ROUND_END:
        return table.whole("working_days", most=100)
    if when is When.MONTH_END:
        return table.whole("months", least=1, most=_YEAR, default=1)
    if when in (When.EVERY_MONTHS, When.MONTHS_AFTER):
        return table.whole("months", least=1, most=_YEAR)
    return 0

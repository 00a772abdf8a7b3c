"""When the bot has to speak of what is owed: recounted from the scheme's words, like domain/recounts.py."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.recounts import Record, Verdict, closes_at, count, quiet_end
from domain.simulations import Due, Report, Terms

_ZONE = ZoneInfo("Asia/Shanghai")
_SATURDAY = 5
_DAYS_OFF = frozenset({date(2021, 1, 1)})  # 国务院: between October 2020 and the first week of January 2021
_SECOND = timedelta(seconds=1)
_PATIENCE = timedelta(days=1)


def report_dues(report: Report, round_ends: Sequence[date]) -> Iterator[tuple[date, Due]]:
    """What is owed after each round, with the day by whose end it is due: 每轮次工作结束后3个工作日内."""
    for number, last in enumerate(round_ends, 1):
        day, left = last, report.working_days
        while left:
            day += timedelta(days=1)
            left -= day.weekday() < _SATURDAY and day not in _DAYS_OFF
        at = _midnight(day + timedelta(days=1))
        yield day, Due(report.paper, f"round-{number}", at, _midnight(last), at, report.signed)


def call_at(due_at: datetime, record: Record) -> datetime | None:
    """When the roll is called: a settling time after the deadline, or when the bot hears again; None: never."""
    return _by_day(due_at + record.terms.settle, record)


def reminder_times(day: date, terms: Terms) -> list[datetime]:
    """When is reminded of the day's papers."""
    return [_clock(day, clock) for clock in sorted(terms.reminders)]


def report_reminder_times(day: date, report: Report) -> list[datetime]:
    """When is reminded of a report that is due by the end of the day."""
    return sorted(_clock(day + timedelta(days=days), clock) for days, clock in report.reminders)


def reminded_at(planned: Sequence[datetime], number: int, due_at: datetime, record: Record) -> datetime | None:
    """When the reminder of that number goes out; None where the next one or the deadline has overtaken it."""
    now = when_awake(planned[number], record)
    return now if now < [*planned, due_at][number + 1] else None


def step_at(due_at: datetime, minutes: int, record: Record) -> datetime | None:
    """When a step of the ladder is taken first; None: never."""
    return _by_day(due_at + timedelta(minutes=minutes), record)


def told_at(group: str, due: Due, first: datetime, record: Record) -> datetime | None:
    """When a step that is first taken then tells of a group; None where nothing is to be told.

    What may be hidden waits until the group has had its time to answer.
    """
    now = first
    while now < first + _PATIENCE:
        verdict = count(group, due, now + _SECOND, now, record).verdict
        if verdict is not Verdict.UNCONFIRMED:
            return now if verdict in (Verdict.MISSING, Verdict.RETURNED, Verdict.UNSIGNED) else None
        now = _next_look(group, now, record)
    return None


def _next_look(group: str, now: datetime, record: Record) -> datetime:
    """When the first of the open outages closes for the group; some time from now where that is not known yet."""
    closing = [closes_at(n, group, record) for n, outage in enumerate(record.outages) if outage.since <= now]
    known = [at for at in closing if at is not None and now < at and at - record.terms.blind_hold <= now]
    later = when_awake(min([*known, now + record.terms.blind_hold]), record)
    return quiet_end(later, record.terms) or later


def when_awake(at: datetime, record: Record) -> datetime:
    """That time, or the end of the outage in which it falls."""
    return next((outage.until for outage in record.outages if outage.since <= at < outage.until), at)


def _by_day(planned: datetime, record: Record) -> datetime | None:
    """When the bot is awake and no room sleeps; None where that would be too late."""
    now = when_awake(planned, record)
    if now > planned + record.terms.late_grace:
        return None
    morning = quiet_end(now, record.terms)
    return now if morning is None else when_awake(morning, record)


def _clock(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, tzinfo=_ZONE)


def _midnight(day: date) -> datetime:
    return _clock(day, time(0))

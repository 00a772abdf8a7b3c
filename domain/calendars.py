"""Days and times of a campaign: every time is aware, a day is a day in Asia/Shanghai."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def day_of(at: datetime) -> date:
    """The day in Asia/Shanghai on which an aware time falls.

    Raises ValueError for a naive time: it belongs to no day.
    """
    if at.tzinfo is None:
        raise ValueError(f"a time without an offset: {at!r}")
    return at.astimezone(SHANGHAI).date()


def at_time(day: date, clock: time) -> datetime:
    """The moment at which a clock in Shanghai shows `clock` on `day`."""
    return datetime.combine(day, clock, tzinfo=SHANGHAI)


def midnight_after(day: date) -> datetime:
    """The first moment that no longer belongs to `day`."""
    return at_time(day + timedelta(days=1), time(0))


def minutes_late(at: datetime, due: datetime) -> int:
    """Whole minutes after the deadline, at least 1 for anything late; 0 when in time.

    "晚上8点前" (seed 002, 五(三)) is strictly before: 20:00:00 itself is late. Minutes that have only
    begun are not counted: 20:07:05 is 7 minutes late, as anyone would say who reads the clock.
    """
    if at < due:
        return 0
    return max(1, int((at - due).total_seconds()) // 60)

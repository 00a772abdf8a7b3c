"""Days and times of a campaign: every time is aware, a day is a day in Asia/Shanghai."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.profile_tables import Table

SHANGHAI = ZoneInfo("Asia/Shanghai")

_DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Which days are worked: Monday to Friday, but for the days of `rest`, and the days of `work` (调休) besides.

    Both tell what the day is (国庆节); `known` are the years whose 调休 is on record. For others the answer is the
    best there is, and whoever is told a date that hangs on it is told so too.
    """

    rest: Mapping[date, str] = field(default_factory=dict)
    work: Mapping[date, str] = field(default_factory=dict)
    known: frozenset[int] = frozenset()

    def is_working(self, day: date) -> bool:
        return day in self.work or (day.weekday() < _SATURDAY and day not in self.rest)

    def is_known(self, day: date) -> bool:
        """Whether 调休 of the day's year is on record."""
        return day.year in self.known

    def after(self, day: date, count: int) -> date:
        """The working day number `count` after a day, which does not count itself; the day itself for 0."""
        for _ in range(count):
            day = self.on_or_after(day + _DAY)
        return day

    def on_or_after(self, day: date) -> date:
        """The first working day from this one on."""
        while not self.is_working(day):
            day += _DAY
        return day

    def on_or_before(self, day: date) -> date:
        """The last working day up to this one."""
        while not self.is_working(day):
            day -= _DAY
        return day

    def note(self, day: date) -> str:
        """What the day is (国庆节, 调休上班), "" for a day like any other."""
        return self.work.get(day) or self.rest.get(day, "")

    def corrected(self, work: Mapping[date, str], rest: Mapping[date, str], known: Iterable[int]) -> WorkCalendar:
        """This calendar, with some days set otherwise."""
        return replace(
            self,
            rest={**{day: note for day, note in self.rest.items() if day not in work}, **rest},
            work={**{day: note for day, note in self.work.items() if day not in rest}, **work},
            known=self.known | frozenset(known),
        )


def parse_calendar(tables: Iterable[Table], known: Iterable[int], calendar: WorkCalendar) -> WorkCalendar:
    """The calendar, set right by the `[[calendar]]` tables of a profile; `known` are the years it vouches for."""
    days: dict[bool, dict[date, str]] = {True: {}, False: {}}
    for table in tables:
        is_work = table.yes("work")
        days[is_work][table.day("day")] = table.text("note", default="调休上班" if is_work else "放假")
    return calendar.corrected(days[True], days[False], known)


def months_after(day: date, count: int) -> date:
    """The same day so many months later, or the month's last where it has no such day (31 January: 28 February)."""
    years, month = divmod(day.month - 1 + count, 12)
    return date(day.year + years, month + 1, min(day.day, monthrange(day.year + years, month + 1)[1]))


def month_end(day: date) -> date:
    """The last day of the day's month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def days_from(first: date, last: date) -> Iterator[date]:
    """Each day from first to last, both included."""
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


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

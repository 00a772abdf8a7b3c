"""Control periods (管控期间): a city, a level, from when to when; which visits were made inside one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol

from domain.calendars import at_time, day_of
from domain.profile_tables import Table
from domain.rosters import Roster
from domain.visits import Visit

_BLANK = re.compile("〔([^〔〕]*)〕")
_BLANKS = frozenset({"级别", "起", "止"})


@dataclass(frozen=True, slots=True)
class ControlLevel:
    """A level of 重污染天气预警: its name, the words that name it, and the instruction that begins it, a template."""

    name: str
    words: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class ControlRule:
    """What control periods there are. `lifted` is the template of the instruction that ends one.

    A template has 〔级别〕, 〔起〕 and 〔止〕 to be filled in.
    """

    levels: Mapping[str, ControlLevel]
    lifted: str
    longest: timedelta
    furthest_ahead: timedelta
    furthest_back: timedelta


def parse_control(table: Table) -> ControlRule:
    """The rule in `[control]` of a profile."""
    return ControlRule(
        {level.text("key"): _level(level) for level in table.tables("levels")},
        _template(table, "lifted"),
        table.days("longest_days"),
        table.days("ahead_days"),
        table.days("back_days"),
    )


def _level(table: Table) -> ControlLevel:
    words = tuple(word.lower() for word in table.words("words"))
    return ControlLevel(table.text("name"), words, _template(table, "text"))


def _template(table: Table, key: str) -> str:
    text = table.text(key)
    for unknown in sorted(set(_BLANK.findall(text)) - _BLANKS)[:1]:
        table.fault(key, f"只能用〔级别〕〔起〕〔止〕，现有〔{unknown}〕")
    return text


@dataclass(frozen=True, slots=True)
class ControlPeriod:
    """One announcement. `number` counts them; of two that cover one moment in a city the later one holds.

    `city` is the host city as the roster writes it, `level` a key of the profile. It covers `start` up to `end`
    (None: until it is ended); `ended_at` is when 解除 cut it short.
    """

    number: int
    city: str
    level: str
    start: datetime
    end: datetime | None
    ended_at: datetime | None = None

    @property
    def until(self) -> datetime | None:
        """When it is over, as far as is known."""
        ends = [moment for moment in (self.end, self.ended_at) if moment is not None]
        return min(ends, default=None)

    def covers(self, at: datetime) -> bool:
        return self.start <= at and (self.until is None or at < self.until)

    def touches(self, start: datetime, end: datetime) -> bool:
        """Whether any moment from `start` up to `end` is covered."""
        until = self.until
        return self.start < end and (until is None or (until > start and until > self.start))


def holding(periods: Iterable[ControlPeriod], city: str, at: datetime) -> ControlPeriod | None:
    """The period that holds in a city at a moment: the one announced last."""
    return max((p for p in periods if p.city == city and p.covers(at)), key=lambda p: p.number, default=None)


class Told(Protocol):
    """What was made on a day and told of at a moment."""

    @property
    def day(self) -> date: ...

    @property
    def reported_at(self) -> datetime: ...


def control_of(visit: Told, city: str, periods: Sequence[ControlPeriod]) -> ControlPeriod | None:
    """The period inside which a visit was made: by when it was told, or, told later, by the day it was made on."""
    if day_of(visit.reported_at) == visit.day:
        return holding(periods, city, visit.reported_at)
    found = (p for p in touching(periods, visit.day) if p.city == city)
    return max(found, key=lambda p: p.number, default=None)


def touching(periods: Iterable[ControlPeriod], day: date) -> list[ControlPeriod]:
    """The periods that cover any moment of a day."""
    start = at_time(day, time(0))
    return [p for p in periods if p.touches(start, start + timedelta(days=1))]


def controls_of(visits: Iterable[Visit], roster: Roster, periods: Sequence[ControlPeriod]) -> Mapping[int, str]:
    """{number: level} of the visits made inside a period of their group's host city."""
    cities = {group.key: group.city for group in roster.groups}
    found = ((visit.number, control_of(visit, cities.get(visit.group, ""), periods)) for visit in visits)
    return {number: period.level for number, period in found if number is not None and period is not None}


def in_force(periods: Iterable[ControlPeriod], cities: Iterable[str], now: datetime) -> list[ControlPeriod]:
    """What holds now and what is still to come, city by city, the earliest first."""
    known = list(periods)
    found = []
    for city in cities:
        own = [p for p in known if p.city == city]
        now_holds = holding(own, city, now)
        coming = [p for p in own if p.start > now and (p.until is None or p.until > p.start)]
        found += [one for one in (now_holds, *sorted(coming, key=lambda p: p.start)) if one is not None]
    return found


def fill_in(template: str, rule: ControlRule, level: str, start: str, end: str) -> str:
    """A template of the profile with its 〔级别〕〔起〕〔止〕 filled in, each once: values are never read again."""
    values = {"级别": rule.levels[level].name, "起": start, "止": end}
    head, *pieces = template.split("〔")
    told = [head]
    for piece in pieces:
        name, closed, rest = piece.partition("〕")
        told.append(values[name] + rest if closed and name in values else f"〔{piece}")
    return "".join(told)

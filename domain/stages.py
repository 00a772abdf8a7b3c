"""Stages of a scheme (seed 003, 四): they may overlap, and schemes give their days by halves and thirds of months."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from domain.calendars import month_end
from domain.profile_tables import Table, shown

#: 2020-04, 2020-04上旬: a month, or ten days of it.
_MONTH = re.compile(r"(?P<year>20\d\d)-(?P<month>0[1-9]|1[0-2])(?P<third>[上中下]旬)?")
_THIRDS = {"上旬": (1, 10), "中旬": (11, 20), "下旬": (21, None), None: (1, None)}


@dataclass(frozen=True, slots=True)
class Stage:
    """From `start` to `end`, both included."""

    number: int
    name: str
    start: date
    end: date


def stages_on(day: date, stages: Iterable[Stage]) -> tuple[Stage, ...]:
    """The stages to which a day belongs: none, one or several."""
    return tuple(stage for stage in stages if stage.start <= day <= stage.end)


def parse_stage(table: Table) -> Stage:
    """The stage in a `[[stages]]` of a profile. A day is a date, or text like 2020-04下旬: its first, or last, day."""
    start, end = (_day(table, key) for key in ("start", "end"))
    if date.min < end[1] < start[0]:
        table.fault("end", f"不能早于 start（{start[0]}），现为 {end[1]}")
    return Stage(table.whole("number", least=1), table.text("name"), start[0], end[1])


def _day(table: Table, key: str) -> tuple[date, date]:
    """The first and the last day that are meant."""
    value = table.values.get(key)
    if not isinstance(value, str):
        day = table.day(key)
        return day, day
    match = _MONTH.fullmatch(table.text(key))
    if match is None:
        table.fault(key, f"应为日期（如 2020-04-21）或 “2020-04下旬”“2020-04” 这样的文字，现为 {shown(value)}")
        return date.min, date.min
    first = date(int(match["year"]), int(match["month"]), 1)
    begin, end = _THIRDS[match["third"]]
    return first.replace(day=begin), first.replace(day=end) if end else month_end(first)

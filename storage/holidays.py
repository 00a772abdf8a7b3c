"""The country's days off and the days worked instead (调休), year by year as the package `holidays` records them."""

from __future__ import annotations

from functools import lru_cache

from domain.calendars import WorkCalendar

_SHIFTED = "调休"


@lru_cache(maxsize=8)
def country_calendar(first: int, last: int) -> WorkCalendar:
    """The days of these years.

    For years that the government has not announced the package gives the festivals without any day worked instead:
    a year that has none of them is not known.
    """
    import holidays  # most of a second and 45 MB: worker processes, which load no campaign, do without

    years = range(first, last + 1)
    found = holidays.country_holidays("CN", years=years, language="zh_CN")
    rest = {
        day: _SHIFTED if _SHIFTED in name else name.replace("; ", "、")
        for day, name in found.items()
        if day.year in years
    }
    work = {day: "调休上班" for day in found.weekend_workdays if day.year in years}
    return WorkCalendar(rest, work, frozenset(day.year for day in work))

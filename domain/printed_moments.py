"""The time of a print among all the days and clocks that its lines name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

from domain.printed_blocks import PrintedLine
from domain.printed_times import Marks, in_half

_LARGER = 1.3  # a clock is the clock of the photo where it is so many times as high as any other
_LIST = 3  # lines with the same day, or the same clock: cells of a list behind the print
_NEAR = 1.2  # of the height of the larger: the gap between a day and its clock, one above the other
_BESIDE = 3.0  # of the same, side by side


@dataclass(frozen=True, slots=True)
class Timed:
    """A line with what it says of time; whether a label says that it is the time, and whether it says nothing else."""

    line: PrintedLine
    marks: Marks
    is_labelled: bool = False
    is_bare: bool = True

    @property
    def values(self) -> tuple[date | time, ...]:
        """Its days and its clocks."""
        return (*self.marks.days, *self.marks.clocks)


def moment_of(timed: Sequence[Timed]) -> tuple[time | None, date | None]:
    """The clock and the day that the lines of a block name; None where they name two, or a weekday does not fit, or
    the day stands beside several clocks, as in a list.
    """
    told = _without_lists(timed)
    told = _outright(told) or told
    listed = len(told) < len(timed)
    if len({clock for one in told if one.marks.days for clock in one.marks.clocks}) > 1:
        return None, None
    days = {day for one in told for day in one.marks.days}
    weekdays = {weekday for one in told for weekday in one.marks.weekdays}
    if len(days) > 1 and weekdays:
        days = {day for day in days if day.weekday() in weekdays}
    unsure = {day for one in told for day in one.marks.unsure_days}
    if len(days) > 1 or any(weekdays - {day.weekday()} for day in days) or (days and unsure - days):
        return None, None
    return _clock(told, listed), next(iter(days), None)


def _without_lists(timed: Sequence[Timed]) -> list[Timed]:
    """Without the cells of a list, whose days or clocks come again and again."""
    counts = _counts(timed)
    return [one for one in timed if all(counts[value] < _LIST for value in one.values)]


def _counts(timed: Sequence[Timed]) -> Counter[date | time]:
    """How often each day and each clock stands there."""
    return Counter(value for one in timed for value in one.values)


def _outright(timed: Sequence[Timed]) -> list[Timed]:
    """The only line that names both day and clock, where the others are but cells of a list behind the print."""
    whole = [one for one in timed if one.marks.days and one.marks.clocks]
    if len(whole) != 1 or whole[0].marks.doubtful:
        return []
    (one,) = whole
    others = [other.marks for other in timed if other is not one]
    rivals = any(other.weekdays or other.half or other.unsure_days for other in others)
    clocks = any(other.clocks or other.doubtful for other in others)
    return [] if rivals or (clocks and not one.is_labelled) or not any(other.days for other in others) else [one]


def passed_over(timed: Sequence[Timed]) -> frozenset[date | time]:
    """Days and clocks that stand there more than once, or beside others of their kind: of no one look they are the
    print's, though another look may miss the others.
    """
    days = {day for one in timed for day in one.marks.days}
    again = {value for value, count in _counts(timed).items() if count > 1}
    return frozenset(again | days if len(days) > 1 else again)


def _clock(timed: Sequence[Timed], listed: bool) -> time | None:
    """The clock on the day's own line, else the only one, else the one that is much the largest.

    `listed`: a list stands there too, and a clock on a line of its own may be of it.
    """
    dated = [one for one in timed if one.marks.days and (one.marks.clocks or one.marks.doubtful)]
    told = dated or [one for one in timed if one.marks.clocks or one.marks.doubtful]
    if any(one.marks.doubtful for one in told):
        return None
    told.sort(key=lambda one: -one.line.height)
    clocks = {clock for one in told for clock in one.marks.clocks}
    if len(clocks) > 1 and len(told) > 1 and told[0].line.height >= _LARGER * told[1].line.height:
        clocks = set(told[0].marks.clocks)
    if len(clocks) != 1 or not (dated or _is_of_the_day(told[0], timed, listed)):
        return None
    return _in_halves(clocks.pop(), timed) if not any(one.marks.half for one in told) else clocks.pop()


def _is_of_the_day(clock: Timed, timed: Sequence[Timed], listed: bool) -> bool:
    """Whether a clock on a line of its own belongs to the day: labelled as it is, or next to it and nothing else."""
    if clock.is_labelled or not clock.is_bare:
        return clock.is_labelled
    days = [one.line for one in timed if one.marks.days or one.marks.unsure_days]
    larger = bool(days) and all(clock.line.height >= _LARGER * day.height for day in days)
    if larger and any(_is_near(clock.line, day) or _is_flush(clock.line, day) for day in days):
        return True
    between = [one.line for one in timed if one.is_bare and not one.marks.clocks]
    beside = days + [line for line in between if any(_is_near(line, day) for day in days)]
    return not listed and any(_is_near(clock.line, line) for line in beside)


def _is_near(clock: PrintedLine, day: PrintedLine) -> bool:
    down = max(clock.top, day.top) - min(clock.bottom, day.bottom)
    across = max(clock.left, day.left) - min(clock.right, day.right)
    large = max(clock.height, day.height)
    return down <= _NEAR * large and across <= _BESIDE * large


def _is_flush(clock: PrintedLine, day: PrintedLine) -> bool:
    return min(abs(clock.left - day.left), abs(clock.right - day.right)) <= day.height


def _in_halves(clock: time, timed: Sequence[Timed]) -> time | None:
    """The clock with the half of the day that stands on a line of its own; None where other words may be meant."""
    marks = [one.marks for one in timed if one.marks.half]
    said = in_half(clock, "".join({one.half for one in marks}))
    return said if said == clock or all(one.is_half_alone for one in marks) else None

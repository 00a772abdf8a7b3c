"""What the print on a photo says: a watermark camera's time, place and team, all that a photo in a chat still has."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import TypeVar

from domain.calendars import SHANGHAI
from domain.lexicons import Lexicon
from domain.printed_addresses import Labelled, address_of, is_slogan, labelled, team_of, without_boards
from domain.printed_blocks import PrintedLine as PrintedLine
from domain.printed_blocks import blocks_of, plain, rows_of
from domain.printed_coordinates import angles_in, coordinates_of, is_label_of_coordinates, says_coordinates
from domain.printed_times import Marks, in_half, marks_of, unsure

T = TypeVar("T")
_EVIDENCE = 2
_FEW = 8  # lines: a day and a clock alone are a watermark only where there is little other print
SURE = 0.9  # of the least sure letter of a line with a number in it
#: What may be half of a number, at an edge of its line: 2020-10-2, 0:57, 4.79584, 34.79584N 113.2789
_CUT = re.compile(r"1[0-2][-./][0-9]$|^[0-9]:[0-9]{2}|^[0-9]\.[0-9]{3}|[0-9]°? ?N[ ,]*[0-9.]+$")
_LARGER = 1.3  # a clock is the clock of the photo where it is so many times as high as any other


@dataclass(frozen=True, slots=True)
class Watermark:
    """What a machine read of a print; None where it could not read it, or could read it in two ways.

    `time` is aware, in Shanghai, to the minute or the second; `day` is known also where no clock was read.
    `latitude` and `longitude` are decimal degrees as printed, north and east. `lines` are kept as they were read.
    """

    time: datetime | None = None
    day: date | None = None
    address: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    team: str | None = None
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Block:
    """One block of print: what it says, how much speaks for its being a watermark, and whether anything must."""

    said: Watermark
    evidence: int = 0
    alone: bool = False  # nothing but a day and a clock speaks for it


def read_watermark(lines: Sequence[PrintedLine], words: Lexicon, sure: float = 0.5) -> Watermark:
    """The watermark among the printed lines of a photo: the block that looks most like one, with what stands apart.

    Numbers of lines that were read less surely than `sure` are not taken.
    """
    read = [_read(block, words, sure) for block in blocks_of(lines)]
    read = [block for block in read if block.evidence >= _EVIDENCE and not (block.alone and len(lines) > _FEW)]
    read.sort(key=lambda block: -block.evidence)
    if not read:
        return Watermark()
    best, others = read[0].said, [block.said for block in read[1:]]
    moment = _moment_among(read)
    place = _only([(one.latitude, one.longitude) for one in (best, *others) if one.latitude is not None])
    return replace(
        best,
        time=moment.time,
        day=moment.day,
        address=best.address or _only([one.address for one in others if one.address]),
        latitude=place[0] if place else None,
        longitude=place[1] if place else None,
        team=best.team or _only([one.team for one in others if one.team]),
        lines=tuple(line for block in read for line in block.said.lines),
    )


def doubtful_lines(said: Watermark, lines: Sequence[PrintedLine]) -> list[PrintedLine]:
    """The lines of the watermark where a closer look may tell more: a number was read unsurely, or not to its end."""
    told = [(line, plain(line.text)) for line in lines]
    own = [(line, text, marks_of(text)) for line, text in told if line.text in said.lines or not said.lines]
    if not said.lines:  # something was printed like a time, and not enough of it could be read
        own = [(line, text, marks) for line, text, marks in own if marks.days or marks.clocks]
    unsure = any((line.score < SURE and (marks or angles_in(text))) or _CUT.search(text) for line, text, marks in own)
    no_time = said.time is None and any(marks for _, _, marks in own)
    no_place = said.latitude is None and any(angles_in(text) or says_coordinates(text) for _, text, _ in own)
    return [line for line, _, _ in own] if unsure or no_time or no_place else []


def agreed(looks: tuple[Sequence[PrintedLine], Sequence[PrintedLine]], words: Lexicon) -> Watermark:
    """What two looks at the same print make together: the same in both, or surely read in one and not at all in the
    other. What they read in two ways is not read.
    """
    both = [read_watermark(lines, words) for lines in looks]
    sure = [read_watermark(lines, words, SURE) for lines in looks]
    place = _common([_place(one) for one in both], [_place(one) for one in sure]) or (None, None)
    day = _common([one.day for one in both], [one.day for one in sure])
    time = _common([one.time for one in both], [one.time for one in sure]) if day else None
    team = next((one.team for one in both if one.team), None)
    lines = next((one.lines for one in both if one.lines), ())
    address = _whole(both[0].address, both[1].address)
    return Watermark(time, day, address, place[0], place[1], team, lines)


def _whole(one: str | None, other: str | None) -> str | None:
    """Of two readings of an address the one that has more, where it has all of the other."""
    return other if one is None or (other is not None and one in other) else one


def _place(said: Watermark) -> tuple[float, float] | None:
    return None if said.latitude is None or said.longitude is None else (said.latitude, said.longitude)


def _common(both: Sequence[T | None], sure: Sequence[T | None]) -> T | None:
    found = {one for one in both if one is not None}
    if len(found) != 1:
        return None
    (one,) = found
    return one if None not in both or one in sure else None


def _moment_among(read: Sequence[_Block]) -> Watermark:
    """The time of the block that looks most like a watermark; none where another that looks as much so differs."""
    dated = [block for block in read if block.said.day]
    if not dated:
        return Watermark()
    first, *others = dated
    rivals = [block for block in others if block.evidence >= first.evidence - 1 and block.said.day != first.said.day]
    return Watermark() if rivals else first.said


def _only(found: Sequence[T]) -> T | None:
    return found[0] if len(set(found)) == 1 else None


def _read(printed: Sequence[PrintedLine], words: Lexicon, sure: float) -> _Block:
    block = [replace(line, text=plain(line.text)) for line in printed]
    block = [line for row in without_boards(rows_of(block), words) for line in row]
    rows = labelled(rows_of([line for line in block if not is_slogan(line.text, words)]), words)
    marks = [(line, marks_of(line.text)) for line in block]
    foreign = words.any_of("watermarks", "foreign", "times")
    marks = [(one, told if one.score >= sure and not foreign.search(one.text) else unsure(told)) for one, told in marks]
    moment, day = moment_of(marks)
    place = coordinates_of(_with_values([line for line in block if line.score >= sure]))
    said = Watermark(
        time=moment,
        day=day,
        address=address_of(rows, words),
        latitude=place[0] if place else None,
        longitude=place[1] if place else None,
        team=team_of(rows, words),
        lines=tuple(line.text for line in printed),
    )
    return _weighed(said, rows, marks, words)


def _with_values(block: Sequence[PrintedLine]) -> list[str]:
    """The texts of the lines; a label of coordinates with what stands beside it in its row: 经度: | 113.27898."""
    texts: list[str] = []
    for row in rows_of(block):
        beside = any(is_label_of_coordinates(line.text) for line in row)
        texts += [" ".join(line.text for line in row)] if beside else [line.text for line in row]
    return texts


def _weighed(
    said: Watermark, rows: Sequence[Labelled], marks: Sequence[tuple[PrintedLine, Marks]], words: Lexicon
) -> _Block:
    """Rules of plausibility: a date on a notice board is no watermark, and neither is a firm's name on a sign."""
    kinds = {row.kind for row in rows}
    clock = any(one.clocks for _, one in marks)
    weekday = said.day is not None and any(one.weekdays for _, one in marks)
    brand = any(is_slogan(line.text, words) for line, _ in marks)
    strong = [
        said.latitude is not None,
        weekday,
        brand,
        said.address is not None and (clock or {"time", "address"} <= kinds),
        clock and "time" in kinds,
        said.team is not None and clock,
    ]
    alone = said.time is not None and not any(strong)
    if not any(strong) and not (alone and len(rows) <= 2):
        return _Block(said)
    return _Block(said, _EVIDENCE + sum(strong) + (said.time is not None), alone)


def moment_of(marks: Sequence[tuple[PrintedLine, Marks]]) -> tuple[datetime | None, date | None]:
    """The time and the day that the lines of a block name; None where they name two, or a weekday does not fit, or
    the day stands beside several clocks, as in a list.
    """
    if len({clock for _, one in marks if one.days for clock in one.clocks}) > 1:
        return None, None
    days = {day for _, one in marks for day in one.days}
    weekdays = {weekday for _, one in marks for weekday in one.weekdays}
    if len(days) > 1 and weekdays:
        days = {day for day in days if day.weekday() in weekdays}
    if len(days) != 1:
        return None, None
    (day,) = days
    if weekdays - {day.weekday()}:
        return None, None
    clock = _clock(marks)
    return (datetime.combine(day, clock, SHANGHAI) if clock else None), day


def _clock(marks: Sequence[tuple[PrintedLine, Marks]]) -> time | None:
    """The clock on the day's own line, else the only one, else the one that is much the largest."""
    dated = [(line, one) for line, one in marks if one.days and (one.clocks or one.doubtful)]
    told = dated or [(line, one) for line, one in marks if one.clocks or one.doubtful]
    if any(one.doubtful for _, one in told):
        return None
    told.sort(key=lambda each: -each[0].height)
    clocks = {clock for _, one in told for clock in one.clocks}
    if len(clocks) > 1 and len(told) > 1 and told[0][0].height >= _LARGER * told[1][0].height:
        clocks = set(told[0][1].clocks)
    if len(clocks) != 1:
        return None
    return _in_halves(clocks.pop(), marks) if not any(one.half for _, one in told) else clocks.pop()


def _in_halves(clock: time, marks: Sequence[tuple[PrintedLine, Marks]]) -> time | None:
    """The clock with the half of the day that stands on a line of its own; None where other words may be meant."""
    halves = {one.half for _, one in marks if one.half}
    said = in_half(clock, "".join(halves))
    return said if said == clock or all(one.is_half_alone for _, one in marks if one.half) else None

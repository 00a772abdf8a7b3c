"""What the print on a photo says: a watermark camera's time, place and team, all that a photo in a chat still has."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import TypeVar

from domain.calendars import SHANGHAI
from domain.lexicons import Lexicon
from domain.printed_addresses import (
    Labelled,
    address_of,
    begins_with_a_region,
    is_slogan,
    labelled,
    names_a_place,
    team_of,
    without_boards,
)
from domain.printed_blocks import HAN, blocks_of, plain, rows_of
from domain.printed_blocks import PrintedLine as PrintedLine
from domain.printed_coordinates import angles_in, coordinates_of, is_label_of_coordinates, says_coordinates
from domain.printed_moments import Timed, moment_of, passed_over
from domain.printed_times import Marks, marks_of, unsure, without_times

T = TypeVar("T")
_EVIDENCE = 2
_MANY = 15  # lines: a sheet behind the print, which needs no closer look
_FEW = 8  # lines: a day and a clock alone are a watermark only where there is little other print
_GUESSED = 0.5
SURE = 0.9  # of the least sure letter of a line with a number in it
#: What may be half of a number, at an edge of its line: 2020-10-2, 0:57, 4.79584, 34.79584N 113.2789
_CUT = re.compile(r"1[0-2][-./][0-9]$|^[0-9]:[0-9]{2}|^[0-9]\.[0-9]{3}|[0-9]°? ?N[ ,]*[0-9.]+$")


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
    clock: time | None = None  # also where its day was not read
    others: frozenset[date | time] = frozenset()  # what it names of days and clocks besides


def read_watermark(lines: Sequence[PrintedLine], words: Lexicon, sure: float = _GUESSED) -> Watermark:
    """The watermark among the printed lines of a photo: the block that looks most like one, with what stands apart.

    Numbers of lines that were read less surely than `sure` are not taken.
    """
    return _look(lines, words, sure).said


def _look(lines: Sequence[PrintedLine], words: Lexicon, sure: float) -> _Block:
    read = [_read(block, words, sure) for block in blocks_of(lines)]
    passed = frozenset(value for block in read for value in block.others)
    read = [block for block in read if block.evidence >= _EVIDENCE and not (block.alone and len(lines) > _FEW)]
    read.sort(key=lambda block: -block.evidence)
    if not read:
        return _Block(Watermark(), others=passed)
    best, others = read[0].said, [block.said for block in read[1:]]
    moment = _moment_among(read)
    place = _only([(one.latitude, one.longitude) for one in (best, *others) if one.latitude is not None])
    said = replace(
        best,
        time=moment.said.time,
        day=moment.said.day,
        address=best.address or _only([one.address for one in others if one.address]),
        latitude=place[0] if place else None,
        longitude=place[1] if place else None,
        team=best.team or _only([one.team for one in others if one.team]),
        lines=tuple(line for block in read for line in block.said.lines),
    )
    return replace(moment, said=said, others=passed - {moment.said.day, moment.clock})


def doubtful_lines(said: Watermark, lines: Sequence[PrintedLine]) -> list[PrintedLine]:
    """The lines of the watermark where a closer look may tell more: a number was read unsurely, or not to its end."""
    told = [(line, plain(line.text)) for line in lines]
    own = [(line, text, marks_of(text)) for line, text in told if line.text in said.lines or not said.lines]
    if not said.lines:  # something was printed like a time, and not enough of it could be read
        own = [(line, text, marks) for line, text, marks in own if marks.days or marks.clocks]
    is_unsure = any(
        (_sureness(line, marks) < SURE and (marks or angles_in(text))) or _CUT.search(text) for line, text, marks in own
    )
    no_time = said.time is None and any(marks for _, _, marks in own)
    no_place = said.latitude is None and any(_tells_a_place(text) for _, text, _ in own)
    if not (is_unsure or no_time or no_place):
        return []
    telling = [line for line, text, marks in own if marks or marks.doubtful or _tells_a_place(text)]
    return telling if telling and len(own) > _MANY else [line for line, _, _ in own]


def lacks(said: Watermark, doubtful: Sequence[PrintedLine]) -> bool:
    """Whether a time of which a clock was seen, or a place that lines name, is still unread."""
    told = [plain(one.text) for one in doubtful]
    no_time = said.time is None and any(marks.clocks or marks.doubtful for marks in map(marks_of, told))
    return no_time or (said.latitude is None and any(map(_tells_a_place, told)))


def _tells_a_place(text: str) -> bool:
    return bool(angles_in(text)) or says_coordinates(text)


def agreed(looks: Sequence[Sequence[PrintedLine]], words: Lexicon) -> Watermark:
    """What several looks at the same print make together: the same in two, or surely read in one and not at all in the
    others. What they read in two ways is not read.
    """
    both, sure = ([_look(lines, words, least) for lines in looks] for least in (_GUESSED, SURE))
    said, surely = [one.said for one in both], [one.said for one in sure]
    place = _common([_place(one) for one in said], [_place(one) for one in surely]) or (None, None)
    others = frozenset(value for one in both for value in one.others)
    day = _common([one.day for one in said], [one.day for one in surely], others)
    clock = _common([one.clock for one in both], [one.clock for one in sure], others)
    time = datetime.combine(day, clock, SHANGHAI) if day and clock else None
    team = next((one.team for one in said if one.team), None)
    lines = next((one.lines for one in said if one.lines), ())
    address = _whole(said[0].address, said[1].address)  # a third look is for figures: it may miss parts of letters
    return Watermark(time, day, address, place[0], place[1], team, lines)


def _whole(one: str | None, other: str | None) -> str | None:
    """Of two readings of an address the one that has more, where it has all of the other."""
    return other if one is None or (other is not None and one in other) else one


def _place(said: Watermark) -> tuple[float, float] | None:
    return None if said.latitude is None or said.longitude is None else (said.latitude, said.longitude)


def _common(read: Sequence[T | None], sure: Sequence[T | None], others: Collection[object] = ()) -> T | None:
    """What more looks than one have read; or one has, surely, and a third look only what none saw among `others`."""
    found = {one for one in read if one is not None}
    if len(found) != 1:
        return None
    (one,) = found
    return one if read.count(one) > 1 or one in sure[:2] or (one in sure and one not in others) else None


def _moment_among(read: Sequence[_Block]) -> _Block:
    """The time of the block that looks most like a watermark; none where another that looks as much so differs."""
    dated = [block for block in read if block.said.day]
    if not dated:
        return next((block for block in read if block.clock), read[0])
    first, *others = dated
    rivals = [block for block in others if block.evidence >= first.evidence - 1 and block.said.day != first.said.day]
    return _Block(Watermark()) if rivals else first


def _only(found: Sequence[T]) -> T | None:
    return found[0] if len(set(found)) == 1 else None


def _read(printed: Sequence[PrintedLine], words: Lexicon, sure: float) -> _Block:
    block = [replace(line, text=plain(line.text)) for line in printed]
    block = [line for row in without_boards(rows_of(block), words) for line in row]
    rows = labelled(rows_of([line for line in block if not is_slogan(line.text, words)]), words)
    timed = _timed(block, rows, words, sure)
    clock, day = moment_of(timed)
    place = coordinates_of(_with_values([line for line in block if line.sure >= sure]))
    said = Watermark(
        time=datetime.combine(day, clock, SHANGHAI) if day and clock else None,
        day=day,
        address=address_of(rows, words),
        latitude=place[0] if place else None,
        longitude=place[1] if place else None,
        team=team_of(rows, words),
        lines=tuple(line.text for line in printed),
    )
    half_placed = any(says_coordinates(line.text) and angles_in(line.text) for line in block if line.sure >= sure)
    others = passed_over(timed) - {day, clock}
    return replace(_weighed(said, rows, timed, words, half_placed), clock=clock, others=others)


def _timed(block: Sequence[PrintedLine], rows: Sequence[Labelled], words: Lexicon, sure: float) -> list[Timed]:
    """What the lines say of time, in so far as they are to be trusted."""
    foreign = words.any_of("watermarks", "foreign", "times")
    labels = {line for row in rows if row.kind == "time" for line in row.lines}
    timed = []
    for line in block:
        marks = marks_of(line.text)
        trusted = _sureness(line, marks) >= sure and not foreign.search(line.text)
        timed.append(Timed(line, marks if trusted else unsure(marks), line in labels, _is_bare(line.text, words)))
    return timed


def _sureness(line: PrintedLine, marks: Marks) -> float:
    """Of its figures; of all letters where an afternoon that was not read would make another time of them."""
    return line.score if any(0 < clock.hour <= 12 for clock in marks.clocks) else line.sure


def _is_bare(text: str, words: Lexicon) -> bool:
    """Whether a line says nothing but a clock, the weather and what cameras write beside them."""
    left = words.any_of("watermarks", "beside", "clocks").sub("", without_times(text))
    return not re.search(rf"[{HAN}A-Za-z]|[0-9]{{4}}", left)


def _with_values(block: Sequence[PrintedLine]) -> list[str]:
    """The texts of the lines; a label of coordinates with what stands beside it in its row: 经度: | 113.27898."""
    texts: list[str] = []
    for row in rows_of(block):
        beside = any(is_label_of_coordinates(line.text) for line in row)
        texts += [" ".join(line.text for line in row)] if beside else [line.text for line in row]
    return texts


def _weighed(
    said: Watermark, rows: Sequence[Labelled], timed: Sequence[Timed], words: Lexicon, half_placed: bool
) -> _Block:
    """Rules of plausibility: a date on a notice board is no watermark, and neither is a firm's name on a sign."""
    kinds = {row.kind for row in rows}
    clock = any(one.marks.clocks or (said.day and one.marks.doubtful) for one in timed)
    weekday = said.day is not None and any(one.marks.weekdays for one in timed)
    brand = any(is_slogan(one.line.text, words) for one in timed)
    weathers = words.any_of("watermarks", "skies", "weathers")
    strong = [
        said.latitude is not None or half_placed,
        weekday,
        said.day is not None and any(weathers.search(one.line.text) for one in timed),
        brand,
        names_a_place(rows, words)
        and (
            (clock and (said.day is not None or begins_with_a_region(said.address)))
            or (said.address is not None and {"time", "address"} <= kinds)
        ),
        clock and "time" in kinds,
        said.team is not None and (clock or ("team" in kinds and said.day is not None)),
    ]
    alone = said.time is not None and not any(strong) and any(one.line.at_edge for one in timed)
    if not any(strong) and not (alone and len(rows) <= 2):
        return _Block(said)
    return _Block(said, _EVIDENCE + sum(strong) + (said.time is not None), alone)

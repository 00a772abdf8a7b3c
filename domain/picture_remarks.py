"""What a machine's reading of a photo gives cause to ask (seed 002, 五(二); 000, 第三十条): a hint, never a verdict.

A print that was not read says nothing, and neither do coordinates alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from domain.calendars import at_time, day_of
from domain.file_readings import FileReading
from domain.gazetteers import county_printed, is_zone, of_group
from domain.messages import Kind
from domain.profile_tables import Table
from domain.rosters import Roster
from domain.visits import Outcome

_MINUTE = timedelta(minutes=1)


class RemarkKind(StrEnum):
    """What about."""

    AHEAD = "ahead"  # taken later than it was sent
    LAG = "lag"  # sent long after it was taken
    OTHER_DAY = "other_day"  # than the record's
    OTHER_COUNTY = "other_county"  # than the record's
    SMALL = "small"
    BLURRED = "blurred"


#: What is told of where and when it was taken; of size and sharpness people are told where they look at it.
TOLD = frozenset({RemarkKind.AHEAD, RemarkKind.LAG, RemarkKind.OTHER_DAY, RemarkKind.OTHER_COUNTY})


@dataclass(frozen=True, slots=True)
class PictureRule:
    """From which numbers on something is remarked on, and when whoever dispatches is told.

    `least_side` is px of the shorter side; `least_sharpness` is of the scale of `FileReading.blur`. One telling lists
    `list_most` records and shows `show_most` pairs of pictures; it looks back over `look_back`.
    """

    lag: timedelta
    ahead: timedelta
    least_side: int
    least_sharpness: int
    told_at: tuple[time, ...]
    list_most: int
    show_most: int
    look_back: timedelta
    copies: timedelta  # between two of one team's people who send the same picture


#: Of a profile without the table: nobody is told anything, and no number is held against what was read.
NOTHING_TOLD = PictureRule(
    lag=timedelta.max,
    ahead=timedelta.max,
    least_side=0,
    least_sharpness=0,
    told_at=(),
    list_most=0,
    show_most=0,
    look_back=timedelta(days=1),
    copies=timedelta(),
)


def parse_pictures(table: Table) -> PictureRule:
    """The rule in `[pictures]` of a profile. Without told_at, nobody is told anything."""
    return PictureRule(
        lag=table.minutes("lag_minutes", least=1),
        ahead=table.minutes("ahead_minutes", least=1),
        least_side=table.whole("least_side"),
        least_sharpness=table.whole("least_sharpness"),
        told_at=table.clocks("told_at") if table.has("told_at") else (),
        list_most=table.whole("list_most", least=1),
        show_most=table.whole("show_most"),
        look_back=table.days("look_back_days", least=1),
        copies=table.minutes("copy_minutes"),
    )


@dataclass(frozen=True, slots=True)
class PictureRecord:
    """What is asked of the record that a photo is evidence of, as it stands."""

    number: int
    group: str
    team: int | None
    day: date
    place: str
    place_key: str
    county: str | None
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class SentPicture:
    """A photo or film that is evidence of a record, as one message sent it; `sent_at` is aware."""

    message_id: str
    sha256: str
    kind: Kind
    sent_at: datetime
    sender: str
    room: str | None
    record: PictureRecord


@dataclass(frozen=True, slots=True)
class Remark:
    """One cause to ask about one picture.

    `captured` and `day` are as printed; `minutes` between taking and sending; `county` is the one that the print
    names; `size` the px of the shorter side or the sharpness; `limit` the number from which on it is remarked on
    (minutes, px, sharpness; 0 where there is none).
    """

    kind: RemarkKind
    picture: SentPicture
    captured: datetime | None = None
    day: date | None = None
    minutes: int = 0
    county: str = ""
    size: int = 0
    limit: int = 0


def remarks_on(
    picture: SentPicture,
    reading: FileReading | None,
    rule: PictureRule,
    roster: Roster,
    evidence_outcomes: Collection[Outcome],
) -> tuple[Remark, ...]:
    """What there is to ask about a picture; nothing where its print was not read.

    `evidence_outcomes` are those whose evidence has to be posted from the place itself.
    """
    if reading is None:
        return ()
    of_time = _of_time(picture, reading, rule, must_be_at_once=picture.record.outcome in evidence_outcomes)
    return (*of_time, *_of_place(picture, reading, roster), *quality_of(picture, reading, rule))


def _of_time(
    picture: SentPicture, reading: FileReading, rule: PictureRule, *, must_be_at_once: bool
) -> Iterator[Remark]:
    """At most one: what was taken another day is not told to be late as well."""
    mark = reading.watermark
    if mark is None:
        return
    captured, day = mark.time, mark.day if mark.time is None else day_of(mark.time)
    minutes = 0 if captured is None else int((picture.sent_at - captured) / _MINUTE)
    if captured is not None and -minutes >= rule.ahead // _MINUTE:
        yield Remark(RemarkKind.AHEAD, picture, captured, day, -minutes, limit=rule.ahead // _MINUTE)
    elif day is not None and _is_other_day(day, captured, picture, rule):
        yield Remark(RemarkKind.OTHER_DAY, picture, captured, day, max(minutes, 0))
    elif captured is not None and must_be_at_once and minutes >= rule.lag // _MINUTE:
        yield Remark(RemarkKind.LAG, picture, captured, day, minutes, limit=rule.lag // _MINUTE)


def _is_other_day(day: date, captured: datetime | None, picture: SentPicture, rule: PictureRule) -> bool:
    """Not where the midnight between the two days lies around its taking and sending."""
    record = picture.record.day
    if abs(day - record) != timedelta(days=1):
        return day != record
    midnight, sent = at_time(max(day, record), time(0)), picture.sent_at
    taken = sent if captured is None else captured
    return abs(taken - midnight) >= rule.lag or abs(sent - taken) >= rule.lag


def _of_place(picture: SentPicture, reading: FileReading, roster: Roster) -> Iterator[Remark]:
    """Where the print names a county of the roster, and it is another than the record's.

    A map never names a development zone, so there is nothing to compare where either of the two is one.
    """
    record, mark = picture.record, reading.watermark
    group = roster.group.get(record.group)
    if group is None or mark is None or not mark.address or record.county is None:
        return
    own = of_group(group).county_of(record.county) or record.county
    county = county_printed(mark.address, group, roster.groups)
    if county is None or county == own or own in mark.address or is_zone(own) or is_zone(county):
        return
    yield Remark(RemarkKind.OTHER_COUNTY, picture, mark.time, mark.day, county=county)


def quality_of(picture: SentPicture, reading: FileReading, rule: PictureRule) -> Iterator[Remark]:
    """Whether it is small or blurred, as far as that was measured."""
    kind = poor_quality(reading.side, reading.blur, rule)
    if kind is RemarkKind.SMALL:
        yield Remark(kind, picture, size=reading.side or 0, limit=rule.least_side)
    elif kind is not None:
        yield Remark(kind, picture, size=int(reading.blur or 0), limit=rule.least_sharpness)


def poor_quality(side: int | None, sharpness: float | None, rule: PictureRule) -> RemarkKind | None:
    """SMALL by its shorter side (px), BLURRED by its sharpness, None where neither was measured to be so."""
    if side is not None and side < rule.least_side:
        return RemarkKind.SMALL
    return RemarkKind.BLURRED if sharpness is not None and sharpness < rule.least_sharpness else None


@dataclass(frozen=True, slots=True)
class RemarkedRecord:
    """The remarks of one kind on the pictures of one record, the earliest picture first."""

    record: PictureRecord
    kind: RemarkKind
    remarks: tuple[Remark, ...]


def by_record(remarks: Iterable[Remark]) -> tuple[RemarkedRecord, ...]:
    """One line for each record and kind, by group and number."""
    found: dict[tuple[str, int, RemarkKind], list[Remark]] = {}
    for remark in remarks:
        record = remark.picture.record
        found.setdefault((record.group, record.number, remark.kind), []).append(remark)
    return tuple(
        RemarkedRecord(told[0].picture.record, kind, tuple(sorted(told, key=lambda one: one.picture.sent_at)))
        for (_, _, kind), told in sorted(found.items())
    )

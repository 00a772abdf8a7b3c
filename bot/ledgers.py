"""Ledgers and what is made public, written in a worker process from a view of the database that stays as it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from documents.ledgers import (
    COLUMNS,
    MOST_PHOTOS,
    NOT_MADE,
    LedgerDay,
    definitions_sheet,
    few_photos_remark,
    ledger_rows,
    ledger_title,
    sum_rows,
    sums_sheet,
)
from documents.rankings import public_sheets
from documents.workbooks import Cell, Picture, Sheet, write_sheets
from domain.calendars import day_of
from domain.campaigns import Campaign
from domain.lexicons import Lexicon
from domain.period_tallies import (
    CategoryCount,
    Figures,
    added,
    added_kinds,
    by_category,
    days_between,
    figures_of,
    groups_of,
)
from domain.rankings import contenders_of
from domain.renditions import Rendition
from domain.report_periods import Period
from domain.rosters import Roster
from domain.tallies import DayTally, tally_of
from domain.visits import Visit
from storage.databases import open_database
from storage.lexicons import load_lexicon
from storage.marks import marks_of
from storage.media import MediaStore
from storage.work import UnitOfWork

_THUMB = 320  # px, the longest side
#: So many records with a problem are shown with three photos each, so many with one.
_WITH_THREE, _WITH_ONE = 1_200, 4_000


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Where and under what a worker reads: the database's address, and what a unit of work holds."""

    database: str
    campaign: Campaign
    roster: Roster
    namespace: str


@dataclass(slots=True)
class _Sums:
    """What was gone through so far."""

    days: list[DayTally] = field(default_factory=list)
    kinds: list[CategoryCount] = field(default_factory=list)


def write_ledger(snapshot: Snapshot, payload: Mapping[str, Any], media: Path) -> bytes:
    """The file of a payload: `first`, `last`, `round`, `groups`, `as_of`."""
    with _reading(snapshot, payload) as (period, work):
        return write_sheets(_sheets(period, payload["groups"], work, MediaStore(media)), day_of(work.now))


def write_public_copy(snapshot: Snapshot, payload: Mapping[str, Any]) -> bytes:
    """The copy for the public; the payload as of a ledger."""
    with _reading(snapshot, payload) as (period, work):
        days = work.tallies.of_days(period.first, _end(period, work))
        kinds = added_kinds(kind for day in days for kind in by_category(work.visits.of_day(day.day)))
        contenders = contenders_of(days, work.campaign.quota)
        return write_sheets(
            public_sheets(contenders, kinds, work.campaign.categories, period, work.now), day_of(work.now)
        )


@contextmanager
def _reading(snapshot: Snapshot, payload: Mapping[str, Any]) -> Iterator[tuple[Period, UnitOfWork]]:
    as_of = datetime.fromisoformat(payload["as_of"])
    period = Period(date.fromisoformat(payload["first"]), date.fromisoformat(payload["last"]), payload["round"])
    engine = open_database(snapshot.database, read_only=True)
    try:
        with engine.connect() as connection, connection.begin():
            scene = (snapshot.campaign, snapshot.roster, _lexicon(), snapshot.namespace)
            yield period, UnitOfWork(connection, as_of, *scene)
    finally:
        engine.dispose()


@cache
def _lexicon() -> Lexicon:
    return load_lexicon()


def _sheets(period: Period, groups: Sequence[str], work: UnitOfWork, media: MediaStore) -> Iterator[Sheet]:
    """The problems; then, of the days that were gone through for them, the sums; then what the words mean."""
    sums, most = _Sums(), _photos_a_visit(period, groups, work)
    title = ledger_title(period, groups, work.roster, work.now)
    yield Sheet("问题台账", title, COLUMNS, _problem_rows(period, groups, sums, most, work, media))
    yield sums_sheet(title, _sum_rows(sums, groups, work))
    yield definitions_sheet([few_photos_remark(most)] if most < MOST_PHOTOS else [])


def _photos_a_visit(period: Period, groups: Sequence[str], work: UnitOfWork) -> int:
    days = work.tallies.of_days(period.first, _end(period, work))
    found = sum(group.with_finding for day in days for group in day.only(groups).groups)
    return MOST_PHOTOS if found <= _WITH_THREE else int(found <= _WITH_ONE)


def _end(period: Period, work: UnitOfWork) -> date:
    return min(period.last, day_of(work.now))


def _problem_rows(
    period: Period, groups: Sequence[str], sums: _Sums, most: int, work: UnitOfWork, media: MediaStore
) -> Iterator[Sequence[Cell]]:
    for day in days_between(period.first, _end(period, work)):
        visits = [visit for visit in work.visits.of_day(day) if visit.group in groups]
        sums.days.append(tally_of(visits, work.roster, day, work.now).only(groups))
        sums.kinds.extend(by_category(visits))
        told = [visit for visit in visits if visit.problems]
        yield from ledger_rows(_day(told, day, most, work, media), work.roster, work.campaign.categories)


def _day(visits: Sequence[Visit], day: date, most: int, work: UnitOfWork, media: MediaStore) -> LedgerDay:
    numbers = [visit.number for visit in visits if visit.number is not None]
    evidence = {n: (found.photos, found.videos) for n, found in work.visits.evidence_of(numbers).items()}
    photos = {n: found[:most] for n, found in work.visits.photos_of(numbers).items()}
    made = work.renditions.known(photo for found in photos.values() for photo in found)
    shown = {n: [_picture(made.get(photo), media) for photo in found] for n, found in photos.items()}
    return LedgerDay(visits, marks_of(visits, day, work), evidence, shown)


def _picture(made: Rendition | None, media: MediaStore) -> Cell:
    """The cell of a photo: its small copy, if there is one."""
    if made is None or not made.thumb:
        return NOT_MADE
    try:
        path = media.path(made.thumb)
    except FileNotFoundError:
        return NOT_MADE
    scale = _THUMB / max(made.width, made.height, _THUMB)
    return Picture(path, max(1, round(made.width * scale)), max(1, round(made.height * scale)))


def _sum_rows(sums: _Sums, groups: Sequence[str], work: UnitOfWork) -> Iterator[Sequence[Cell]]:
    found = [group for group in groups_of(sums.days) if group.key in groups]
    days = [(day.day, _of_day(day)) for day in sums.days]
    kinds = added_kinds(sums.kinds)
    yield from sum_rows(added(group.total for group in found), found, days, kinds, work.campaign.categories)


def _of_day(day: DayTally) -> Figures:
    return added(figures_of(team) for group in day.groups for team in group.teams)

"""Lists of records by what is looked for, newest first, a page at a time: a page never costs more for a longer history.

Pages are cut by number. What cannot be told by an index is looked for block by block (see visit_digests.py), through
so many numbers at most; a page then says how far it has looked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, exists, false, func, or_, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction
from sqlalchemy.types import Integer

from domain.calendars import at_time, day_of
from domain.messages import Kind
from domain.signatures import Subject
from domain.visit_filters import Lacking, Term, VisitFilter, Within
from domain.visits import Outcome
from storage.signature_tables import signatures
from storage.statements import AnyRow
from storage.tables import findings, inbox, visit_messages, visits
from storage.tally_tables import day_counts
from storage.visit_digests import SPAN, Alternatives, blocks_with, sought, team_token

PAGE = 50
_MOST_NUMBERS = 20_000  # that one page looks through
_MOST_OF_PLACE = 100
_MOST_DEAR = 3_000  # the same where each record costs a look at its messages

_v, _s, _f = visits.c, signatures.c, findings.c
_COLUMNS = (
    _v.id,
    *(_v[name] for name in ("number", "group_key", "team", "day", "place", "county", "industrial", "lookback")),
    *(_v[name] for name in ("outcome", "urgent", "problems", "author", "reported_at", "withdrawn_at", "hand")),
)
_FIRST_PROBLEMS = select(_f.visit_id, _f.text).where(
    _f.position == 0, _f.visit_id.in_(bindparam("of_visits", expanding=True))
)


class _Position(GenericFunction[int]):
    """Where a piece begins in a text, from 1; 0 where it is not: found as it stands, signs and all."""

    type = Integer()
    name = "text_position"
    inherit_cache = True


@compiles(_Position)
def _in_sqlite(element: _Position, compiler: Any, **more: Any) -> str:
    return f"instr({compiler.process(element.clauses, **more)})"


@compiles(_Position, "postgresql")
def _in_postgresql(element: _Position, compiler: Any, **more: Any) -> str:
    return f"strpos({compiler.process(element.clauses, **more)})"


@dataclass(frozen=True, slots=True)
class Listed:
    """A record as a list shows it. `problem` is the first of its `problems`; `into`: where a merged one leads."""

    number: int
    group: str
    team: int | None
    day: date
    place: str
    county: str | None
    industrial: bool
    lookback: bool
    outcome: Outcome
    urgent: bool
    problems: int
    problem: str
    author: str
    reported_at: datetime
    withdrawn: bool
    into: int | None


@dataclass(frozen=True, slots=True)
class VisitPage:
    """Records, the newest first. `older`, `newer`: the number to go on from, None where nothing more is there.

    `looked_to`: it was looked for down (or up) to this number only, and there may be more beyond.
    """

    listed: tuple[Listed, ...]
    older: int | None
    newer: int | None
    looked_to: int | None = None


@dataclass(frozen=True, slots=True)
class VisitLists:
    connection: Connection
    campaign: str

    def page(self, wanted: VisitFilter, *, before: int | None = None, after: int | None = None) -> VisitPage:
        """The page of records with lower numbers than `before`, or with the next higher ones than `after`."""
        rows, looked_to = self._look(wanted, before, after)
        more, rows = len(rows) > PAGE, rows[:PAGE]
        if after is None:
            newer = None if before is None else rows[0].number if rows else before - 1
            return VisitPage(self._listed(rows), rows[-1].number if more else looked_to, newer, looked_to)
        rows = rows[::-1]
        older = rows[-1].number if rows else after + 1
        return VisitPage(self._listed(rows), older, rows[0].number if more else looked_to, looked_to)

    def of_place(self, key: str, groups: Sequence[str]) -> list[int]:
        """The numbers of a place's records in these groups, by its `place_key`; those that count, the newest first."""
        held = (_v.campaign == self.campaign, _v.group_key.in_(groups), _v.place_key == key, _v.withdrawn_at.is_(None))
        found = select(_v.number).where(*held).order_by(_v.number.desc()).limit(_MOST_OF_PLACE)
        return list(self.connection.execute(found).scalars())

    def count(self, wanted: VisitFilter) -> int | None:
        """How many there are, where the day's counters tell; None where they would have to be counted."""
        known = {"first": wanted.first, "last": wanted.last, "team": wanted.team, "to_sign": wanted.to_sign}
        if wanted != VisitFilter(wanted.groups, **known):  # type: ignore[arg-type]
            return None
        d = day_counts.c
        held = [d.campaign == self.campaign, d.group_key.in_(wanted.groups)]
        held += [d.day >= wanted.first] if wanted.first else []
        held += [d.day <= wanted.last] if wanted.last else []
        held += [d.team == wanted.team] if wanted.team is not None else []
        return int(self.connection.execute(select(func.coalesce(func.sum(d.visits), 0)).where(*held)).scalar_one())

    def _look(self, wanted: VisitFilter, before: int | None, after: int | None) -> tuple[list[AnyRow], int | None]:
        """The rows in the order of looking, one more than a page where there are more; how far it looked, if not to
        the end.
        """
        down = after is None
        order = _v.number.desc() if down else _v.number.asc()
        statement = _chosen(wanted, self.campaign).order_by(order).limit(bindparam("most"))
        left = _MOST_DEAR if wanted.lacking is not None else _MOST_NUMBERS
        rows: list[AnyRow] = []
        for low, high in self._ranges(wanted, before, after):
            first, last = (max(low, high - left + 1), high) if down else (low, min(high, low + left - 1))
            values = {"from_number": first, "to_number": last, "most": PAGE + 1 - len(rows)}
            rows += self.connection.execute(statement, values).all()
            left -= last - first + 1
            if len(rows) > PAGE:
                break
            if left <= 0:
                return rows, first if down else last
        return rows, None

    def _ranges(self, wanted: VisitFilter, before: int | None, after: int | None) -> list[tuple[int, int]]:
        """The numbers to look through, as ranges, in the order of looking."""
        top = self.connection.execute(select(func.max(_v.number)).where(_v.campaign == self.campaign)).scalar() or 0
        low, high = (1, top if before is None else min(top, before - 1)) if after is None else (after + 1, top)
        if low > high:
            return []
        blocks = self._blocks(wanted)
        if blocks is None:
            return [(low, high)]
        ordered = sorted(block for block in blocks if low // SPAN <= block <= high // SPAN)
        runs = [[n for _, n in run] for _, run in groupby(enumerate(ordered), key=lambda pair: pair[1] - pair[0])]
        ranges = [(max(low, run[0] * SPAN), min(high, run[-1] * SPAN + SPAN - 1)) for run in runs]
        return ranges[::-1] if after is None else ranges

    def _blocks(self, wanted: VisitFilter) -> set[int] | None:
        """The blocks in which it may be found; None: any."""
        asked, named = _tokens_asked(wanted), {term.number for term in wanted.terms} - {None}
        if not asked and not wanted.first and not wanted.last and not wanted.signed:
            return None
        blocks = set(blocks_with(self.connection, self.campaign, asked, wanted.first, wanted.last))
        if wanted.signed:
            signed = (
                select(_s.number // SPAN)
                .distinct()
                .where(_s.campaign == self.campaign, _s.subject == Subject.VISIT.value)
            )
            blocks &= set(self.connection.execute(signed).scalars())
        return blocks | {number // SPAN for number in named if number is not None} if len(wanted.terms) == 1 else blocks

    def _listed(self, rows: Sequence[AnyRow]) -> tuple[Listed, ...]:
        ids = [row.id for row in rows]
        said = {row.visit_id: row.text for row in self.connection.execute(_FIRST_PROBLEMS, {"of_visits": ids})}
        return tuple(_listed(row, said.get(row.id, "")) for row in rows)


def _tokens_asked(wanted: VisitFilter) -> list[Alternatives]:
    """What a block must hold if a record in it is wanted; a term that is a number is no word of a record."""
    asked: list[Alternatives] = [
        [sought(term.words), *([f"@{who}"] for who in term.people)]
        for term in wanted.terms
        if term.number is None or len(wanted.terms) == 1
    ]
    if wanted.team is not None:
        asked.append([[team_token(group, wanted.team)] for group in wanted.groups])
    elif len(wanted.groups) == 1:
        asked.append([[f"%g{wanted.groups[0]}"]])
    facts = {
        "%c": wanted.county,
        "%k": wanted.category,
        "%o": wanted.outcome or "",
        "%urgent": wanted.urgent,
        "%withdrawn": wanted.withdrawn,
    }
    asked += [[[mark if value is True else f"{mark}{value}"]] for mark, value in facts.items() if value]
    if wanted.signed is False:
        asked.append([[f"%o{outcome}"] for outcome in sorted(wanted.to_sign)])
    return asked


def _chosen(wanted: VisitFilter, campaign: str) -> Select[Any]:
    return select(*_COLUMNS).where(
        _v.campaign == campaign,
        _v.number.between(bindparam("from_number"), bindparam("to_number")),
        _v.withdrawn_at.is_not(None) if wanted.withdrawn else _v.withdrawn_at.is_(None),
        *_facts(wanted),
        _v.group_key.in_(wanted.groups),
        *(_term(term) for term in wanted.terms),
    )


def _facts(wanted: VisitFilter) -> Iterator[ColumnElement[bool]]:
    if wanted.first is not None:
        yield _v.day >= wanted.first
    if wanted.last is not None:
        yield _v.day <= wanted.last
    equal = (
        (_v.team, wanted.team),
        (_v.county, wanted.county),
        (_v.outcome, wanted.outcome),
        (_v.place_key, wanted.place),
    )
    yield from (column == value for column, value in equal if value not in (None, ""))
    if wanted.urgent:
        yield _v.urgent
    if wanted.category:
        yield _Position(_v.search, f"\n%k{wanted.category}\n") > 0
    yield from _marks(wanted)


def _marks(wanted: VisitFilter) -> Iterator[ColumnElement[bool]]:
    """What is told by other tables."""
    if wanted.signed is not None:
        is_signed = exists().where(
            _s.campaign == _v.campaign,
            _s.subject == Subject.VISIT.value,
            _s.number == _v.number,
            _s.taken_back_at.is_(None),
        )
        yield is_signed if wanted.signed else ~is_signed & _v.outcome.in_(sorted(wanted.to_sign))
    if wanted.within is not None:
        yield or_(false(), *map(_within, wanted.within))
    if wanted.lacking is not None:
        yield _lacking(wanted.lacking)


def _term(term: Term) -> ColumnElement[bool]:
    found = [_Position(_v.search, term.words) > 0]
    found += [_Position(_v.search, f"\n@{who}\n") > 0 for who in term.people]
    if term.number is not None:
        found.append(_v.number == term.number)
    return or_(*found)


def _within(one: Within) -> ColumnElement[bool]:
    """A record made inside a period, as `control_of` in domain/controls.py tells it."""
    first, last = day_of(one.since), None if one.until is None else day_of(one.until - timedelta(microseconds=1))
    told_inside = and_(_v.reported_at >= one.since, *([_v.reported_at < one.until] if one.until is not None else []))
    on_days = [_v.day >= first, *([_v.day <= last] if last is not None else [])]
    whole_days = [
        or_(
            _v.day != edge, ~_v.reported_at.between(at_time(edge, time(0)), at_time(edge, time.max)), and_(*told_inside)
        )
        for edge in {first, last}
        if edge is not None
    ]
    return and_(_v.group_key.in_(sorted(one.groups)), *on_days, *whole_days)


def _lacking(least: Lacking) -> ColumnElement[bool]:
    """A record that has not what the scheme asks for: a county, and of these outcomes so many videos and photos."""

    def files(kind: Kind) -> Any:
        m = visit_messages.c
        file = func.coalesce(inbox.c.file_sha256, m.message_id)
        tied = (inbox.c.namespace == m.namespace) & (inbox.c.message_id == m.message_id)
        return (
            select(func.count(func.distinct(file)))
            .select_from(visit_messages.outerjoin(inbox, tied))
            .where(m.visit_id == _v.id, m.kind == kind.value)
            .scalar_subquery()
        )

    short = or_(files(Kind.VIDEO) < least.videos, files(Kind.IMAGE) < least.photos)
    return or_(_v.county.is_(None), and_(_v.outcome.in_(sorted(least.outcomes)), short))


def _listed(row: AnyRow, problem: str) -> Listed:
    return Listed(
        row.number,
        row.group_key,
        row.team,
        row.day,
        row.place,
        row.county,
        row.industrial,
        row.lookback,
        Outcome(row.outcome),
        row.urgent,
        row.problems,
        problem,
        row.author,
        row.reported_at,
        row.withdrawn_at is not None,
        (row.hand or {}).get("into"),
    )

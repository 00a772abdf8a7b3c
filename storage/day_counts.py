"""Counters of what each team did each day, kept in the transaction that writes a visit.

A visit is added to the row of its campaign, day, group and team, and taken from there again when it changes. Places
are counted once a day: whether a visit is the only one of its place is asked of the visits in the same statement.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, ColumnElement, Connection, Integer, and_, bindparam, case, func, literal_column, select
from sqlalchemy.dialects import postgresql, sqlite

from domain.visits import Outcome
from storage.statements import Prepared
from storage.tables import visits
from storage.tally_tables import COUNTERS, NO_TEAM, day_counts

#: What of a visit's row is counted: while this stays, its counters do.
COUNTED = ("day", "group_key", "team", "place_key", "industrial", "outcome", "urgent", "problems", "withdrawn_at")

Row = tuple[Any, ...]

_KEY = ("campaign", "day", "group_key", "team")
_CORRECTED, _HANDOVER, _VIOLATION = Outcome.CORRECTED.value, Outcome.HANDOVER.value, Outcome.VIOLATION.value
_v = visits.c
_OTHERS = (
    _v.campaign == bindparam("of_campaign"),
    _v.day == bindparam("of_day"),
    _v.group_key == bindparam("of_group"),
    _v.place_key == bindparam("of_place"),
    func.coalesce(_v.team, literal_column(str(NO_TEAM))) == bindparam("of_team"),
    _v.withdrawn_at.is_(None),
    _v.number != bindparam("of_number"),
)
_ZERO, _ONE = literal_column("0", Integer), literal_column("1", Integer)


def _given(name: str) -> ColumnElement[int]:
    return bindparam(f"the_{name}", type_=Integer)


def _if_first(name: str, of_others: ColumnElement[bool]) -> ColumnElement[int]:
    """The given value unless another visit of that place counts for it already; what is counted are small numbers."""
    return _given(name) * (_ONE - func.coalesce(func.max(case((of_others, _ONE), else_=_ZERO)), _ZERO))


_GIVEN = {
    "visits": _given("visit"),
    "points": _if_first("visit", literal_column("1 = 1", Boolean)),
    "industrial": _if_first("industrial", _v.industrial),
    "findings": _given("findings"),
    "violations": _given("violation"),
    "urgent": _given("urgent"),
    "problem_points": _if_first("problem", _v.problems > _ZERO),
    "filings": _if_first("violation", _v.outcome == literal_column(f"'{_VIOLATION}'")),
    "corrected": _given("corrected"),
    "handover": _given("handover"),
}
_KEYS = [
    bindparam("of_campaign", type_=_v.campaign.type),
    bindparam("of_day", type_=_v.day.type),
    bindparam("of_group", type_=_v.group_key.type),
    bindparam("of_team", type_=Integer),
]
_DIFFERENCE = select(*_KEYS, *(_GIVEN[name] for name in COUNTERS)).where(and_(*_OTHERS))


def _adding(dialect: Any) -> Any:
    insert = dialect.insert(day_counts).from_select([*_KEY, *COUNTERS], _DIFFERENCE)
    more = {name: day_counts.c[name] + insert.excluded[name] for name in COUNTERS}
    return insert.on_conflict_do_update(index_elements=_KEY, set_=more)


_ADD = Prepared({"sqlite": _adding(sqlite), "postgresql": _adding(postgresql)})


def keep_count(connection: Connection, campaign: str, number: int, was: Row | None, row: Row) -> None:
    """Count a visit as its `row` now stands, no longer as it `was` (None: it is new); both in the order of COUNTED."""
    if was == row:
        return
    *_, withdrawn_before = was or (None,)
    *_, withdrawn = row
    if was is not None and withdrawn_before is None:
        _ADD.run(connection, _change(campaign, number, was, -1))
    if withdrawn is None:
        _ADD.run(connection, _change(campaign, number, row, 1))


def _change(campaign: str, number: int, row: Row, sign: int) -> dict[str, Any]:
    """What a visit adds to its counters, or with the sign -1 takes from them."""
    day, group, team, place, industrial, outcome, urgent, problems, _ = row
    return {
        "of_campaign": campaign,
        "of_day": day,
        "of_group": group,
        "of_team": NO_TEAM if team is None else team,
        "of_place": place or None,  # without a readable name it stands alone
        "of_number": number,
        "the_visit": sign,
        "the_industrial": sign if industrial else 0,
        "the_findings": sign * problems,
        "the_problem": sign if problems else 0,
        "the_urgent": sign if urgent else 0,
        "the_corrected": sign if outcome == _CORRECTED else 0,
        "the_handover": sign if outcome == _HANDOVER else 0,
        "the_violation": sign if outcome == _VIOLATION else 0,
    }

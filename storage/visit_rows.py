"""A visit as rows, and back: one row of the visit, one for each finding, one for each message."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from operator import attrgetter, itemgetter
from typing import Any

from sqlalchemy import BindParameter, Connection, Select, bindparam, delete, insert, select, update

from domain.messages import Kind
from domain.visits import Finding, Link, Outcome, Part, Visit, place_key
from storage.columns import canonical, microseconds, moment
from storage.day_counts import COUNTED, keep_count
from storage.hands import hand_document, hand_of
from storage.statements import AnyRow, Prepared, insert_numbered
from storage.tables import findings, visit_messages, visits
from storage.visit_digests import keep_digest, search_text

_FIELDS = (
    "group_key",
    "team",
    "day",
    "place",
    "place_key",
    "county",
    "industrial",
    "lookback",
    "outcome",
    "urgent",
    "marked",
    "hand",
    "categories",
    "room",
    "author",
    "reported_at",
    "last_at",
    "problems",
    "withdrawn_at",
    "search",
)

_CREATE = Prepared(insert_numbered(visits, visits.c.id))
_BEFORE = Prepared(
    select(visits.c.id, visits.c.search, *(visits.c[name] for name in COUNTED)).where(
        visits.c.campaign == bindparam("of_campaign"), visits.c.number == bindparam("of_number")
    )
)
_CHANGE = Prepared(
    update(visits)
    .where(visits.c.id == bindparam("of_id"))
    .values({name: bindparam(name) for name in _FIELDS} | {"revision": visits.c.revision + 1})
)

_READ = tuple(column for column in visits.c if column.name != "search")
_what_counts = itemgetter(*COUNTED)
_OF_VISIT: BindParameter[int] = bindparam("of_visit")
_FINDINGS = Prepared(
    select(findings.c.text, findings.c.category).where(findings.c.visit_id == _OF_VISIT).order_by(findings.c.position)
)
_DROP_FINDINGS = Prepared(delete(findings).where(findings.c.visit_id == _OF_VISIT))
_ADD_FINDINGS = Prepared(insert(findings))
_LINK = tuple(visit_messages.c[name] for name in ("message_id", "at", "sender", "kind", "part"))
_LINKED = Prepared(
    select(visit_messages.c.message_id, visit_messages.c.part)
    .where(visit_messages.c.visit_id == _OF_VISIT)
    .order_by(visit_messages.c.position)
)
_DROP_LINKS = Prepared(delete(visit_messages).where(visit_messages.c.visit_id == _OF_VISIT))
_ADD_LINKS = Prepared(insert(visit_messages))


def visit_row(visit: Visit, campaign: str, now: datetime) -> dict[str, Any]:
    """The visit's own row; `now` is when it was withdrawn, if it has no links."""
    return {
        "campaign": campaign,
        "number": visit.number,
        "group_key": visit.group,
        "team": visit.team,
        "day": visit.day,
        "place": visit.place,
        "place_key": place_key(visit.place),
        "county": visit.county,
        "industrial": visit.industrial,
        "lookback": visit.lookback,
        "outcome": visit.outcome,
        "urgent": visit.urgent or visit.marked,
        "marked": visit.marked or None,
        "hand": hand_document(visit.hand),
        "categories": sorted(visit.categories),
        "room": visit.room,
        "author": visit.author,
        "reported_at": visit.reported_at,
        "last_at": visit.last_at,
        "problems": visit.problems,
        "revision": 1,
        "withdrawn_at": None if visit.links else now,
    }


def create(connection: Connection, visit: Visit, campaign: str, now: datetime) -> int:
    """Write and count a new visit that has its number; the id of its row."""
    row = visit_row(visit, campaign, now) | {"search": search_text(visit)}
    visit_id = _CREATE.new_id(connection, row)
    keep_digest(connection, campaign, row["number"], None, row["search"], visit.day)
    keep_count(connection, campaign, row["number"], None, _what_counts(row))
    return visit_id


def change(connection: Connection, visit: Visit, campaign: str, now: datetime) -> int:
    """Write a visit anew and count it as it stands now; the id of its row.

    Raises LookupError for a number that was never given.
    """
    row = visit_row(visit, campaign, now) | {"search": search_text(visit)}
    number = row["number"]
    was = _BEFORE.first(connection, {"of_campaign": campaign, "of_number": number})
    if was is None:
        raise LookupError(f"visit {number} of {campaign} was never given that number")
    _CHANGE.run(connection, {name: row[name] for name in _FIELDS} | {"of_id": was.id})
    keep_digest(connection, campaign, number, was.search, row["search"], visit.day)
    keep_count(connection, campaign, number, tuple(was[2:]), _what_counts(row))
    return int(was.id)


def write_parts(connection: Connection, visit_id: int, visit: Visit, namespace: str, *, fresh: bool) -> None:
    """Findings and links of a visit, rewritten only where they changed; a `fresh` visit has none yet."""
    of_visit = {"of_visit": visit_id}
    stored: tuple[Finding, ...] = ()
    linked: list[tuple[str, ...]] = []
    if not fresh:
        stored = tuple(_finding(row) for row in _FINDINGS.all(connection, of_visit))
        linked = list(_LINKED.raw(connection, of_visit))
    if stored != visit.findings:
        if stored:
            _DROP_FINDINGS.run(connection, of_visit)
        _ADD_FINDINGS.run_each(connection, _finding_rows(visit_id, visit.findings))
    kept = [(link.message_id, link.part) for link in visit.links]  # time, sender and kind of a message never change
    if kept[: len(linked)] != linked:
        _DROP_LINKS.run(connection, of_visit)
        linked = []
    _ADD_LINKS.run_each(connection, _link_rows(visit_id, visit.links, namespace, start=len(linked)))


def _finding_rows(visit_id: int, items: tuple[Finding, ...]) -> list[dict[str, Any]]:
    return [
        {"visit_id": visit_id, "position": position, "text": item.text, "category": item.category}
        for position, item in enumerate(items)
    ]


def _link_rows(visit_id: int, links: tuple[Link, ...], namespace: str, *, start: int) -> list[dict[str, Any]]:
    return [
        {
            "visit_id": visit_id,
            "namespace": namespace,
            "message_id": link.message_id,
            "position": position,
            "at": link.at,
            "sender": link.sender,
            "kind": link.kind,
            "part": link.part,
        }
        for position, link in enumerate(links[start:], start)
    ]


def fingerprint(visit: Visit) -> str:
    """SHA-256 of everything a visit says, for the audit log: the log itself repeats no word of it."""
    row = visit_row(visit, "", visit.last_at)
    for name, value in row.items():
        if isinstance(value, datetime):
            row[name] = microseconds(value)
    row["day"] = visit.day.isoformat()
    del row["problems"]  # follows from the rest
    if not visit.marked:
        del row["marked"]  # so that visits written before there were marks keep their fingerprints
    if row["hand"] is None:
        del row["hand"]  # so that visits written before there were edits keep theirs
    row["withdrawn_at"] = not visit.links
    row["findings"] = [[item.text, item.category] for item in visit.findings]
    row["links"] = [[k.message_id, microseconds(k.at), k.sender, str(k.kind), str(k.part)] for k in visit.links]
    return hashlib.sha256(canonical(row).encode()).hexdigest()


class Reading:
    """One way of finding visits: three statements, however many visits are found."""

    def __init__(self, chosen: Select[Any], *, newest: int | None = None) -> None:
        """`chosen` selects the ids of visits; they come by number, or the so many `newest`, those first."""
        f, m = findings.c, visit_messages.c
        self._by_number = newest is None
        if newest is not None:
            chosen = chosen.order_by(visits.c.last_at.desc(), visits.c.number.desc()).limit(newest)
        self._visits = Prepared(chosen.with_only_columns(*_READ, maintain_column_froms=True))
        self._findings = Prepared(select(findings).where(f.visit_id.in_(chosen)).order_by(f.visit_id, f.position))
        links = select(m.visit_id, *_LINK).where(m.visit_id.in_(chosen))
        self._links = Prepared(links.order_by(m.visit_id, m.position))

    def visits(self, connection: Connection, values: Mapping[str, Any]) -> list[Visit]:
        """The visits found with these values."""
        rows = self._visits.all(connection, values)
        if not rows:
            return []
        if self._by_number:  # here, not in SQL: SQLite would walk through all numbers rather than sort a few
            rows = sorted(rows, key=attrgetter("number"))
        found: defaultdict[int, list[Finding]] = defaultdict(list)
        for row in self._findings.all(connection, values):
            found[row.visit_id].append(_finding(row))
        linked: defaultdict[int, list[Link]] = defaultdict(list)
        for visit_id, *link in self._links.raw(connection, values):
            linked[visit_id].append(_link(*link))
        return [_visit(row, found[row.id], linked[row.id]) for row in rows]


def _visit(row: AnyRow, found: list[Finding], linked: list[Link]) -> Visit:
    return Visit(
        number=row.number,
        group=row.group_key,
        team=row.team,
        day=row.day,
        place=row.place,
        county=row.county,
        industrial=row.industrial,
        lookback=row.lookback,
        outcome=Outcome(row.outcome),
        urgent=row.urgent,
        categories=frozenset(row.categories),
        findings=tuple(found),
        room=row.room,
        author=row.author,
        reported_at=row.reported_at,
        last_at=row.last_at,
        links=tuple(linked),
        marked=bool(row.marked),
        hand=hand_of(row.hand),
    )


def _finding(row: AnyRow) -> Finding:
    return Finding(row.text, row.category)


@lru_cache(maxsize=1 << 12)  # the same rows are read again with each photo of a burst
def _link(message_id: str, at: int, sender: str, kind: str, part: str) -> Link:
    return Link(message_id, moment(at), sender, Kind(kind), Part(part))

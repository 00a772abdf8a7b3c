"""Reads the audit log: what was done, newest first, and all that was done to one record. It is never written here."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, literal, or_, select

from storage.tables import audit, audit_head

LOOKED = 20_000  # entries that one question looks through: the log has no index but its own order
MOST_ABOUT = 500  # entries about one record
_ENTRY = select(audit.c.seq, audit.c.at, audit.c.actor, audit.c.action, audit.c.subject, audit.c.detail, audit.c.hash)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry; `detail` is empty where it is mutilated."""

    seq: int
    at: datetime
    actor: str
    action: str
    subject: str
    detail: Mapping[str, Any]
    hash: str


@dataclass(frozen=True, slots=True)
class Sought:
    """Which entries: of whom, of which actions (one that ends in a point means all that begin so), of what, when."""

    actor: str = ""
    actions: tuple[str, ...] = ()
    subject: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """Newest first. `further`: before which entry to go on looking; None at the beginning of the log."""

    entries: tuple[Entry, ...]
    further: int | None


@dataclass(frozen=True, slots=True)
class AuditEntries:
    connection: Connection

    def find(self, sought: Sought, before: int | None = None, most: int = 50) -> Found:
        """The newest entries before that one which are sought; no more than LOOKED are looked at."""
        top = self._last_seq() if before is None else before - 1
        if sought.until is not None:
            top = min(top, self._first_from(sought.until) - 1)
        bottom = 1 if sought.since is None else self._first_from(sought.since)
        floor = max(bottom, top - LOOKED + 1)
        rows = _ENTRY.where(audit.c.seq <= top, audit.c.seq >= floor, *_wanted(sought)).order_by(audit.c.seq.desc())
        entries = tuple(map(_entry, self.connection.execute(rows.limit(most))))
        looked_to = entries[-1].seq if len(entries) == most else floor
        return Found(entries, looked_to if looked_to > bottom else None)

    def about(
        self, number: int, message_ids: Collection[str], files: Collection[str], since: datetime
    ) -> Sequence[Entry]:
        """What was done since then to a record, its messages and their files, oldest first; it reads all entries."""
        subjects = {*message_ids, f"visit {number}", *(f"file {sha256}" for sha256 in files)}
        listed = literal(",") + audit.c.subject + ","
        of_record = or_(*(audit.c.action.startswith(begin) for begin in ("visits.", "sign.visits", "locality.")))
        made_of = (audit.c.action == "paper.make") & _holds(audit.c.detail, number)
        named = (of_record & listed.contains(f",{number},")) | made_of
        rows = _ENTRY.where(audit.c.seq >= self._first_from(since), or_(audit.c.subject.in_(subjects), named))
        return [_entry(row) for row in self.connection.execute(rows.order_by(audit.c.seq).limit(MOST_ABOUT))]

    def last(self, action: str, after: int = 0) -> tuple[Entry | None, int]:
        """The newest entry of this action after that one, and the number of the newest of all."""
        rows = _ENTRY.where(audit.c.seq > after, audit.c.action == action).order_by(audit.c.seq.desc())
        row = self.connection.execute(rows.limit(1)).first()
        return (None if row is None else _entry(row)), self._last_seq()

    def _last_seq(self) -> int:
        return self.connection.execute(select(audit_head.c.seq)).scalar() or 0

    def _first_from(self, at: datetime) -> int:
        """The first entry at or after a time: entries stand in the order of their times."""
        low, high = 1, self._last_seq() + 1
        while low < high:
            middle = (low + high) // 2
            row = select(audit.c.at).where(audit.c.seq >= middle).order_by(audit.c.seq).limit(1)
            found = self.connection.execute(row).scalar()
            low, high = (low, middle) if found is None or found >= at else (middle + 1, high)
        return low


def _wanted(sought: Sought) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if sought.actor:
        conditions.append(audit.c.actor == sought.actor)
    if sought.actions:
        action = audit.c.action
        one_of = (action.startswith(a, autoescape=True) if a.endswith(".") else action == a for a in sought.actions)
        conditions.append(or_(*one_of))
    if sought.subject:
        conditions.append(func.lower(audit.c.subject).contains(sought.subject.lower(), autoescape=True))
    return conditions


def _holds(detail: ColumnElement[str], number: int) -> ColumnElement[bool]:
    """Whether the canonical JSON has the number in its list of visits."""
    return or_(*(detail.contains(f"{left}{number}{right}") for left in "[," for right in ",]"))


def _entry(row: Any) -> Entry:
    detail: Any = {}
    with suppress(ValueError, RecursionError):
        detail = json.loads(row.detail)
    return Entry(
        row.seq, row.at, row.actor, row.action, row.subject, detail if isinstance(detail, dict) else {}, row.hash
    )

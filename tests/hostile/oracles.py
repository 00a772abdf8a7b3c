"""What must hold of everything that is stored after hostile input."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from domain.rosters import FIELD_ROLES, SPEAKING_ROLES, Role
from tests.cast import ROSTER
from tests.hostile.running import Ran

Row = dict[str, Any]


TAKEN_BACK = "voided"  # why a post is not said whose order was taken back while it was queued


def faults_of(ran: Ran) -> list[str]:
    """Everything that is wrong, in words; [] for nothing."""
    return [*_lost(ran), *_failed(ran), *_rights(ran)]


def _rows(ran: Ran, table: str) -> list[Row]:
    return [dict(zip(ran.columns[table], row, strict=True)) for row in ran.tables[table]]


def _lost(ran: Ran) -> Iterator[str]:
    """Messages that are not in the inbox with the bytes they came as."""
    kept = {row["message_id"]: row["raw"] for row in _rows(ran, "inbox")}
    yield from (f"not kept: {key[:80]!r}" for key in ran.raw.keys() - kept.keys())
    yield from (f"not asked for: {key[:80]!r}" for key in kept.keys() - ran.raw.keys())
    yield from (f"other bytes: {key[:80]!r}" for key, raw in ran.raw.items() if kept.get(key, raw) != raw)


def _failed(ran: Ran) -> Iterator[str]:
    """Work that was begun and not brought to an end."""
    for row in _rows(ran, "inbox"):
        if row["state"] not in ("handled", "repeat", "own"):
            yield f"message {row['message_id'][:80]!r} is {row['state']}: {row['error']}"
        if row["file_state"] == "awaited":
            yield f"the file of {row['message_id'][:80]!r} neither came nor was given up"
    for table, ends in (
        ("jobs", ("done",)),
        ("outbox", ("sent", "owed", "held")),
        ("timetable", ("done", "open", "skipped")),
    ):
        open_rows = (row for row in _rows(ran, table) if row["state"] not in ends)
        yield from (f"{table}: {row}"[:400] for row in open_rows if row.get("reason") != TAKEN_BACK)


def _rights(ran: Ran) -> Iterator[str]:
    """What somebody brought about who may not."""
    sender = {row["message_id"]: row["sender"] for row in _rows(ran, "inbox")}
    for row in _rows(ran, "instructions"):
        if not _is(row["author"], {Role.DISPATCHER}) or sender.get(row["message_id"]) != row["author"]:
            yield f"an instruction by {row['author'][:80]!r}"
    for row in _rows(ran, "submissions"):
        if not _is(row["sender"], {*SPEAKING_ROLES, Role.DISPATCHER}):
            yield f"a paper by {row['sender'][:80]!r}"
        elif not _is(row["sender"], {Role.DISPATCHER}) and ROSTER.person[row["sender"]].group != row["group_key"]:
            yield f"a paper for another group by {row['sender'][:80]!r}"
    for row in _rows(ran, "visits"):
        if (
            not _is(row["author"], {*FIELD_ROLES, *SPEAKING_ROLES})
            or ROSTER.person[row["author"]].group != row["group_key"]
        ):
            yield f"a visit of {row['group_key']} by {row['author'][:80]!r}"
    for row in _rows(ran, "receipts"):
        if row["sender"] not in ROSTER.person or ROSTER.person[row["sender"]].group != row["group_key"]:
            yield f"a receipt for {row['group_key']} by {row['sender'][:80]!r}"
    for row in _rows(ran, "outbox"):
        if row["answers"] is not None and sender.get(row["answers"]) not in ROSTER.person:
            yield f"an answer to {sender.get(row['answers'], '')[:80]!r}"
        if row["room"] is not None and row["room"] not in ROSTER.room:
            yield f"a post to {row['room'][:80]!r}"
        if row["room"] is None and row["contact"] not in ROSTER.person:
            yield f"a private post to {str(row['contact'])[:80]!r}"


def _is(contact: str, roles: set[Role]) -> bool:
    person = ROSTER.person.get(contact)
    return person is not None and person.role in roles

"""What happened in a run, from both sides: the gateway's journal, and what the bot wrote down."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, Engine, select

from storage.databases import open_database
from storage.deafness_tables import blind_windows
from storage.tables import counters, inbox, instructions, outbox, submissions, visit_messages, visits
from storage.verifications import verify
from tests.faults.journals import entries


@dataclass(frozen=True, slots=True)
class Said:
    """What a member said. `of`: the id of the message that this tells again. `announced`: its places in the journal
    each time that the bot was told of it."""

    id: str
    at: datetime
    room: str | None
    who: str
    kind: str
    place: str = ""
    sha256: str = ""
    of: str = ""
    announced: tuple[int, ...] = ()
    refused_file: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """What the members saw of the bot, in order."""

    id: str
    where: str
    text: str = ""
    sha256: str = ""
    at: float = 0.0


@dataclass(frozen=True, slots=True)
class Kept:
    id: str
    seq: int
    state: str
    file_state: str = "none"
    sha256: str = ""
    repeat_of: str = ""


@dataclass(frozen=True, slots=True)
class Owed:
    id: int
    once: str
    kind: str
    where: str
    text: str
    media: tuple[str, ...] = ()
    urgent: bool = False
    state: str = "sent"
    attempts: int = 1
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Visit:
    number: int
    place: str
    messages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class History:
    said: tuple[Said, ...] = ()
    seen: tuple[Seen, ...] = ()
    too_often: int = 0
    kept: tuple[Kept, ...] = ()
    windows: tuple[tuple[datetime, datetime | None], ...] = ()
    owed: tuple[Owed, ...] = ()
    visits: tuple[Visit, ...] = ()
    chain_faults: tuple[str, ...] = ()
    numbers: Mapping[str, tuple[int, int]] = field(default_factory=dict)  # name: (counter, rows)
    tolerance: timedelta = timedelta(seconds=1)  # message times are whole seconds


def read_history(journal: Path, database: str) -> History:
    said, seen, too_often = _of_the_members(journal)
    engine = open_database(database, read_only=True)
    try:
        return _of_the_bot(engine, said, seen, too_often)
    finally:
        engine.dispose()


def _of_the_members(journal: Path) -> tuple[tuple[Said, ...], tuple[Seen, ...], int]:
    told: dict[str, list[dict[str, object]]] = defaultdict(list)
    announced: dict[str, list[int]] = defaultdict(list)
    for entry in entries(journal):
        told[entry["what"]].append(entry)
        if entry["what"] == "announced":
            announced[entry["id"]].append(entry["index"])
    refused = {entry["id"] for entry in told["file refused"]}
    said = tuple(
        Said(
            id=(name := str(entry["id"])),
            at=datetime.fromtimestamp(int(str(entry["ms"])) // 1000).astimezone(),
            room=None if entry["room"] is None else str(entry["room"]),
            who=str(entry["who"]),
            kind=str(entry["kind"]),
            place=str(entry["place"]),
            sha256=str(entry["sha256"]),
            of=str(entry["of"]),
            announced=tuple(announced[name]),
            refused_file=name in refused,
        )
        for entry in told["said"]
    )
    seen = tuple(
        Seen(str(e["id"]), str(e["room"]), str(e["text"]), str(e["sha256"]), float(str(e["at"]))) for e in told["seen"]
    )
    return said, seen, sum("频繁" in str(entry["why"]) for entry in told["refused"])


def _of_the_bot(engine: Engine, said: tuple[Said, ...], seen: tuple[Seen, ...], too_often: int) -> History:
    with engine.connect() as connection:
        windows = connection.execute(select(blind_windows.c.since, blind_windows.c.until)).all()
        return History(
            said=said,
            seen=seen,
            too_often=too_often,
            kept=_kept(connection),
            windows=tuple((row.since, row.until) for row in windows),
            owed=_owed(connection),
            visits=_visits(connection),
            chain_faults=verify(connection).faults,
            numbers=_numbers(connection),
        )


def _kept(connection: Connection) -> tuple[Kept, ...]:
    rows = connection.execute(select(inbox).order_by(inbox.c.seq))
    return tuple(
        Kept(row.message_id, row.seq, row.state, row.file_state, row.file_sha256 or "", row.repeat_of or "")
        for row in rows
    )


def _owed(connection: Connection) -> tuple[Owed, ...]:
    return tuple(
        Owed(
            id=row.id,
            once=row.once_key,
            kind=row.kind,
            where=row.lane,
            text=row.text,
            media=tuple(row.media),
            urgent=row.urgent,
            state=row.state,
            attempts=row.attempts,
            reason=row.reason or "",
        )
        for row in connection.execute(select(outbox).order_by(outbox.c.id))
    )


def _visits(connection: Connection) -> tuple[Visit, ...]:
    links: dict[int, list[str]] = defaultdict(list)
    for link in connection.execute(select(visit_messages.c.visit_id, visit_messages.c.message_id)):
        links[link.visit_id].append(link.message_id)
    rows = connection.execute(select(visits.c.id, visits.c.number, visits.c.place).order_by(visits.c.number))
    return tuple(Visit(row.number, row.place, tuple(links[row.id])) for row in rows)


def _numbers(connection: Connection) -> dict[str, tuple[int, int]]:
    """What each counter stands at, and how many rows carry its numbers."""
    rows: Counter[str] = Counter()
    rows["visit"] = len(connection.execute(select(visits.c.number).distinct()).all())
    rows["submission"] = len(connection.execute(select(submissions.c.number).distinct()).all())
    for row in connection.execute(select(instructions.c.day)):
        rows[f"instruction {row.day.isoformat()}"] += 1
    counted = {row.name: row.value for row in connection.execute(select(counters.c.name, counters.c.value))}
    return {name: (counted.get(name, 0), rows[name]) for name in (counted.keys() | rows.keys()) if name in rows}

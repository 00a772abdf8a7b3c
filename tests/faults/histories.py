"""What happened in a run, from both sides: the gateway's journal, and what the bot wrote down and logged."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, select

from storage.databases import open_database
from storage.deafness_tables import blind_windows
from storage.instruction_tables import instructions
from storage.tables import counters, inbox, outbox, submissions, visit_messages, visits
from storage.verifications import verify
from tests.faults.fast_time import FastClock
from tests.faults.journals import entries

_KEPT = re.compile(r'timestamp=(\S+) level=info event="message kept" message=(\S+)')


@dataclass(frozen=True, slots=True)
class Said:
    """What a member said. `of`: the id of the message that this tells again. `announced`: its places in the journal
    each time that the bot was told of it. `calls`: it asks the bot for an answer. `order`: the words of an instruction
    for those rooms."""

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
    broken_file: int = 0  # so often it was handed over in part only
    calls: bool = False
    order: str = ""
    for_rooms: tuple[str, ...] = ()


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
    answers: str = ""  # the id of a message


@dataclass(frozen=True, slots=True)
class Visit:
    number: int
    place: str
    messages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class History:
    """`acknowledged`: ids that the bot logged as kept, after the commit. `scolded_at` and `heard` (from, to) are times
    of the gateway: when it said 频繁, and when the bot heard it and kept what it heard, after `lag` seconds at most."""

    said: tuple[Said, ...] = ()
    seen: tuple[Seen, ...] = ()
    scolded_at: tuple[float, ...] = ()
    heard: tuple[tuple[float, float], ...] = ()
    lag: float = 0.0
    acknowledged: frozenset[str] = frozenset()
    kept: tuple[Kept, ...] = ()
    windows: tuple[tuple[datetime, datetime | None], ...] = ()
    owed: tuple[Owed, ...] = ()
    visits: tuple[Visit, ...] = ()
    chain_faults: tuple[str, ...] = ()
    numbers: Mapping[str, tuple[int, int]] = field(default_factory=dict)  # name: (counter, rows)
    tolerance: timedelta = timedelta(seconds=1)  # message times are whole seconds
    is_night: bool = False  # it ended in quiet hours, in which what is not urgent has to wait


def read_history(journal: Path, log: Path, database: str, clock: FastClock) -> History:
    """`journal` is the gateway's, `log` the bot's, `clock` that of the run."""
    told: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for entry in entries(journal):
        told[entry["what"]].append(entry)
    engine = open_database(database, read_only=True)
    try:
        return _with_what_the_bot_holds(engine, _with_what_it_logged(log, clock, told, _members_side(told)))
    finally:
        engine.dispose()


Told = Mapping[str, list[dict[str, Any]]]  # entries of the journal


def _members_side(told: Told) -> History:
    return History(
        said=_said(told),
        seen=tuple(Seen(e["id"], e["room"], e["text"], e["sha256"], e["at"]) for e in told["seen"]),
        scolded_at=tuple(e["at"] for e in told["refused"] if "频繁" in e["why"]),
    )


def _with_what_it_logged(log: Path, clock: FastClock, told: Told, members: History) -> History:
    """Each message it logged as kept was announced to it some time before: the last time counts."""
    announced: dict[str, list[float]] = defaultdict(list)
    for entry in told["announced"]:
        announced[entry["id"]].append(entry["at"])
    kept: list[tuple[float, float]] = []  # when it was announced, when it was logged
    acknowledged: set[str] = set()
    for moment, message_id in _KEPT.findall(log.read_text("utf-8", "replace")):
        at = clock.of_the_wall(datetime.fromisoformat(moment))
        acknowledged.add(message_id)
        kept += [(max(before), at) for before in [[n for n in announced[message_id] if n <= at]] if before]
    lag = max((at - before for before, at in kept), default=0.0)
    return replace(members, acknowledged=frozenset(acknowledged), lag=lag, heard=_heard(told, kept))


def _heard(told: Told, kept: list[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    """From each stream's begin to the last message of it that was kept, or to the time at which the gateway froze."""
    frosts = [e["at"] for e in told["frozen"]]
    ends = {e["number"]: e["at"] for e in told["stream ended"]}
    heard = []
    for stream in told["stream"]:
        begun, end = stream["at"], ends.get(stream["number"], 0.0)
        end = min([end, *(at for at in frosts if begun <= at < end)])
        heard.append((begun, max((before for before, _ in kept if begun <= before <= end), default=begun)))
    return tuple(heard)


def _said(told: Told) -> tuple[Said, ...]:
    announced: dict[str, list[int]] = defaultdict(list)
    for entry in told["announced"]:
        announced[entry["id"]].append(entry["index"])
    refused = {entry["id"] for entry in told["file refused"]}
    broken = Counter(entry["id"] for entry in told["file broke off"])
    return tuple(
        Said(
            id=entry["id"],
            at=datetime.fromtimestamp(entry["ms"] // 1000).astimezone(),
            room=entry["room"],
            who=entry["who"],
            kind=entry["kind"],
            place=entry["place"],
            sha256=entry["sha256"],
            of=entry["of"],
            announced=tuple(announced[entry["id"]]),
            refused_file=entry["id"] in refused,
            broken_file=broken[entry["id"]],
            calls=entry["calls"],
            order=entry["order"],
            for_rooms=tuple(entry["for_rooms"]),
        )
        for entry in told["said"]
    )


def _with_what_the_bot_holds(engine: Engine, members: History) -> History:
    with engine.connect() as connection:
        windows = connection.execute(select(blind_windows.c.since, blind_windows.c.until)).all()
        return replace(
            members,
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
            answers=row.answers or "",
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

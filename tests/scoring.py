"""Plays transcript folders through the domain alone and scores the records.

    python -m tests.scoring DAY [DAY …] [--show N] [--scorer FILE]

A folder holds roster.toml, messages.jsonl and expected.json; the scorer, score.py, stands beside the folders.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import re
import time
import tomllib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from domain.assemblies import assemble, withdraw
from domain.calendars import day_of
from domain.lexicons import Lexicon
from domain.messages import BOT, Kind, Message
from domain.reading.manners import Manner
from domain.readings import read
from domain.rosters import FIELD_ROLES, SPEAKING_ROLES, Group, Person, Role, Room, RoomKind, Roster, Round
from domain.visits import Part, Visit
from handlers.references import with_references
from storage import lexicons
from storage.work import UnitOfWork
from tests.memory_past import MemoryPast

_PAPER = re.compile("典型案例|交办单|附件[23]|违法内容描述|执法人员.{2,30}执法检查时")


def load_lexicon() -> Lexicon:
    return lexicons.load_lexicon()


def load_roster(path: Path) -> Roster:
    raw = tomllib.loads(path.read_text("utf-8"))
    return Roster(
        campaign=raw.get("campaign", ""),
        rounds=tuple(Round(r["number"], r["start"], r["end"]) for r in raw.get("rounds", ())),
        groups=tuple(
            Group(g["key"], g["name"], g["city"], tuple(g["counties"]), (g["sending_city"],), tuple(g["teams"]))
            for g in raw["groups"]
        ),
        rooms=tuple(
            Room(r["id"], r["topic"], RoomKind(r["kind"]), r.get("group"), r.get("city")) for r in raw["rooms"]
        ),
        people=tuple(
            Person(p["id"], p["name"], Role(p["role"]), p.get("group"), p.get("team"), p.get("alias", {}))
            for p in raw["people"]
        ),
    )


def load_messages(path: Path) -> Iterator[tuple[Message, str]]:
    """The messages in order of arrival, each with the path of its file."""
    for line in path.read_text("utf-8").splitlines():
        raw: dict[str, Any] = json.loads(line)
        location = raw.get("location")
        yield (
            Message(
                id=raw["id"],
                room=raw["room"],
                sender=raw["sender"],
                sender_name=raw.get("sender_name", ""),
                at=datetime.fromisoformat(raw["at"]),
                kind=Kind(raw["kind"]),
                text=raw.get("text", ""),
                location=(location[0], location[1]) if location else None,
                quote=raw.get("quote"),
                mentions=tuple(raw.get("mentions", ())),
                target=raw.get("target"),
            ),
            raw.get("media", ""),
        )


class _Remembering:
    """What finding a quoted message asks of storage, answered from memory."""

    def __init__(self, past: MemoryPast, roster: Roster, lexicon: Lexicon) -> None:
        self.past, self.roster, self.lexicon = past, roster, lexicon
        self.inbox = self.visits = self.outbox = self

    def holding(self, room: str, piece: str, since: datetime) -> tuple[Message, ...]:
        return self.past.holding(room, piece, since)

    def shown_by(self, room: str, name: str, since: datetime, until: datetime) -> list[Message]:
        shown = [m for m in self.past.messages.values() if m.room == room and m.sender_name == name]
        return sorted((m for m in shown if since <= m.at <= until), key=lambda m: m.at, reverse=True)

    def visits_of(self, message_id: str) -> tuple[Visit, ...]:
        return self.past.visits_of(message_id)

    def said_as(self, room: str, words: str) -> None:
        return None


def is_evidence(message: Message, sender: Person, roster: Roster, lexicon: Lexicon) -> bool:
    """A stand-in for routing: whether a message goes to assembly at all."""
    if sender.role not in FIELD_ROLES or BOT in message.mentions or message.kind is Kind.FILE:
        return False
    if message.room is not None:
        room = roster.room.get(message.room)
        if room is None or room.kind is not RoomKind.GROUP or room.group != sender.group:
            return False
    elif message.kind is Kind.TEXT:
        first = read(message.text, roster.group[sender.group or ""], lexicon, day_of(message.at))[0]
        if first.manner is not Manner.REPORT and not re.match("发错", message.text):
            return False
    return not (sender.role in SPEAKING_ROLES and message.kind is Kind.TEXT and _PAPER.search(message.text))


def play(folder: Path, lexicon: Lexicon) -> tuple[MemoryPast, dict[str, str], float]:
    """The past after a day, the files' digests by message id, and the CPU seconds that texts took."""
    roster = load_roster(folder / "roster.toml")
    past, digests, spent = MemoryPast(), {}, 0.0
    work = cast(UnitOfWork, _Remembering(past, roster, lexicon))
    for heard, media in load_messages(folder / "messages.jsonl"):
        message = with_references(heard, work)
        sender = roster.person.get(message.sender)
        if not past.keep(message) or sender is None:
            continue
        if media and (folder / media).exists():
            digests[message.id] = hashlib.sha256((folder / media).read_bytes()).hexdigest()
        if message.kind is Kind.RECALL:
            past.apply(withdraw(message.target or "", past, roster, lexicon))
        elif is_evidence(message, sender, roster, lexicon):
            start = time.process_time()
            assembled = assemble(message, sender, past, roster, lexicon)
            spent += time.process_time() - start
            past.apply(assembled)
    return past, digests, spent


def record(visit: Visit, digests: dict[str, str]) -> dict[str, Any]:
    """A visit in the shape of expected.json."""

    def files(part: Part) -> int:
        return len({digests.get(link.message_id, link.message_id) for link in visit.links if link.part is part})

    return {
        "messages": list(visit.message_ids),
        "group": visit.group,
        "team": visit.team,
        "date": visit.day.isoformat(),
        "place": visit.place,
        "county": visit.county,
        "industrial": visit.industrial,
        "lookback": visit.lookback,
        "outcome": visit.outcome.value,
        "urgent": visit.urgent,
        "categories": sorted(visit.categories),
        "problems": len(visit.findings),
        "photos": files(Part.PHOTO),
        "videos": files(Part.VIDEO),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("days", nargs="+", type=Path)
    parser.add_argument("--show", type=int, default=60, metavar="N", help="print the first N differences of each day")
    parser.add_argument("--scorer", type=Path, metavar="FILE", help="score.py, where it does not stand beside the days")
    args = parser.parse_args()
    lexicon = load_lexicon()
    for folder in args.days:
        past, digests, spent = play(folder, lexicon)
        predicted = {"records": [record(visit, digests) for visit in past.standing()]}
        expected = json.loads((folder / "expected.json").read_text("utf-8"))
        scorer = _scorer(args.scorer or folder.resolve().parent / "score.py")
        print(f"== {folder.name} ({len(past.messages)} messages, {spent:.2f} s)")
        for name, value in scorer.score(expected, predicted).items():
            print(f"{name:15} {value:.3f}" if isinstance(value, float) else f"{name:15} {value}")
        for line in scorer.differences(expected, predicted)[: args.show]:
            print(line)


def _scorer(path: Path) -> Any:
    spec = importlib.util.spec_from_file_location("score", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    main()

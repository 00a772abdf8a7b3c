"""Every speaker with every command in every place, each said in a database that is as it was before."""

from __future__ import annotations

import itertools
import json
import re
import weakref
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Any

from sqlalchemy import Connection, func, select

from documents.commands import Command
from domain.assemblies import Assembled
from domain.calendars import at_time
from domain.messages import BOT, Kind, Message
from domain.posts import Post
from domain.rosters import Person, Role, Room, RoomKind
from handlers import handle
from storage.lexicons import load_lexicon
from storage.rosters import import_roster
from storage.tables import audit, jobs, metadata, outbox, timetable
from storage.work import UnitOfWork
from tests.cast import BAIHE, COMMAND, EXPERTS, LOCALS, QINGSHI, ROSTER
from tests.databases import memory_database
from tests.visit_book import a_visit, campaign

DAY = date(2020, 10, 20)
NOON = at_time(DAY, time(12))
LEXICON, CAMPAIGN = load_lexicon(), campaign()

#: One of 青石 or of none for each role.
BY_ROLE = {
    Role.INSPECTOR: "id-hao",
    Role.LEADER: "id-luo",
    Role.LIAISON: "id-wen",
    Role.DISPATCHER: "id-qi",
    Role.EXPERT: "id-ge",
    Role.LOCAL: "id-local",
    Role.PATROL: "id-patrol",
    Role.DATA: "id-data",
    Role.AUDITOR: "id-auditor",
}
UNBOUND, FORMER, STRANGER = "id-yan", "id-former", "wxid-stranger"
NOBODY = (UNBOUND, FORMER, STRANGER)
UNKNOWN_ROOM = "room-nobody-knows@chatroom"
_KINDS = {room.kind for room in ROSTER.rooms}
#: A room of each kind that the cast has none of.
OTHER_ROOMS = tuple(Room(f"room-{kind}@chatroom", f"{kind}群", kind) for kind in RoomKind if kind not in _KINDS)
PLACES = (QINGSHI, BAIHE, COMMAND, LOCALS, EXPERTS, *(room.id for room in OTHER_ROOMS), None, UNKNOWN_ROOM)

#: The text of each instruction; the second reads like an order to the bot.
ORDERED = {1: "先查砖厂的料堆", 2: "请 @蓝哨 作废 1020-1 改查砂场的台账"}

#: What a refused command may leave behind: the message, its answer, what is told of the speaker, and the log.
_TRACES = {"inbox", "outbox", "audit", "audit_head", "timetable", "strangers", "watched_rooms", "room_notices"}

_WRITES = re.compile(r'\s*(?:INSERT\s+(?:OR \w+ )?INTO|UPDATE|DELETE\s+FROM)\s+"?(\w+)', re.IGNORECASE)
_Content = dict[str, list[Any]]


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of one message. `logged` are (action, detail), `planned` the rules of new slots."""

    posts: tuple[Post, ...]
    jobs: tuple[str, ...]
    changed: frozenset[str]
    logged: tuple[tuple[str, Any], ...]
    planned: frozenset[str]

    @property
    def is_refused(self) -> bool:
        return any(action == "command.refuse" for action, _ in self.logged)

    @property
    def is_silent(self) -> bool:
        return not self.posts and not self.jobs


def wording_of(command: Command) -> str:
    """How it is said; the visit, the instruction and the proposal that it names are there."""
    return command.said[0].replace("#12", "#1").replace("确认绑定 3", "确认绑定 1")


class Matrix:
    """SQLite in memory with visits, instructions, a proposal and a paper; nothing that is said stays."""

    def __init__(self) -> None:
        others = [Person(f"id-{role}", f"外人{role}", role) for role in Role if BY_ROLE[role] == f"id-{role}"]
        former = Person(FORMER, "前组员", Role.INSPECTOR, "qingshi", 1)
        self.roster = replace(ROSTER, people=(*ROSTER.people, *others), rooms=(*ROSTER.rooms, *OTHER_ROOMS))
        self.engine = memory_database()
        self.said: dict[str, str] = {}  # what the bot has said already, by the subject of the post
        weakref.finalize(self, self.engine.dispose)
        with self.engine.begin() as connection:
            import_roster(connection, replace(self.roster, people=(*self.roster.people, former)), "test", NOON)
            import_roster(connection, self.roster, "test", NOON)
            self._furnish(self._work(connection))
        self._tables = [name for name in metadata.tables if name not in _TRACES]
        with self.engine.connect() as connection:
            self._content_at_first = {name: self._content(name, connection) for name in self._tables}
        self._ids = itertools.count(1)

    def asks(self, sender: str, words: str, room: str | None, **more: Any) -> Heard:
        """What comes of words said to the bot there."""
        fields: dict[str, Any] = {"text": f"@蓝哨 {words}", "mentions": (BOT,), "kind": Kind.TEXT, **more}
        name = fields.pop("sender_name", sender)
        return self.hears(Message(f"m{next(self._ids)}", room, sender, name, NOON, **fields))

    def hears(self, arrived: Message, *before: Message) -> Heard:
        """What comes of a message, after others perhaps; `sender` and `room` are the platform's."""
        with self.engine.connect() as connection, connection.begin() as transaction:
            for message in before:
                self._take(message, self._work(connection))
            was = {name: self._content(name, connection) for name in self._tables} if before else self._content_at_first
            last = self._last(connection)
            written = self._take(arrived, self._work(connection))
            heard = self._heard(connection, was, written, last)
            transaction.rollback()
        return heard

    def _take(self, arrived: Message, work: UnitOfWork) -> set[str]:
        """Hand a message in; the tables that were written to."""
        statements: list[str] = []
        driver: Any = work.connection.connection.driver_connection
        driver.set_trace_callback(statements.append)
        message = work.bindings.inward(arrived)
        if work.inbox.keep(message, b"raw"):
            handle(message, work)
        driver.set_trace_callback(None)
        return {found[1] for statement in statements if (found := _WRITES.match(statement))}

    def _content(self, name: str, connection: Connection) -> list[Any]:
        return list(connection.exec_driver_sql(f"SELECT * FROM {name}"))

    def _last(self, connection: Connection) -> tuple[int, ...]:
        ids = (audit.c.seq, timetable.c.id, outbox.c.id, jobs.c.id)
        return tuple(connection.execute(select(func.coalesce(func.max(column), 0))).scalar_one() for column in ids)

    def _heard(self, connection: Connection, was: _Content, written: set[str], last: Sequence[int]) -> Heard:
        touched = written & set(self._tables)
        logged = connection.execute(select(audit.c.action, audit.c.detail).where(audit.c.seq > last[0]))
        planned = connection.execute(select(timetable.c.rule).where(timetable.c.id > last[1])).scalars()
        asked = connection.execute(select(jobs.c.kind).where(jobs.c.id > last[3])).scalars()
        owed = self._work(connection).outbox.due(limit=1000)
        return Heard(
            tuple(each.post for each in owed if each.id > last[2]),
            tuple(asked),
            frozenset(name for name in touched if self._content(name, connection) != was[name]),
            tuple((action, json.loads(detail)) for action, detail in logged),
            frozenset(planned),
        )

    def _work(self, connection: Connection) -> UnitOfWork:
        return UnitOfWork(connection, NOON, CAMPAIGN, self.roster, LEXICON, "test")

    def _furnish(self, work: UnitOfWork) -> None:
        places = (("云台县宏图砖厂", "qingshi", "云台县"), ("望山县绿野砂场", "baihe", "望山县"))
        for place, group, county in places:
            visit = a_visit(place, "09:00", group=group, county=county, day=DAY, findings=1)
            work.visits.apply(Assembled(visits=(visit,)))
        work.bindings.unbind(UNBOUND, "id-su")
        work.proposals.propose("wxid-new", "严松", UNBOUND, QINGSHI)
        for n in (1, 2):
            text = f"@蓝哨 指令 全体：{ORDERED[n]}"
            said = Message(f"i{n}", COMMAND, "id-su", "苏禾", NOON, Kind.TEXT, text, mentions=(BOT,))
            work.inbox.keep(said, b"raw")
            handle(said, work)
        for owed in work.outbox.due(limit=1000):
            self.said[owed.post.once.subject] = owed.post.text
            work.outbox.claim(owed.id)
            work.outbox.mark_sent(owed.id, f"p{owed.id}", NOON)

"""The rooms in which the bot sits, and what is to be told of them: each thing once a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update

from domain.calendars import day_of
from domain.strangers import Change, Hold, Notice, alarm_slot
from storage.statements import insert_new
from storage.stranger_tables import room_notices, watched_rooms
from storage.tables import inbox
from storage.timetable import Timetable

_w, _n = watched_rooms.c, room_notices.c
_THIS = (_w.namespace == bindparam("of_namespace"), _w.room == bindparam("of_room"))
_ROW = (_w.room, _w.topic, _w.members, _w.is_in, _w.hold, _w.looked_at, _w.alarmed_at)
_GET = select(*_ROW).where(*_THIS)
_ALL = select(*_ROW).where(_w.namespace == bindparam("of_namespace")).order_by(_w.room)
_ADD = insert(watched_rooms)
_SET_TOPIC = update(watched_rooms).where(*_THIS).values(topic=bindparam("called"))
_SET_IN = update(watched_rooms).where(*_THIS).values(is_in=bindparam("inside"))
_SET_HOLD = update(watched_rooms).where(*_THIS).values(hold=bindparam("why"))
_SET_LOOK = update(watched_rooms).where(*_THIS).values(members=bindparam("count"), looked_at=bindparam("at"))
_SET_ALARM = update(watched_rooms).where(*_THIS).values(alarmed_at=bindparam("at"))

_HEARD = (
    select(inbox.c.room, func.max(inbox.c.sent_at))
    .where(inbox.c.namespace == bindparam("of_namespace"), inbox.c.room.is_not(None))
    .group_by(inbox.c.room)
)

_IN_ROOM = (_n.namespace == bindparam("of_namespace"), _n.room == bindparam("of_room"), _n.told_at.is_(None))
_NOTE = insert_new(room_notices, ("namespace", "room", "change", "subject", "day"), _n.id)
_UNTOLD = select(_n.id, _n.change, _n.subject, _n.name, _n.imitates, _n.urgent).where(*_IN_ROOM).order_by(_n.id)
_NOTED = (
    select(_n.id)
    .where(_n.namespace == bindparam("of_namespace"), _n.room == bindparam("of_room"))
    .where(_n.change == bindparam("of_change"), _n.subject == bindparam("of_subject"))
    .limit(1)
)
_TOLD = update(room_notices).where(_n.id == bindparam("of_notice")).values(told_at=bindparam("told"))


@dataclass(frozen=True, slots=True)
class WatchedRoom:
    """A room as the bot knows it. `members` is None before the first look."""

    id: str
    topic: str
    members: int | None
    is_in: bool
    hold: Hold | None
    looked_at: datetime | None
    alarmed_at: datetime | None


@dataclass(frozen=True, slots=True)
class WatchedRooms:
    """The rooms of one gateway (`namespace`), on the roster or not."""

    connection: Connection
    now: datetime
    campaign: str
    namespace: str

    def get(self, room: str) -> WatchedRoom | None:
        row = self.connection.execute(_GET, self._this(room)).first()
        return None if row is None else WatchedRoom(row[0], row[1], row[2], row[3], _hold(row[4]), row[5], row[6])

    def all(self) -> list[WatchedRoom]:
        """Every room that was ever seen, in order of id."""
        rows = self.connection.execute(_ALL, {"of_namespace": self.namespace})
        return [WatchedRoom(row[0], row[1], row[2], row[3], _hold(row[4]), row[5], row[6]) for row in rows]

    def heard_at(self) -> dict[str, datetime]:
        """When something was last said in each room that was ever heard."""
        rows = self.connection.execute(_HEARD, {"of_namespace": self.namespace})
        return {room: at for room, at in rows}

    def name(self, room: str, topic: str) -> None:
        """What the room is called now."""
        self._ensure(room)
        self.connection.execute(_SET_TOPIC, {**self._this(room), "called": topic})

    def enter(self, room: str, *, inside: bool = True) -> bool:
        """The bot sits in the room, or does so no more; whether that is news. A room never seen before counts as in."""
        before = self._ensure(room)
        self.connection.execute(_SET_IN, {**self._this(room), "inside": inside})
        return before is None or before.is_in != inside

    def hold(self, room: str, why: Hold | None) -> None:
        """Posts to the room wait for this reason, or for none."""
        self._ensure(room)
        self.connection.execute(_SET_HOLD, {**self._this(room), "why": why})

    def look(self, room: str, topic: str, members: int) -> None:
        """What a look at the room has shown."""
        self.name(room, topic)
        self.connection.execute(_SET_LOOK, {**self._this(room), "count": members, "at": self.now})

    def note(
        self,
        room: str,
        change: Change,
        subject: str = "",
        name: str = "",
        *,
        imitates: bool = False,
        urgent: bool = False,
    ) -> bool:
        """Put down a thing to tell and plan its telling; False when it was put down today already."""
        row: dict[str, Any] = {
            "namespace": self.namespace,
            "room": room,
            "change": change,
            "subject": subject,
            "name": name,
        }
        row |= {"imitates": imitates, "urgent": urgent, "day": day_of(self.now), "at": self.now}
        if self.connection.execute(_NOTE[self.connection.dialect.name], row).first() is None:
            return False
        known = self._ensure(room)
        timetable = Timetable(self.connection, self.now, self.campaign)
        timetable.plan(alarm_slot(room, change, self.now, known.alarmed_at if known else None))
        return True

    def has_noted(self, room: str, change: Change, subject: str) -> bool:
        """Whether it was put down on any day."""
        values = {**self._this(room), "of_change": change, "of_subject": subject}
        return self.connection.execute(_NOTED, values).first() is not None

    def untold(self, room: str) -> list[Notice]:
        """What is to be told of a room, in order."""
        rows = self.connection.execute(_UNTOLD, self._this(room))
        return [Notice(row[0], Change(row[1]), *row[2:]) for row in rows]

    def mark_told(self, room: str, notices: Iterable[Notice]) -> None:
        for notice in notices:
            self.connection.execute(_TOLD, {"of_notice": notice.id, "told": self.now})
        self.connection.execute(_SET_ALARM, {**self._this(room), "at": self.now})

    def _ensure(self, room: str) -> WatchedRoom | None:
        """The room as it was known; a row of its own from now on."""
        known = self.get(room)
        if known is None:
            row = {"namespace": self.namespace, "room": room, "topic": "", "is_in": True}
            self.connection.execute(_ADD, row)
        return known

    def _this(self, room: str) -> dict[str, str]:
        return {"of_namespace": self.namespace, "of_room": room}


def _hold(word: str | None) -> Hold | None:
    return None if word is None else Hold(word)

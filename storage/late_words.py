"""What was kept before its sender or its room was bound: given to whom it belongs, and read once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, case, func, or_, select, update

from domain.messages import Kind
from storage.binding_tables import LATE
from storage.tables import inbox

_i = inbox.c
_OURS = _i.namespace == bindparam("of_namespace")
_READABLE = and_(_i.state == "handled", or_(_i.room.is_(None), _i.room.in_(bindparam("rooms", expanding=True))))
_GIVE_TO_PERSON = (
    update(inbox)
    .where(_OURS, _i.sender == bindparam("of_stranger"))
    .values(sender=bindparam("to_person"), state=case((_READABLE, "late"), else_=_i.state))
)
_GIVE_TO_ROOM = (
    update(inbox)
    .where(_OURS, _i.room == bindparam("of_unknown"))
    .values(room=bindparam("to_room"), state=case((_i.state == "handled", "late"), else_=_i.state))
)
_NEXT = select(_i.message_id).where(_OURS, LATE).order_by(_i.sent_at, _i.seq).limit(bindparam("most"))
_SPEAKERS = (
    select(_i.sender, func.min(_i.sent_at), func.max(_i.seq))
    .where(_OURS, _i.room == bindparam("in_room"), _i.sent_at > bindparam("since"))
    .where(_i.kind != Kind.SYSTEM.value, _i.state != "own")
    .group_by(_i.sender)
    .order_by(func.min(_i.sent_at), _i.sender)
)
_NAMES = select(_i.seq, _i.sender_name).where(_i.seq.in_(bindparam("rows", expanding=True)))
_HEARD = select(_i.sender).distinct().where(_OURS, _i.sent_at >= bindparam("since"), _i.state != "own")
_LATELY = (
    select(_i.sender, _i.sender_name, _i.room, func.max(_i.sent_at))
    .where(_OURS, _i.sent_at > bindparam("since"), _i.kind != Kind.SYSTEM.value, _i.state != "own")
    .group_by(_i.sender, _i.sender_name, _i.room)
    .order_by(func.max(_i.sent_at).desc())
)


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody who spoke: the id he went by, the name shown last, and when he spoke first."""

    sender: str
    name: str
    first_at: datetime


@dataclass(frozen=True, slots=True)
class LateWords:
    """The inbox of one gateway, seen by who speaks."""

    connection: Connection
    namespace: str

    def give_to_person(self, stranger: str, person: str, rooms: tuple[str, ...]) -> None:
        """What this stranger said is the person's; said in private or in one of these rooms it is to be read."""
        values = {"of_namespace": self.namespace, "of_stranger": stranger, "to_person": person, "rooms": list(rooms)}
        self.connection.execute(_GIVE_TO_PERSON, values)

    def give_to_room(self, unknown: str, room: str) -> None:
        """What was said in this unknown room was said in the room, and is to be read."""
        self.connection.execute(_GIVE_TO_ROOM, {"of_namespace": self.namespace, "of_unknown": unknown, "to_room": room})

    def waiting(self, most: int) -> list[str]:
        """Ids of what is to be read, in the order in which it was sent."""
        return list(self.connection.execute(_NEXT, {"of_namespace": self.namespace, "most": most}).scalars())

    def speakers(self, room: str, since: datetime) -> list[Speaker]:
        """Who spoke in a room after `since`, in the order of their first words."""
        values = {"of_namespace": self.namespace, "in_room": room, "since": since}
        rows = self.connection.execute(_SPEAKERS, values).all()
        names = {row.seq: row.sender_name for row in self.connection.execute(_NAMES, {"rows": [r[2] for r in rows]})}
        return [Speaker(sender, names[last], first) for sender, first, last in rows]

    def heard_since(self, since: datetime) -> set[str]:
        """Everybody who has spoken anywhere since then."""
        return set(self.connection.execute(_HEARD, {"of_namespace": self.namespace, "since": since}).scalars())

    def lately(self, since: datetime) -> list[tuple[str, str, str | None, datetime]]:
        """Sender, shown name, room and last words of everybody who spoke after `since`, the latest first."""
        rows = self.connection.execute(_LATELY, {"of_namespace": self.namespace, "since": since})
        return [(sender, name, room, last) for sender, name, room, last in rows]

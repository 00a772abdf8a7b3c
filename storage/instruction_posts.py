"""Where an instruction has gone: the posts that carry it, taken back while they wait, and the numbered copies."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, exists, insert, literal_column, or_, select, update

from domain.instructions import Copy
from storage.instruction_tables import instruction_copies, instruction_posts, instructions
from storage.stranger_tables import HELD
from storage.tables import OWED, outbox, sends

_o, _i, _p, _c = outbox.c, instructions.c, instruction_posts.c, instruction_copies.c
_THIS = (_i.campaign == bindparam("of_campaign"), _i.number == bindparam("of_number"))
_ID = select(_i.id).where(*_THIS)
_CARRYING = _o.once_key.in_(select(_p.once_key).join(instructions, _p.instruction_id == _i.id).where(*_THIS))
_begun = exists().where(sends.c.outbox_id == _o.id, sends.c.outcome == literal_column("'said'"))
_TAKE_BACK = update(outbox).where(_CARRYING, or_(OWED, HELD)).values(state="failed", reason="voided")
_HAVING = select(_o.room).where(_CARRYING, or_(_begun, _o.state.in_(["sending", "sent", "unknown"]))).order_by(_o.id)
_STATES = (
    select(_p.group_key, _o.room, _o.state, _o.sent_at)
    .join(outbox, _o.once_key == _p.once_key)
    .join(instructions, _p.instruction_id == _i.id)
    .where(*_THIS)
    .order_by(_o.id)
)
_ADD_COPY = insert(instruction_copies)
_COPIES = select(instruction_copies).join(instructions, _c.instruction_id == _i.id).where(*_THIS).order_by(_c.copy)


@dataclass(frozen=True, slots=True)
class RoomPost:
    """The post in one room; `state` as in the outbox: owed, held, sending, sent, unknown, failed."""

    group: str
    room: str
    state: str
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class InstructionPosts:
    """The posts and copies of the instructions of one campaign."""

    connection: Connection
    campaign: str

    def take_back(self, number: str) -> None:
        """What of it is still queued or held is not said any more."""
        self.connection.execute(_TAKE_BACK, self._numbered(number))

    def rooms_having(self, number: str) -> list[str]:
        """The rooms to which it, or a part of it, has gone or may have gone."""
        rooms = self.connection.execute(_HAVING, self._numbered(number)).scalars()
        return list(dict.fromkeys(rooms))

    def states_of(self, number: str) -> list[RoomPost]:
        """How its posts stand, one for each room, in the order owed."""
        rows = self.connection.execute(_STATES, self._numbered(number))
        return [RoomPost(row.group_key, row.room, row.state, row.sent_at) for row in rows]

    def add_copies(self, number: str, copies: Iterable[Copy]) -> None:
        """Which room has which copy. LookupError: no such number."""
        instruction_id = self.connection.execute(_ID, self._numbered(number)).scalar()
        if instruction_id is None:
            raise LookupError(f"no instruction {number} in {self.campaign}")
        rows = [
            {"instruction_id": instruction_id, "copy": one.number, "group_key": one.group, "room": one.room}
            for one in copies
        ]
        if rows:
            self.connection.execute(_ADD_COPY, rows)

    def copies_of(self, number: str) -> list[Copy]:
        """The numbered copies, in their order."""
        rows = self.connection.execute(_COPIES, self._numbered(number))
        return [Copy(row.copy, row.group_key, row.room) for row in rows]

    def _numbered(self, number: str) -> dict[str, str]:
        return {"of_campaign": self.campaign, "of_number": number}

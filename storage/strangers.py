"""Accounts in rooms that are no person's: who came, who spoke, who went, whom a dispatcher has confirmed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from domain.strangers import Stranger
from storage.statements import AnyRow
from storage.stranger_tables import strangers

_s = strangers.c
_OURS = _s.namespace == bindparam("of_namespace")
_THIS = (_OURS, _s.room == bindparam("in_room"), _s.contact == bindparam("of_contact"))
_PRESENT = _s.left_at.is_(None)
_ROW = (_s.contact, _s.name, _s.imitates, _s.member, _s.confirmed_at)
_GET = select(*_ROW, _s.left_at).where(*_THIS)
_ADD = insert(strangers)
_COMES_BACK = (
    update(strangers)
    .where(*_THIS)
    .values(left_at=None, confirmed_at=None, confirmed_by=None, first_at=bindparam("at"), last_at=bindparam("at"))
    .values(name=bindparam("called"), imitates=bindparam("false"), member=bindparam("seen"))
)
_SEEN = (
    update(strangers)
    .where(*_THIS)
    .values(last_at=bindparam("at"), name=bindparam("called"), imitates=bindparam("false"), member=bindparam("seen"))
)
_DOUBT = update(strangers).where(*_THIS).values(confirmed_at=None, confirmed_by=None)
_LEAVE = update(strangers).where(*_THIS, _PRESENT).values(left_at=bindparam("at")).returning(_s.id)
_IN_ROOM = select(*_ROW).where(_OURS, _s.room == bindparam("in_room"), _PRESENT).order_by(_s.id)
_ROOMS = select(_s.room, *_ROW).where(_OURS, _PRESENT).order_by(_s.room, _s.id)
_SITS = select(_s.room).distinct().where(_OURS, _PRESENT, _s.contact.in_(bindparam("contacts", expanding=True)))
_CONFIRM = (
    update(strangers)
    .where(_OURS, _s.room == bindparam("in_room"), _PRESENT, _s.confirmed_at.is_(None))
    .values(confirmed_at=bindparam("at"), confirmed_by=bindparam("by"))
)


@dataclass(frozen=True, slots=True)
class Strangers:
    """The strangers of one gateway (`namespace`)."""

    connection: Connection
    now: datetime
    namespace: str

    def meet(self, room: str, contact: str, name: str, *, imitates: bool, member: bool) -> bool:
        """Note that somebody on no roster is there; whether he is new, back again, or confirmed under another name.

        `member`: he was seen to be in the room; a look that cannot tell his name passes ''.
        """
        values = {"at": self.now, "called": name, "false": imitates, "seen": member}
        known = self.connection.execute(_GET, self._this(room, contact)).first()
        if known is None:
            row: dict[str, Any] = {"namespace": self.namespace, "room": room, "contact": contact, "name": name}
            row |= {"imitates": imitates, "member": member, "first_at": self.now, "last_at": self.now}
            self.connection.execute(_ADD, row)
            return True
        if known.left_at is not None:
            self.connection.execute(_COMES_BACK, {**self._this(room, contact), **values})
            return True
        was = _stranger(known)
        if not name:
            values |= {"called": was.name, "false": was.imitates}
        values |= {"seen": member or was.member}
        self.connection.execute(_SEEN, {**self._this(room, contact), **values})
        if was.confirmed and imitates and not was.imitates:
            self.connection.execute(_DOUBT, self._this(room, contact))
            return True
        return False

    def get(self, room: str, contact: str) -> Stranger | None:
        """The stranger, if he is there."""
        row = self.connection.execute(_GET, self._this(room, contact)).first()
        return None if row is None or row.left_at is not None else _stranger(row)

    def leave(self, room: str, contact: str) -> bool:
        """He is no longer there; False when he was not known to be."""
        return self.connection.execute(_LEAVE, {**self._this(room, contact), "at": self.now}).first() is not None

    def in_room(self, room: str) -> list[Stranger]:
        """Who is there, in the order in which they were first seen."""
        values = {"of_namespace": self.namespace, "in_room": room}
        return [_stranger(row) for row in self.connection.execute(_IN_ROOM, values)]

    def by_room(self) -> dict[str, list[Stranger]]:
        """Everybody who is somewhere, by room."""
        found: dict[str, list[Stranger]] = {}
        for row in self.connection.execute(_ROOMS, {"of_namespace": self.namespace}):
            found.setdefault(row.room, []).append(_stranger(row))
        return found

    def rooms_of(self, contacts: Collection[str]) -> set[str]:
        """Where any of these strangers is."""
        values = {"of_namespace": self.namespace, "contacts": list(contacts)}
        return set(self.connection.execute(_SITS, values).scalars())

    def confirm(self, room: str, by: str) -> None:
        """Whoever is there may be there."""
        self.connection.execute(_CONFIRM, {"of_namespace": self.namespace, "in_room": room, "at": self.now, "by": by})

    def keep_only(self, room: str, contacts: Iterable[str]) -> int:
        """A look at the room found these members alone: whoever else was thought to be there has left; how many."""
        members = set(contacts)
        gone = [stranger.contact for stranger in self.in_room(room) if stranger.contact not in members]
        return sum(self.leave(room, contact) for contact in gone)

    def _this(self, room: str, contact: str) -> dict[str, str]:
        return {"of_namespace": self.namespace, "in_room": room, "of_contact": contact}


def _stranger(row: AnyRow) -> Stranger:
    return Stranger(row.contact, row.name, row.imitates, row.member, confirmed=row.confirmed_at is not None)

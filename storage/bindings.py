"""Which contact is which person, and which platform room which room: rows, and what is remembered of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, Connection, RootTransaction, bindparam, func, insert, select, union_all, update

from domain.bindings import Identities
from domain.messages import Message
from domain.rosters import Roster
from storage.audit import Audit
from storage.binding_tables import ROOM_IN_FORCE, accounts, room_bindings
from storage.roster_tables import BY_ROSTER, IN_FORCE, bindings
from storage.statements import count_up

GLANCE = timedelta(seconds=1)  # how long another program's change may go unseen

_b, _r = bindings.c, room_bindings.c
_OURS: BindParameter[str] = bindparam("of_campaign")
_HERE: BindParameter[str] = bindparam("of_namespace")
_ACCOUNT = select(accounts.c.account, accounts.c.version).where(accounts.c.namespace == _HERE)
_CHANGED = count_up(accounts, ("namespace",), accounts.c.version)
_LOG_IN = update(accounts).where(accounts.c.namespace == _HERE).values(account=bindparam("as_account"))
_PEOPLE = (
    select(_b.namespace, _b.contact_id, _b.person, _b.to_at, _b.closed_by).where(_b.campaign == _OURS).order_by(_b.id)
)
_ROOMS = select(_r.namespace, _r.platform_room, _r.room, _r.to_at).where(_r.campaign == _OURS).order_by(_r.id)
_CLOSE = (
    update(bindings)
    .where(_b.campaign == _OURS, _b.namespace == _HERE, IN_FORCE)
    .where((_b.person == bindparam("of_person")) | (_b.contact_id == bindparam("of_contact")))
    .values(to_at=bindparam("at"), closed_by=bindparam("by"))
    .returning(_b.contact_id)
)
_CLOSE_ROOM = (
    update(room_bindings)
    .where(_r.campaign == _OURS, _r.namespace == _HERE, ROOM_IN_FORCE)
    .where((_r.room == bindparam("of_room")) | (_r.platform_room == bindparam("of_platform_room")))
    .values(to_at=bindparam("at"), closed_by=bindparam("by"))
    .returning(_r.platform_room)
)
_LAST_OPENED = union_all(
    *(
        select(func.max(table.c.from_at).label("at")).where(table.c.campaign == _OURS, table.c.namespace == _HERE)
        for table in (bindings, room_bindings)
    )
)
_CONFIRMED = select(_b.confirmed_by, _b.from_at).where(
    _b.campaign == _OURS, _b.namespace == _HERE, _b.person == bindparam("of_person"), IN_FORCE
)
_ADOPT = tuple(
    update(table).where(table.c.namespace == bindparam("bare")).values(namespace=bindparam("full"))
    for table in (bindings, room_bindings)
)


def account_namespace(connection: Connection, namespace: str) -> str:
    """Whose contact ids count at a gateway: those of the account that was logged in last.

    Before any account was ever known they are the gateway's own; its first login takes them over.
    """
    row = connection.execute(_ACCOUNT, {"of_namespace": namespace}).first()
    return _full(namespace, None if row is None else row.account)


def note_change(connection: Connection, namespace: str) -> None:
    """A binding of this gateway was changed: whoever remembers them reads them again."""
    row = {"namespace": namespace, "account": None, "version": 1}
    connection.execute(_CHANGED[connection.dialect.name], row)


def _full(namespace: str, account: str | None) -> str:
    return f"{namespace}/{account}" if account else namespace


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read: the namespace of the account, the version, and who is who."""

    namespace: str
    version: int
    identities: Identities


@dataclass(slots=True)
class Remembered:
    """What one writer remembers of the bindings between its units of work.

    Nothing is remembered that was read in a transaction which changed a binding: it may still be rolled back.
    """

    read: _Read | None = None
    changing: RootTransaction | None = None
    looked_at: datetime | None = None
    latest_words: dict[str, datetime] = field(default_factory=dict)  # of `Repeats`; a binding may give words to another
    roster_changing: RootTransaction | None = None  # the transaction in which a roster was amended
    rosters: dict[int, tuple[Roster, Remembered]] = field(default_factory=dict)  # earlier ones by turn, and who was who

    def forget(self) -> None:
        """Who is who is to be read again."""
        self.read = None
        self.rosters.clear()
        self.latest_words.clear()


@dataclass(frozen=True, slots=True)
class Bindings:
    """The bindings of one campaign at one gateway (`gateway`), as its present account sees them.

    `as_of`: those that an import has closed since then stand; None: as they are now.
    """

    connection: Connection
    now: datetime
    gateway: str
    roster: Roster
    remembered: Remembered = field(default_factory=Remembered)
    as_of: datetime | None = None

    @property
    def identities(self) -> Identities:
        return self._read().identities

    @property
    def namespace(self) -> str:
        """The gateway and its account: whose contact ids these are."""
        return self._read().namespace

    @property
    def account(self) -> str | None:
        """The account that was logged in last, as the gateway names it; None before the first login."""
        return self._read().namespace.removeprefix(self.gateway).removeprefix("/") or None

    def inward(self, message: Message) -> Message:
        """A message as the transport brought it, with people and rooms of the house."""
        return self.identities.inward(message)

    def confirmed(self, person: str) -> tuple[str, datetime] | None:
        """Who confirmed which contact is this person, and when; None while none is."""
        row = self.connection.execute(_CONFIRMED, {**self._here(), "of_person": person}).first()
        return None if row is None else (row.confirmed_by, row.from_at)

    def last_opened_at(self) -> datetime:
        """When somebody or a room was bound last; long ago when nothing ever was."""
        times = self.connection.execute(_LAST_OPENED, self._here()).scalars()
        return max((at for at in times if at is not None), default=datetime.min.replace(tzinfo=self.now.tzinfo))

    def log_in(self, account: str) -> bool:
        """This account is logged in now; whether it is another one than before. The first takes over what was bound."""
        known = self.connection.execute(_ACCOUNT, {"of_namespace": self.gateway}).first()
        before = None if known is None else known.account
        if before == account:
            return False
        self._changed()
        self.connection.execute(_LOG_IN, {"of_namespace": self.gateway, "as_account": account})
        if before is None:
            for adopt in _ADOPT:
                self.connection.execute(adopt, {"bare": self.gateway, "full": _full(self.gateway, account)})
        self._log("bot", "account.login", account, {"before": before})
        return before is not None

    def bind(self, contact: str, person: str, by: str) -> None:
        """From now this contact, and no other, is this person. `by` is who confirmed it."""
        self._close(by, contact=contact, person=person)
        row = {"contact_id": contact, "person": person, **self._opened(by)}
        self.connection.execute(insert(bindings), row)
        self._log(by, "binding.confirm", person, {"contact": contact, "namespace": self.namespace})

    def unbind(self, person: str, by: str) -> bool:
        """From now no contact is this person; False when none was."""
        return self._close(by, contact="", person=person)

    def bind_room(self, platform_room: str, room: str, by: str) -> None:
        """From now this room of the platform, and no other, is this room of the roster."""
        here = {**self._here(), "of_room": room, "of_platform_room": platform_room, "at": self.now, "by": by}
        self._changed()
        self.connection.execute(_CLOSE_ROOM, here).all()
        row = {"platform_room": platform_room, "room": room, **self._opened(by)}
        self.connection.execute(insert(room_bindings), row)
        self._log(by, "room.bind", room, {"platform_room": platform_room, "namespace": self.namespace})

    def _close(self, by: str, *, contact: str, person: str) -> bool:
        here = {**self._here(), "of_person": person, "of_contact": contact, "at": self.now, "by": by}
        self._changed()
        closed = self.connection.execute(_CLOSE, here).scalars().all()
        if closed:
            self._log(by, "binding.close", person, {"contacts": sorted(closed), "namespace": self.namespace})
        return bool(closed)

    def _opened(self, by: str) -> dict[str, Any]:
        here = {"campaign": self.roster.campaign, "namespace": self.namespace}
        return {**here, "from_at": self.now, "confirmed_by": by}

    def _here(self) -> dict[str, Any]:
        return {"of_campaign": self.roster.campaign, "of_namespace": self.namespace}

    def _log(self, actor: str, action: str, subject: str, detail: Mapping[str, Any]) -> None:
        Audit(self.connection, self.now).append(actor, action, subject, detail)

    def _changed(self) -> None:
        note_change(self.connection, self.gateway)
        self.remembered.forget()
        self.remembered.changing = self.connection.get_transaction()

    def _read(self) -> _Read:
        held = self.remembered
        if held.changing is not None and held.changing is self.connection.get_transaction():
            return self._load()
        if held.read is None or self._is_stale(held):
            held.forget()
            held.changing, held.read, held.looked_at = None, self._load(), self.now
        return held.read

    def _is_stale(self, held: Remembered) -> bool:
        """Whether another program has changed a binding meanwhile. SQLite has one owner, so there is none."""
        if self.connection.dialect.name == "sqlite" or held.read is None:
            return False
        if held.looked_at is not None and abs(self.now - held.looked_at) < GLANCE:
            return False
        held.looked_at = self.now
        row = self.connection.execute(_ACCOUNT, {"of_namespace": self.gateway}).first()
        return (0 if row is None else row.version) != held.read.version

    def _stands(self, row: Any) -> bool:
        if row.to_at is None or self.as_of is None:
            return row.to_at is None
        return bool(row.closed_by == BY_ROSTER and row.to_at > self.as_of)

    def _load(self) -> _Read:
        row = self.connection.execute(_ACCOUNT, {"of_namespace": self.gateway}).first()
        namespace = _full(self.gateway, None if row is None else row.account)
        people = self.connection.execute(_PEOPLE, {"of_campaign": self.roster.campaign}).all()
        rooms = self.connection.execute(_ROOMS, {"of_campaign": self.roster.campaign}).all()
        bound = {p.contact_id: p.person for p in people if p.namespace == namespace and self._stands(p)}
        places = {r.platform_room: r.room for r in rooms if r.to_at is None and r.namespace == namespace}
        identities = Identities(
            people={contact: person for contact, person in bound.items() if person in self.roster.person},
            rooms={there: room for there, room in places.items() if room in self.roster.room},
            contacts={person: contact for contact, person in bound.items()},
            platform_rooms={room: there for there, room in places.items()},
            taken=frozenset({*self.roster.person, *self.roster.room})
            | {p.person for p in people}
            | {r.room for r in rooms},
            gone={
                p.contact_id: p.person
                for p in people
                if p.closed_by == BY_ROSTER and p.namespace == namespace and p.contact_id not in bound
            },
        )
        return _Read(namespace, 0 if row is None else row.version, identities)

"""The roster in force, those before and after it, and which account is which person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Any

from sqlalchemy import BindParameter, Connection, Table, bindparam, insert, select, update

from domain.calendars import at_time
from domain.rosters import UNKNOWN_ACCOUNT, Roster, Round
from domain.slots import ROSTER_CHANGE, Slot
from storage.audit import Audit, savepoint
from storage.binding_tables import ROOM_IN_FORCE, room_bindings
from storage.bindings import Remembered, account_namespace, note_change
from storage.roster_tables import BY_ROSTER, IN_FORCE, bindings, roster_versions
from storage.roster_versions import (
    Version,
    by_turn,
    digest,
    in_force,
    newest_turn,
    plain,
    replace_turn,
    sha256_in_force,
    turn_at,
    waiting,
    write,
)
from storage.timetable import Timetable

_b, _r = bindings.c, room_bindings.c
_OURS: BindParameter[str] = bindparam("of_campaign")
_HERE: BindParameter[str] = bindparam("of_namespace")
_BOUND = select(_b.contact_id, _b.person).where(_b.campaign == _OURS, _b.namespace == _HERE, IN_FORCE)
_REVOKED = select(_b.person).where(
    _b.campaign == _OURS, _b.namespace == _HERE, _b.closed_by.is_not(None), _b.closed_by != BY_ROSTER
)
_CLOSE = (
    update(bindings)
    .where(_b.campaign == _OURS, _b.namespace == _HERE, _b.person == bindparam("of_person"), IN_FORCE)
    .values(to_at=bindparam("at"), closed_by=BY_ROSTER)
)
_ROOMS_BOUND = select(_r.platform_room, _r.room).where(_r.campaign == _OURS, _r.namespace == _HERE, ROOM_IN_FORCE)
_CLOSE_ROOM = (
    update(room_bindings)
    .where(_r.campaign == _OURS, _r.namespace == _HERE, _r.room == bindparam("of_room"), ROOM_IN_FORCE)
    .values(to_at=bindparam("at"), closed_by=BY_ROSTER)
)
_REDATE = (
    update(roster_versions)
    .where(roster_versions.c.turn == bindparam("of_turn"))
    .values(from_at=bindparam("new_from"), document=bindparam("content"), sha256=bindparam("hash"))
)


def import_roster(connection: Connection, roster: Roster, namespace: str, now: datetime) -> datetime:
    """Put a roster in force, wholly or not at all; from when it is. `namespace` is the gateway's.

    One of a round goes by the rounds in force, and waits for the first midnight of a round that is still to come;
    what waited for the same round is replaced. Any other is in force from `now`. Where it is there already nothing
    changes. People and rooms that nothing is bound to are bound, when it comes into force, to the contact or platform
    room that has their id, as the present account knows it; those that are no longer on it are closed then, never
    deleted. What was confirmed otherwise stays.
    """
    newest = in_force(connection, now)
    if newest is not None and newest.roster.campaign == roster.campaign:
        if roster.round in {r.number for r in newest.roster.rounds}:
            roster = replace(roster, rounds=newest.roster.rounds)
        from_at = _start(roster, now)
        if from_at > now:
            _put_down(connection, roster, namespace, from_at, now)
            return from_at
    _put_in_force(connection, roster, namespace, now, newest.roster if newest is not None else None)
    return now


def _put_in_force(
    connection: Connection,
    roster: Roster,
    namespace: str,
    now: datetime,
    before: Roster | None,
    by: str = "bot",
    reason: str = "",
) -> None:
    hashed = digest(roster, account_namespace(connection, namespace))
    if sha256_in_force(connection, now) == hashed:
        return
    with savepoint(connection):
        turn = write(connection, roster, hashed, now, now, by, reason, before)
        for version in waiting(connection, now):
            if version.roster.campaign != roster.campaign:
                replace_turn(connection, version.turn, now)
        bound, closed = _rebind_all(connection, roster, namespace, now)
        detail: dict[str, Any] = {"sha256": hashed, "people": len(roster.people), "bound": bound, "closed": closed}
        because = {"reason": reason} if reason else {}
        Audit(connection, now).append(by, "rosters.import", roster.campaign, {**detail, "turn": turn, **because})


def _put_down(connection: Connection, roster: Roster, namespace: str, from_at: datetime, now: datetime) -> None:
    """A roster that is to come into force by itself takes the place of what waits for the same round."""
    hashed = digest(roster, account_namespace(connection, namespace))
    before = [v for v in waiting(connection, now) if v.roster.round == roster.round]
    if any(version.sha256 == hashed for version in before):
        return
    with savepoint(connection):
        turn = write(connection, roster, hashed, from_at, now, "bot", "", None)
        for version in before:
            replace_turn(connection, version.turn, now)
        Timetable(connection, now, roster.campaign).plan(_slot(turn, from_at))
        detail = {"sha256": hashed, "turn": turn, "round": roster.round, "from_at": from_at.isoformat()}
        Audit(connection, now).append("bot", "rosters.wait", roster.campaign, detail)


def current(connection: Connection, now: datetime) -> Roster | None:
    """The roster in force; None before the first import."""
    found = in_force(connection, now)
    return None if found is None else found.roster


@dataclass(frozen=True, slots=True)
class Rosters:
    """The rosters of one campaign. `roster` is the one that the unit of work goes by."""

    connection: Connection
    now: datetime
    gateway: str
    roster: Roster
    remembered: Remembered

    def at(self, moment: datetime) -> Roster | None:
        """The roster in force at a time; None before the first."""
        turn = turn_at(self.connection, self.roster.campaign, moment)
        return None if turn is None else by_turn(self.connection, turn).roster

    def remembered_at(self, moment: datetime) -> tuple[Roster, Remembered] | None:
        """The same, and what is remembered of who was who then; None where it is the one gone by."""
        turn = turn_at(self.connection, self.roster.campaign, moment)
        if turn is None:
            return None
        if turn not in self.remembered.rosters:
            self.remembered.rosters[turn] = (by_turn(self.connection, turn).roster, Remembered())
        return self.remembered.rosters[turn]

    def of_round(self, number: int) -> Roster | None:
        """Whose round it is: that of its last moment, for one that goes on that of now, else what waits for it."""
        about = next((r for r in self.roster.rounds if r.number == number), None)
        if about is None:
            return None
        if at_time(about.start, time.min) > self.now:
            return next((version.roster for version in self.waiting() if version.roster.round == number), None)
        return self.at(min(self.now, at_time(about.end, time(23, 59, 59))))

    def waiting(self) -> list[Version]:
        """The rosters of coming rounds, the next one first."""
        return [v for v in waiting(self.connection, self.now) if v.roster.campaign == self.roster.campaign]

    def amend(self, roster: Roster, by: str, reason: str) -> None:
        """Put a changed roster in force at once, in the name of a dispatcher. Raises ValueError without a reason."""
        if not reason.strip():
            raise ValueError("a roster is not changed without a reason")
        self._changing()
        _put_in_force(self.connection, roster, self.gateway, self.now, self.roster, by, reason)

    def change_rounds(self, rounds: tuple[Round, ...], by: str, reason: str) -> None:
        """From now the rounds are these; what waits for one of them comes into force at its new first midnight.

        The caller has seen to it that they have neither gap nor overlap. Raises ValueError without a reason.
        """
        to_come = self.waiting()
        self.amend(replace(self.roster, rounds=rounds), by, reason)
        account = account_namespace(self.connection, self.gateway)
        timetable = Timetable(self.connection, self.now, self.roster.campaign)
        for version in to_come:
            moved = replace(version.roster, rounds=rounds)
            from_at = max(_start(moved, self.now), self.now)
            values = {"of_turn": version.turn, "new_from": from_at, "content": plain(moved)}
            self.connection.execute(_REDATE, {**values, "hash": digest(moved, account)})
            timetable.plan(_slot(version.turn, from_at))

    def come_into_force(self, turn: int) -> bool:
        """The version that has waited is in force now: bind who came, close who went. False where it is not."""
        if turn_at(self.connection, self.roster.campaign, self.now) != turn:
            return False
        self._changing()
        bound, closed = _rebind_all(self.connection, self.roster, self.gateway, self.now)
        detail = {"turn": turn, "round": self.roster.round, "bound": bound, "closed": closed}
        Audit(self.connection, self.now).append("bot", "rosters.in_force", self.roster.campaign, detail)
        return True

    def newest_turn(self) -> int:
        """Which import or amendment was the last of all."""
        return newest_turn(self.connection)

    def _changing(self) -> None:
        self.remembered.roster_changing = self.connection.get_transaction()
        self.remembered.forget()


def _start(roster: Roster, otherwise: datetime) -> datetime:
    """The first midnight of a roster's round; `otherwise` where it is of all rounds, or names no such one."""
    about = next((r for r in roster.rounds if r.number == roster.round), None)
    return otherwise if about is None else at_time(about.start, time.min)


def _slot(turn: int, from_at: datetime) -> Slot:
    return Slot(ROSTER_CHANGE, str(turn), from_at, from_at)


def _rebind_all(connection: Connection, roster: Roster, namespace: str, now: datetime) -> tuple[int, int]:
    account = account_namespace(connection, namespace)
    bound = _rebind(connection, roster, account, now)
    _rebind_rooms(connection, roster, account, now)
    note_change(connection, namespace)
    return bound


def _rebind(connection: Connection, roster: Roster, namespace: str, now: datetime) -> tuple[int, int]:
    """Bind who is new, close who is gone; how many of each. Who was unbound by hand stays unbound."""
    here = {"of_campaign": roster.campaign, "of_namespace": namespace}
    bound = {person: contact for contact, person in connection.execute(_BOUND, here)}
    gone = sorted(bound.keys() - roster.person.keys())
    for person in gone:
        connection.execute(_CLOSE, {**here, "of_person": person, "at": now})
    kept = {contact for person, contact in bound.items() if person in roster.person}
    barred = {*bound, *connection.execute(_REVOKED, here).scalars()}
    fresh = [id for id in roster.person if id not in barred and id not in kept and not id.startswith(UNKNOWN_ACCOUNT)]
    opened = _opened(roster, namespace, now)
    _insert(connection, bindings, [{"contact_id": id, "person": id, **opened} for id in fresh])
    return len(fresh), len(gone)


def _rebind_rooms(connection: Connection, roster: Roster, namespace: str, now: datetime) -> None:
    here = {"of_campaign": roster.campaign, "of_namespace": namespace}
    bound = {room: there for there, room in connection.execute(_ROOMS_BOUND, here)}
    for room in sorted(bound.keys() - roster.room.keys()):
        connection.execute(_CLOSE_ROOM, {**here, "of_room": room, "at": now})
    kept = {there for room, there in bound.items() if room in roster.room}
    fresh = [id for id in roster.room if id not in bound and id not in kept and not id.startswith(UNKNOWN_ACCOUNT)]
    opened = _opened(roster, namespace, now)
    _insert(connection, room_bindings, [{"platform_room": id, "room": id, **opened} for id in fresh])


def _opened(roster: Roster, namespace: str, now: datetime) -> dict[str, Any]:
    here = {"campaign": roster.campaign, "namespace": namespace}
    return {**here, "from_at": now, "confirmed_by": BY_ROSTER}


def _insert(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        connection.execute(insert(table), list(rows))

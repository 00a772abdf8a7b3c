"""The roster in force, and which account is which person."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Connection, Table, bindparam, delete, func, insert, select, update

from domain.rosters import Group, Person, Role, Room, RoomKind, Roster, Round
from storage.audit import Audit, savepoint
from storage.binding_tables import ROOM_IN_FORCE, room_bindings
from storage.bindings import account_namespace, note_change
from storage.columns import canonical
from storage.roster_tables import BY_ROSTER, IN_FORCE, bindings, groups, people, rooms, rosters, rounds

#: The parts of a roster, in the order of its fields.
_PARTS = (rounds, groups, rooms, people)

_b, _r = bindings.c, room_bindings.c
_OURS: BindParameter[str] = bindparam("of_campaign")
_HERE: BindParameter[str] = bindparam("of_namespace")
_LAST = select(rosters.c.campaign, rosters.c.sha256).order_by(rosters.c.turn.desc()).limit(1)
_TURN = select(func.coalesce(func.max(rosters.c.turn), 0))
_DROP = {table: delete(table).where(table.c.campaign == _OURS) for table in (rosters, *_PARTS)}
_READ = {table: select(table).where(table.c.campaign == _OURS).order_by(table.c.position) for table in _PARTS}
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


def import_roster(connection: Connection, roster: Roster, namespace: str, now: datetime) -> None:
    """Put a roster in force, wholly or not at all; the one before it of the same campaign is replaced.

    `namespace` is the gateway's. The roster that is in force already changes nothing. People and rooms that nothing
    is bound to are bound from `now` to the contact or platform room that has their id, as its present account knows
    it; those that are no longer on it are closed at `now`, never deleted. What was confirmed otherwise stays.
    """
    account = account_namespace(connection, namespace)
    digest = hashlib.sha256(canonical([account, _plain(roster)]).encode()).hexdigest()
    last = connection.execute(_LAST).first()
    if last is not None and (last.campaign, last.sha256) == (roster.campaign, digest):
        return
    with savepoint(connection):
        for drop in _DROP.values():
            connection.execute(drop, {"of_campaign": roster.campaign})
        turn = connection.execute(_TURN).scalar_one() + 1
        row = {"campaign": roster.campaign, "turn": turn, "sha256": digest, "imported_at": now}
        connection.execute(insert(rosters), row)
        for table, rows in _rows(roster):
            _insert(connection, table, rows)
        bound, closed = _rebind(connection, roster, account, now)
        _rebind_rooms(connection, roster, account, now)
        note_change(connection, namespace)
        detail = {"sha256": digest, "people": len(roster.people), "bound": bound, "closed": closed}
        Audit(connection, now).append("bot", "rosters.import", roster.campaign, detail)


def last_import(connection: Connection) -> str | None:
    """The digest of the roster that was imported last: two that are alike have the same; None before the first."""
    last = connection.execute(_LAST).first()
    return None if last is None else str(last.sha256)


def current(connection: Connection) -> Roster | None:
    """The roster imported last; None before the first import."""
    last = connection.execute(_LAST).first()
    if last is None:
        return None
    found = {table: connection.execute(_READ[table], {"of_campaign": last.campaign}).all() for table in _PARTS}
    return Roster(
        campaign=last.campaign,
        rounds=tuple(Round(r.number, r.start, r.end) for r in found[rounds]),
        groups=tuple(
            Group(r.key, r.name, r.city, tuple(r.counties), tuple(r.sending_cities), tuple(r.teams))
            for r in found[groups]
        ),
        rooms=tuple(Room(r.id, r.topic, RoomKind(r.kind), r.group_key, r.city) for r in found[rooms]),
        people=tuple(
            Person(r.id, r.name, Role(r.role), r.group_key, r.team, r.alias, r.details) for r in found[people]
        ),
    )


def _rebind(connection: Connection, roster: Roster, namespace: str, now: datetime) -> tuple[int, int]:
    """Bind who is new, close who is gone; how many of each. Who was unbound by hand stays unbound."""
    here = {"of_campaign": roster.campaign, "of_namespace": namespace}
    bound = {person: contact for contact, person in connection.execute(_BOUND, here)}
    gone = sorted(bound.keys() - roster.person.keys())
    for person in gone:
        connection.execute(_CLOSE, {**here, "of_person": person, "at": now})
    kept = {contact for person, contact in bound.items() if person in roster.person}
    barred = {*bound, *connection.execute(_REVOKED, here).scalars()}
    fresh = [id for id in roster.person if id not in barred and id not in kept]
    opened = _opened(roster, namespace, now)
    _insert(connection, bindings, [{"contact_id": id, "person": id, **opened} for id in fresh])
    return len(fresh), len(gone)


def _rebind_rooms(connection: Connection, roster: Roster, namespace: str, now: datetime) -> None:
    here = {"of_campaign": roster.campaign, "of_namespace": namespace}
    bound = {room: there for there, room in connection.execute(_ROOMS_BOUND, here)}
    for room in sorted(bound.keys() - roster.room.keys()):
        connection.execute(_CLOSE_ROOM, {**here, "of_room": room, "at": now})
    kept = {there for room, there in bound.items() if room in roster.room}
    fresh = [id for id in roster.room if id not in bound and id not in kept]
    opened = _opened(roster, namespace, now)
    _insert(connection, room_bindings, [{"platform_room": id, "room": id, **opened} for id in fresh])


def _opened(roster: Roster, namespace: str, now: datetime) -> dict[str, Any]:
    here = {"campaign": roster.campaign, "namespace": namespace}
    return {**here, "from_at": now, "confirmed_by": BY_ROSTER}


def _insert(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(insert(table), rows)


def _rows(roster: Roster) -> Iterable[tuple[Table, list[dict[str, Any]]]]:
    """The rows of each part, in the order of the roster."""
    parts: tuple[Sequence[Any], ...] = (roster.rounds, roster.groups, roster.rooms, roster.people)
    for table, values in zip(_PARTS, parts, strict=True):
        rows = [{"campaign": roster.campaign, "position": i, **_columns(value)} for i, value in enumerate(values)]
        yield table, rows


def _columns(value: Round | Group | Room | Person) -> dict[str, Any]:
    fields = asdict(value)
    if "group" in fields:
        fields["group_key"] = fields.pop("group")
    return fields


def _plain(roster: Roster) -> Any:
    """The roster as JSON values, days as ISO 8601."""
    parts = [[asdict(value) for value in part] for part in (roster.groups, roster.rooms, roster.people)]
    return [roster.campaign, [[r.number, r.start.isoformat(), r.end.isoformat()] for r in roster.rounds], parts]

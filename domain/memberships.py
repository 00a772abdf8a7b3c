"""Who sits in which room, by the roster: what people of a local chat see, since no platform tells it."""

from __future__ import annotations

from domain.rosters import SPEAKING_ROLES, Person, Role, Room, RoomKind, Roster
from domain.strangers import is_foreign

#: Besides the dispatchers, who sit in every room.
_SEATED = {RoomKind.COMMAND: SPEAKING_ROLES, RoomKind.EXPERT: frozenset({Role.EXPERT})}


def sits_in(person: Person, room: Room, roster: Roster) -> bool:
    """Whether somebody is a member of a room: he has a name there, or his role and group put him there."""
    if room.id in person.alias or person.role is Role.DISPATCHER:
        return True
    if is_foreign(person, room):
        return False
    if room.kind is RoomKind.GROUP:
        return person.group is not None and person.group == room.group
    if room.kind is RoomKind.LOCAL:
        group = roster.group.get(person.group or "")
        return person.role is Role.LOCAL and (group is None or group.city == room.city)
    return person.role in _SEATED[room.kind]


def rooms_of(person: Person, roster: Roster) -> tuple[Room, ...]:
    """The rooms that somebody is a member of, in the order of the roster."""
    return tuple(room for room in roster.rooms if sits_in(person, room, roster))


def members_of(room: Room, roster: Roster) -> tuple[Person, ...]:
    return tuple(person for person in roster.people if sits_in(person, room, roster))


def name_in(person: Person, room: str | None) -> str:
    """What somebody is called in a room; None: in private."""
    return person.alias.get(room or "") or person.name

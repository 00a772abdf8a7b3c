"""What a look at a room shows, that no event has told: who sits in it, what it is called, whether the bot is there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from domain.messages import BOT
from domain.rosters import Room
from handlers.strangers import meet, move_bot, rename, see_foreign
from storage.work import UnitOfWork


@dataclass(frozen=True, slots=True)
class RoomLook:
    """A room as the platform told it at one moment, by the platform's ids; the bot is `BOT`."""

    room: str
    topic: str
    members: frozenset[str]


def newcomers(look: RoomLook, work: UnitOfWork) -> list[str]:
    """Contacts in a room of the roster who are nobody's and are not known to be there, or not by name."""
    who = work.bindings.identities
    room = who.room(look.room)
    if room not in work.roster.room or BOT not in look.members:
        return []
    known = {stranger.contact for stranger in work.strangers.in_room(room) if stranger.member and stranger.name}
    strangers = look.members.difference(who.people, {BOT})
    return sorted(contact for contact in strangers if who.person(contact) not in known)


def note_newcomers(look: RoomLook, contacts: Iterable[str], names: Mapping[str, str], work: UnitOfWork) -> None:
    """Some of the newcomers, with the names that could be had."""
    who = work.bindings.identities
    room = work.roster.room[who.room(look.room)]
    for contact in contacts:
        meet(room, who.person(contact), names.get(contact, ""), work, member=True, spoke=False)


def note_look(look: RoomLook, work: UnitOfWork) -> None:
    """Take note of the rest. A look that does not even show the bot tells nothing of others."""
    room_id = work.bindings.identities.room(look.room)
    room, before = work.roster.room.get(room_id), work.watched_rooms.get(room_id)
    inside = BOT in look.members
    if room is None or before is None:
        work.watched_rooms.enter(room_id, inside=inside)
    elif inside or look.members:
        move_bot(room, work, inside=inside)
    if inside:
        if room is not None:
            _note_members(room, look, work, known_as=before.topic if before else "")
        work.watched_rooms.look(room_id, look.topic, len(look.members))


def _note_members(room: Room, look: RoomLook, work: UnitOfWork, known_as: str) -> None:
    for contact in sorted(map(work.bindings.identities.person, look.members)):
        if contact in work.roster.person:
            see_foreign(room, contact, work, spoke=False)
    if work.strangers.keep_only(room.id, map(work.bindings.identities.person, look.members)):
        work.guards.let_go(room.id)
    if look.topic and look.topic != known_as:
        rename(room, look.topic, work, was=known_as)

"""Who is who at one account: which contact is which person, which platform room is which room of the roster."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from domain.messages import BOT, EVERYONE, Kind, Message

UNBOUND = "unbound:"  # before a platform's id that is also an id of the roster, and is bound to nobody


@dataclass(frozen=True, slots=True)
class Identities:
    """The bindings in force, both ways. `taken` are the ids of the roster, now and before: only a binding gives one.

    Inside the house people and rooms go by the roster's ids; a stranger and an unknown room by the platform's.
    """

    people: Mapping[str, str]  # contact -> person
    rooms: Mapping[str, str]  # platform room -> room
    contacts: Mapping[str, str]  # person -> contact
    platform_rooms: Mapping[str, str]  # room -> platform room
    taken: frozenset[str]
    gone: Mapping[str, str] = field(default_factory=dict)  # contact -> person who is no longer on the roster

    @property
    def former(self) -> frozenset[str]:
        """What those go by who were on an earlier roster: no right, but no stranger whom nobody knows."""
        return frozenset({*self.gone.values(), *map(self.person, self.gone)})

    def person(self, contact: str) -> str:
        """Who a contact is: a person's id, or that of a stranger."""
        return self.people.get(contact) or self._unbound(contact)

    def room(self, platform_room: str) -> str:
        return self.rooms.get(platform_room) or self._unbound(platform_room)

    def contact(self, person: str) -> str | None:
        """The contact by which somebody is reached; None for a person whom no contact is bound to."""
        return self.contacts.get(person) or self._unbinding(person)

    def platform_room(self, room: str) -> str | None:
        """The platform's room; None for a room of the roster that is bound to none."""
        return self.platform_rooms.get(room) or self._unbinding(room)

    def inward(self, message: Message) -> Message:
        """A message as it came, with people and rooms of the house. Calls of the bot and of all stay as they are."""
        room = message.room if message.room is None else self.room(message.room)
        about_room = message.kind is Kind.SYSTEM and message.sender == message.room
        sender = room if about_room and room is not None else self.person(message.sender)
        mentions = tuple(self._named(contact) for contact in message.mentions)
        target = message.target
        if message.kind is Kind.SYSTEM and target is not None:
            target = self._named(target)
        known = (message.room, message.sender, message.mentions, message.target)
        if (room, sender, mentions, target) == known:
            return message
        return replace(message, room=room, sender=sender, mentions=mentions, target=target)

    def _named(self, contact: str) -> str:
        return contact if contact in (BOT, EVERYONE) else self.person(contact)

    def _unbound(self, platform_id: str) -> str:
        is_doubtful = platform_id in self.taken or platform_id.startswith(UNBOUND)
        return UNBOUND + platform_id if is_doubtful else platform_id

    def _unbinding(self, known_as: str) -> str | None:
        return None if known_as in self.taken else known_as.removeprefix(UNBOUND)

"""A past in memory: what assembly may look at, without a database."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import datetime

from domain.assemblies import Assembled
from domain.messages import Message
from domain.visits import Loose, Visit, place_key

MOST_VISITS, MOST_LOOSE = 12, 60


class MemoryPast:
    """Keeps messages, visits and what waits, as storage does; what is asked for is found by keys, as there."""

    def __init__(self) -> None:
        self.messages: dict[str, Message] = {}
        self.visits: dict[int, Visit] = {}
        self.waiting: dict[str, Loose] = {}
        self._last = 0
        self._holders: dict[str, set[int]] = {}  # numbers of the visits that hold a message
        self._of_group: dict[str, set[int]] = {}
        self._named: dict[tuple[str, str], set[int]] = {}
        self._in_room: dict[str, list[Message]] = {}
        self._waiting: dict[str, dict[str, Loose]] = {}

    def keep(self, message: Message) -> bool:
        """Keep a message; False when it was seen before."""
        if message.id in self.messages:
            return False
        self.messages[message.id] = message
        self._in_room.setdefault(message.room or "", []).append(message)
        return True

    def apply(self, assembled: Assembled) -> tuple[Visit, ...]:
        """Take in what a message changed; new visits get the next number."""
        for message_id in assembled.settled:
            self._drop(message_id)
        for one in assembled.loose:
            self._drop(one.message_id)
            self.waiting[one.message_id] = one
            self._waiting.setdefault(one.group, {})[one.message_id] = one
        return tuple(map(self._put, assembled.visits))

    def _drop(self, message_id: str) -> None:
        one = self.waiting.pop(message_id, None)
        if one is not None:
            del self._waiting[one.group][message_id]

    def _put(self, visit: Visit) -> Visit:
        if visit.number is None:
            self._last += 1
            visit = replace(visit, number=self._last)
        assert visit.number is not None
        before = self.visits.get(visit.number)
        for numbers in self._entries(before) if before else ():
            numbers.discard(visit.number)
        for numbers in self._entries(visit):
            numbers.add(visit.number)
        self.visits[visit.number] = visit
        return visit

    def _entries(self, visit: Visit) -> Iterator[set[int]]:
        """Where a visit is found; nowhere, once it was withdrawn."""
        if visit.links:
            yield self._of_group.setdefault(visit.group, set())
            yield self._named.setdefault((visit.group, place_key(visit.place)), set())
        for link in visit.links:
            yield self._holders.setdefault(link.message_id, set())

    def standing(self) -> list[Visit]:
        """All visits that were not withdrawn, by number."""
        return [visit for _, visit in sorted(self.visits.items()) if visit.links]

    def visits_of(self, message_id: str) -> tuple[Visit, ...]:
        return tuple(self.visits[number] for number in sorted(self._holders.get(message_id, ())))

    def recent(self, group: str, since: datetime, *, team: int | None, sender: str) -> tuple[Visit, ...]:
        found = [
            visit
            for visit in self._since(self._of_group.get(group, ()), since)
            if (team is not None and visit.team == team) or visit.author == sender
        ]
        return _latest(found)

    def named(self, group: str, key: str, since: datetime) -> tuple[Visit, ...]:
        return _latest(self._since(self._named.get((group, key), ()), since))

    def _since(self, numbers: Collection[int], since: datetime) -> list[Visit]:
        return [visit for number in sorted(numbers) if (visit := self.visits[number]).last_at >= since]

    def loose(self, group: str, since: datetime, *, team: int | None, sender: str) -> tuple[Loose, ...]:
        found = [
            one
            for one in self._waiting.get(group, {}).values()
            if one.at >= since and ((team is not None and one.team == team) or one.sender == sender)
        ]
        return tuple(sorted(found, key=lambda one: (one.at, one.message_id))[-MOST_LOOSE:])

    def holding(self, room: str, piece: str, since: datetime) -> tuple[Message, ...]:
        found = [m for m in self._in_room.get(room, ()) if m.at >= since and piece in m.text]
        return tuple(sorted(found, key=lambda message: message.at, reverse=True)[:5])

    def message(self, message_id: str) -> Message | None:
        return self.messages.get(message_id)


def _latest(visits: list[Visit]) -> tuple[Visit, ...]:
    return tuple(sorted(visits, key=lambda visit: visit.last_at, reverse=True)[:MOST_VISITS])

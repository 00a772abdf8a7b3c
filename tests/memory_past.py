"""A past in memory: what assembly may look at, without a database."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from domain.assemblies import Assembled
from domain.messages import Message
from domain.visits import Loose, Visit, place_key

MOST_VISITS, MOST_LOOSE = 12, 60


class MemoryPast:
    """Keeps messages, visits and what waits, as storage does."""

    def __init__(self) -> None:
        self.messages: dict[str, Message] = {}
        self.visits: dict[int, Visit] = {}
        self.waiting: dict[str, Loose] = {}
        self._last = 0

    def keep(self, message: Message) -> bool:
        """Keep a message; False when it was seen before."""
        if message.id in self.messages:
            return False
        self.messages[message.id] = message
        return True

    def apply(self, assembled: Assembled) -> tuple[Visit, ...]:
        """Take in what a message changed; new visits get the next number."""
        for message_id in assembled.settled:
            self.waiting.pop(message_id, None)
        for one in assembled.loose:
            self.waiting[one.message_id] = one
        kept = []
        for visit in assembled.visits:
            if visit.number is None:
                self._last += 1
                visit = replace(visit, number=self._last)
            assert visit.number is not None
            self.visits[visit.number] = visit
            kept.append(visit)
        return tuple(kept)

    def standing(self) -> list[Visit]:
        """All visits that were not withdrawn, by number."""
        return [visit for _, visit in sorted(self.visits.items()) if visit.links]

    def visits_of(self, message_id: str) -> tuple[Visit, ...]:
        return tuple(visit for visit in self.standing() if message_id in visit.message_ids)

    def recent(self, group: str, since: datetime, *, team: int | None, sender: str) -> tuple[Visit, ...]:
        found = [
            visit
            for visit in self.standing()
            if visit.group == group
            and visit.last_at >= since
            and ((team is not None and visit.team == team) or visit.author == sender)
        ]
        return tuple(sorted(found, key=lambda visit: visit.last_at, reverse=True)[:MOST_VISITS])

    def named(self, group: str, key: str, since: datetime) -> tuple[Visit, ...]:
        found = [
            visit
            for visit in self.standing()
            if visit.group == group and place_key(visit.place) == key and visit.last_at >= since
        ]
        return tuple(sorted(found, key=lambda visit: visit.last_at, reverse=True)[:MOST_VISITS])

    def loose(self, group: str, since: datetime, *, team: int | None, sender: str) -> tuple[Loose, ...]:
        found = [
            one
            for one in self.waiting.values()
            if one.group == group
            and one.at >= since
            and ((team is not None and one.team == team) or one.sender == sender)
        ]
        return tuple(sorted(found, key=lambda one: (one.at, one.message_id))[-MOST_LOOSE:])

    def holding(self, room: str, piece: str, since: datetime) -> tuple[Message, ...]:
        found = [m for m in self.messages.values() if m.room == room and m.at >= since and piece in m.text]
        return tuple(sorted(found, key=lambda message: message.at, reverse=True)[:5])

    def message(self, message_id: str) -> Message | None:
        return self.messages.get(message_id)

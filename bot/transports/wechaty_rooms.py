"""What rooms and members are called and who is in them: remembered for a while, kept true by what the gateway tells.

A name decides nothing, so it may never delay a message much; a change of it is told to whoever guards the rooms.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.transports import Arrival
from bot.transports.wechaty_decoding import sent_at
from bot.transports.wechaty_protocol import BROKEN, EventType, Gateway, GRPCError, RoomTold
from domain.messages import BOT, Kind, Message, RoomChange

KEPT_SECONDS = 600.0
MISSED_SECONDS = 60.0  # after a failed look-up nobody waits for this name again for so long
PATIENCE_SECONDS = 1.0
LARGEST = 5000  # names; 18 rooms of 100 people are far below
MOST_CHANGES = 100  # told of a room at once, for each is asked for his name; the next round finds who is left out
SAME_SECONDS = 120.0  # a change told by an event and found by looking within this time is one change
PAYLOAD_CONTACT, PAYLOAD_ROOM, PAYLOAD_ROOM_MEMBER = 2, 3, 4  # in a DIRTY event

Renamed = Callable[[str, str, str, str], None]  # room, contact, name before, name now


class NameBook:
    """Room aliases and names, by room (None: private) and contact id. `clock` counts seconds."""

    def __init__(self, renamed: Renamed | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._renamed = renamed
        self._clock = clock
        self._known: dict[tuple[str | None, str], tuple[str, float]] = {}
        self._asking: dict[tuple[str | None, str], asyncio.Task[str]] = {}

    async def name_of(self, gateway: Gateway, room: str | None, contact: str) -> str:
        """What the room calls somebody, else the person's own name; '' when that cannot be had quickly."""
        key = (room, contact)
        name, until = self._known.get(key, ("", 0.0))
        if self._clock() < until:
            return name
        if key not in self._asking:  # a burst of messages asks once
            self._asking[key] = asyncio.create_task(self._ask(gateway, room, contact))
            self._asking[key].add_done_callback(lambda _: self._asking.pop(key, None))
        return await asyncio.shield(self._asking[key])

    def doubt(self, *, room: str | None = None, contact: str | None = None) -> None:
        """These names may have changed: they are asked for again when they are next needed."""
        for key, (name, _) in list(self._known.items()):
            if (room is not None and key[0] == room) or (contact is not None and key[1] == contact):
                self._known[key] = (name, 0.0)

    async def _ask(self, gateway: Gateway, room: str | None, contact: str) -> str:
        before = self._known.get((room, contact), ("", 0.0))[0]
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                found = await _look_up(gateway, room, contact)
        except (GRPCError, *BROKEN):
            found = ""
        if len(self._known) >= LARGEST:
            self._known.clear()
        # A stale name is better than none, but the look-up is not tried again at once.
        kept = KEPT_SECONDS if found else MISSED_SECONDS
        self._known[room, contact] = (found or before, self._clock() + kept)
        if room is not None and before and found and found != before and self._renamed is not None:
            self._renamed(room, contact, before, found)
        return found or before


async def _look_up(gateway: Gateway, room: str | None, contact: str) -> str:
    if room is not None:
        try:
            if name := await gateway.member_name(room, contact):
                return name
        except GRPCError:
            pass  # not every gateway knows the members of every room
    return await gateway.contact_name(contact)


@dataclass(frozen=True, slots=True)
class Change:
    """Something that changed in a room: whom it concerns ('' for the topic), who did it ('' if unknown)."""

    kind: RoomChange
    room: str
    target: str
    by: str
    at: datetime
    lines: tuple[str, ...] = ()  # the names before and now


class RoomBook:
    """Topic and members of each room. Looking again finds what no event told."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._known: dict[str, RoomTold] = {}
        self._fresh_until: dict[str, float] = {}
        self._told: dict[tuple[str, str], tuple[RoomChange, str, float]] = {}

    def is_fresh(self, room: str) -> bool:
        """Looked at not long ago; or that failed, and it is too early to try again."""
        return self._clock() < self._fresh_until.get(room, 0.0)

    def known(self, room: str) -> RoomTold | None:
        return self._known.get(room) if self.is_fresh(room) else None

    async def look(self, gateway: Gateway, room: str, at: datetime) -> tuple[RoomTold, list[Change]]:
        """Ask the gateway, and what is different from the last time. Raises what a call raises."""
        told = await gateway.room(room)
        before = self._known.get(room, told)
        self._known[room], self._fresh_until[room] = told, self._clock() + KEPT_SECONDS
        found = (
            []
            if told.topic == before.topic
            else [Change(RoomChange.TOPIC, room, "", "", at, (before.topic, told.topic))]
        )
        found += [Change(RoomChange.JOINED, room, contact, "", at) for contact in sorted(told.members - before.members)]
        found += [Change(RoomChange.LEFT, room, contact, "", at) for contact in sorted(before.members - told.members)]
        return told, [change for change in found[:MOST_CHANGES] if self.is_news(change)]

    def put_off(self, room: str) -> None:
        """After a failed look: nobody asks again for a while."""
        self._fresh_until[room] = self._clock() + MISSED_SECONDS

    def is_news(self, change: Change) -> bool:
        """False for what was told just before about the same person or topic; otherwise it counts as told now."""
        subject, now = (change.room, change.target), self._clock()
        what, detail, until = self._told.get(subject, (change.kind, "", 0.0))
        latest = change.lines[-1] if change.lines else ""
        self._told[subject] = (change.kind, latest, now + SAME_SECONDS)
        return not (now < until and (what, detail) == (change.kind, latest))


def changes_of(event: int, body: Mapping[str, Any], seen_at: datetime) -> list[Change]:
    """The changes that an event tells. Raises KeyError, TypeError or ValueError for one that makes no sense."""
    room, at = str(body["roomId"]), sent_at(int(body.get("timestamp") or 0), seen_at)
    if event == EventType.ROOM_JOIN:
        by = str(body.get("inviterId") or "")
        return [Change(RoomChange.JOINED, room, contact, by, at) for contact in _people(body["inviteeIdList"])]
    if event == EventType.ROOM_LEAVE:
        by = str(body.get("removerId") or "")
        return [Change(RoomChange.LEFT, room, contact, by, at) for contact in _people(body["removeeIdList"])]
    lines = (str(body.get("oldTopic") or ""), str(body.get("newTopic") or ""))
    return [Change(RoomChange.TOPIC, room, "", str(body.get("changerId") or ""), at, lines)]


def _people(told: object) -> list[str]:
    """Contact ids. Raises TypeError for what is no list."""
    if not isinstance(told, list):
        raise TypeError("no list of people")
    return [str(contact) for contact in told[:MOST_CHANGES]]


def announcement(change: Change, account: str) -> Arrival:
    """The change as a SYSTEM message, as `domain.messages.room_change` reads it; the same change has the same id."""
    lines = tuple(line.replace("\n", " ") for line in change.lines)
    told = [change.kind.value, change.room, change.target, change.by, change.at.isoformat(), *lines]
    raw = json.dumps(told, ensure_ascii=True).encode("ascii")
    message = Message(
        id=f"{change.kind.value}-{hashlib.sha256(raw).hexdigest()[:24]}",
        room=change.room,
        sender=change.by or change.room,
        sender_name="",
        at=change.at,
        kind=Kind.SYSTEM,
        text="\n".join((change.kind.value, *lines)),
        target=(BOT if change.target == account else change.target) or None,
    )
    return Arrival(message, raw)

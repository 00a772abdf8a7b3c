"""Who sits in a room and is on no roster, what else has changed there, and what is then not said aloud."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.bindings import UNBOUND
from domain.papers import short_city
from domain.rosters import Group, Person, Role, Room, RoomKind, Roster
from domain.slots import Slot

#: The timed rule that tells the dispatchers what has changed in a room.
ALARM = "room_alarm"
#: The timed rule that looks whether what was held may go.
RECHECK = "held_posts"
RECHECK_EVERY = timedelta(minutes=5)
#: Joins come in a row: so long they are gathered into one alarm.
GATHER = timedelta(seconds=20)
#: So long after an alarm of a room further newcomers and leavers of it wait.
PAUSE = timedelta(minutes=10)

_LONGEST = 400  # characters of a platform's notice
_NAME = r"[“\"]([^“”\"]{1,100})[”\"]"
_REMOVED = re.compile(rf"^(?:你将)?{_NAME}(?:已?被.{{0,110}})?移出了?群聊|^{_NAME}退出了?群聊")
_NAMES = re.compile(r"[^、]+")


class Hold(StrEnum):
    """Why a room is held though no stranger sits in it."""

    TOPIC = "topic"  # it bears another group's name
    REMOVED = "removed"  # the bot was taken out of it


class Change(StrEnum):
    """What the dispatchers are told of a room."""

    STRANGER = "stranger"  # somebody who is on no roster has joined, spoken or been seen
    FOREIGN = "foreign"  # somebody on the roster is in a room of people that are not his
    LEFT = "left"  # somebody on the roster is no longer in it
    IMITATES = "imitates"  # somebody on the roster goes by another's name there
    TOPIC = "topic"
    REMOVED = "removed"
    UNKNOWN_ROOM = "unknown_room"  # the bot was brought into a room that is on no roster
    HELD = "held"  # a post waits


#: What may wait for an alarm given not long ago.
PATIENT = frozenset({Change.STRANGER, Change.FOREIGN, Change.LEFT, Change.IMITATES})


@dataclass(frozen=True, slots=True)
class Stranger:
    """An account in a room that is no person's. `member`: seen to be in it, not merely heard there."""

    contact: str
    name: str
    imitates: bool
    member: bool
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to tell of a room: whom or what it is about, by id and by name.

    `former`: it is somebody who was on an earlier roster.
    """

    id: int
    change: Change
    subject: str
    name: str
    imitates: bool
    urgent: bool
    former: bool = False


def sits_unconfirmed(kind: RoomKind, stranger: Stranger) -> bool:
    """Whether figures are kept from a room for this one.

    In a command room, where leaders of groups speak that no roster may name, having spoken is not enough.
    """
    return not stranger.confirmed and (stranger.member or stranger.imitates or kind is not RoomKind.COMMAND)


def is_guarded(kind: RoomKind, strangers: Iterable[Stranger], hold: Hold | None) -> bool:
    """Whether what is sensitive waits for a dispatcher's word, or for the stranger to leave."""
    return hold is not None or any(sits_unconfirmed(kind, stranger) for stranger in strangers)


def is_foreign(person: Person, room: Room) -> bool:
    """Whether somebody on the roster has no place in a room: of another group, or of a locality among inspectors."""
    if person.role is Role.LOCAL:
        return room.kind in (RoomKind.GROUP, RoomKind.COMMAND)
    return room.kind is RoomKind.GROUP and person.group not in (None, room.group)


def is_local(contact: str, roster: Roster) -> bool:
    """Whether this is somebody of a locality (第七条: a group checks without the local authorities)."""
    person = roster.person.get(contact)
    return person is not None and person.role is Role.LOCAL


def names_another(topic: str, room: Room, roster: Roster) -> bool:
    """Whether a room now goes by the name of another room or group."""
    plain = _plain(topic)
    if any(other.id != room.id and _plain(other.topic) == plain for other in roster.rooms):
        return True
    own = roster.group.get(room.group or "")
    if own is None or _named(own, plain):
        return False
    return any(_named(group, plain) for group in roster.groups if group is not own)


def rooms_meant(words: str, rooms: Iterable[Room], roster: Roster) -> tuple[Room, ...]:
    """Of these rooms, those that a dispatcher means: by topic, by its group's city, or 指挥 for a command room."""
    plain, them = _plain(words), tuple(rooms)
    exact = tuple(r for r in them if plain in (_plain(r.topic), _short(r, roster), r.id))
    held = tuple(r for r in them if plain and plain in _plain(r.topic))
    return exact or held or tuple(r for r in them if _short(r, roster) in plain)


def name_for(room: Room, roster: Roster) -> str:
    """The shortest words by which `rooms_meant` knows a room among all: its group's city, else its topic."""
    short = _short(room, roster)
    return short if rooms_meant(short, roster.rooms, roster) == (room,) else room.topic


def alarm_slot(room: str, change: Change, now: datetime, last: datetime | None) -> Slot:
    """When to tell of a change in a room whose last alarm was at `last`."""
    at = now + GATHER
    if change in PATIENT and last is not None:
        at = max(at, last + PAUSE)
    return Slot(ALARM, room, at, at)


def recheck_slot(room: str, now: datetime) -> Slot:
    """When to look at what is held for a room: at full five minutes, so that many posts have one slot."""
    at = now + RECHECK_EVERY
    at -= timedelta(minutes=at.minute % 5, seconds=at.second, microseconds=at.microsecond)
    return Slot(RECHECK, room, at, at)


def went_by_notice(text: str) -> tuple[str, ...]:
    """Who went, by name, of a notice that the platform writes into a chat by itself: “某人”已被移出群聊."""
    found = _REMOVED.search(text[:_LONGEST])
    return tuple(_NAMES.findall(next(group for group in found.groups() if group))) if found else ()


def unbound(strangers: Iterable[Stranger], bound: Collection[str]) -> tuple[Stranger, ...]:
    """Without those whose contact is bound to a person by now."""
    return tuple(stranger for stranger in strangers if stranger.contact.removeprefix(UNBOUND) not in bound)


def _short(room: Room, roster: Roster) -> str:
    group = roster.group.get(room.group or "")
    if group is not None:
        return short_city(group)
    return "指挥" if room.kind is RoomKind.COMMAND else room.topic


def _named(group: Group, plain: str) -> bool:
    return _plain(group.name) in plain or short_city(group) in plain


def _plain(text: str) -> str:
    """NFKC without blanks and invisible marks, to compare names of rooms."""
    folded = unicodedata.normalize("NFKC", text[:_LONGEST]).casefold()
    return "".join(c for c in folded if unicodedata.category(c)[0] not in "CZ")

"""Who may be whom: proposals that a dispatcher or liaison confirms, and what is still to be confirmed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.rosters import Person, Role, Room, RoomKind, Roster
from domain.scopes import whose

LATE_WORDS = "late_words"  # the timed work that reads what was kept before its sender was bound
BINDING_LIST = "binding_list"
_SIGNS = re.compile(r"[\s\-－—–_/／\\|·.,，、:：()（）【】\[\]]+")
_NUMBERS = re.compile(r"(\d{1,4})号?(?:\s{0,3}[-—–~～至到]\s{0,3}(\d{1,4})号?)?")
_MOST_AT_ONCE = 300


@dataclass(frozen=True, slots=True)
class Proposal:
    """A contact that may be a person (or a platform room that may be a room of the roster); it gives no right."""

    number: int
    contact: str
    name: str
    subject: str
    is_room: bool
    room: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Outstanding:
    """What is to be confirmed: people and rooms that are bound to nothing or in doubt, and who may be whom."""

    is_lost: bool
    people: tuple[Person, ...]
    rooms: tuple[Room, ...]
    proposals: tuple[Proposal, ...]


def groups_in(outstanding: Outstanding, roster: Roster) -> frozenset[str]:
    """The groups whose people and rooms are to be confirmed."""
    subjects = [proposal.subject for proposal in outstanding.proposals]
    proposed = [row for subject in subjects if (row := roster.person.get(subject) or roster.room.get(subject))]
    return whose([*outstanding.people, *outstanding.rooms, *proposed])


def meant_by(name: str, room: Room | None, people: Iterable[Person]) -> Person | None:
    """The one of these people who goes by the shown name, wholly or between signs; None for none or several."""
    shown = name.strip()
    parts = {shown, *(part for part in _SIGNS.split(shown[:100]) if part)}
    found = [person for person in people if _goes_by(person, room, shown, parts)]
    return found[0] if len(found) == 1 else None


def _goes_by(person: Person, room: Room | None, shown: str, parts: set[str]) -> bool:
    aliases = person.alias.values() if room is None else [person.alias.get(room.id)]
    return person.name in parts or shown in aliases


def of_room(room: Room, roster: Roster) -> tuple[Person, ...]:
    """Who may belong there: a group's people and the dispatchers in a group's room, everybody in a command room."""
    if room.kind is not RoomKind.GROUP:
        return roster.people
    return tuple(p for p in roster.people if p.group == room.group or p.role is Role.DISPATCHER)


def may_confirm(speaker: Person, proposal: Proposal, roster: Roster) -> bool:
    """A dispatcher for all, a liaison for his group's people; nobody for himself."""
    if speaker.role is Role.DISPATCHER:
        return proposal.subject != speaker.id
    person = roster.person.get(proposal.subject)
    own = speaker.role is Role.LIAISON and person is not None and person.group == speaker.group
    return own and proposal.subject != speaker.id and not proposal.is_room


def chosen(words: str, proposals: Sequence[Proposal], roster: Roster) -> tuple[tuple[Proposal, ...], tuple[str, ...]]:
    """The proposals that the words after 确认绑定 mean, by number (3, 5-9) or the person's name; and words not found.

    A name that several contacts show means none of them: the number must be said.
    """
    by_number = {proposal.number: proposal for proposal in proposals}
    wanted: dict[int, Proposal] = {}
    unknown: list[str] = []
    for first, last in _NUMBERS.findall(words):
        span = range(int(first), int(last or first) + 1)[:_MOST_AT_ONCE]
        found = [by_number[number] for number in span if number in by_number]
        wanted.update({proposal.number: proposal for proposal in found})
        if not found:
            unknown.append(first)
    for word in _SIGNS.split(_NUMBERS.sub(" ", words)):
        named = [p for p in proposals if word and _is_called(word, p, roster)]
        if len(named) == 1:
            wanted[named[0].number] = named[0]
        elif word:
            unknown.append(word)
    return tuple(wanted.values()), tuple(unknown)


def _is_called(word: str, proposal: Proposal, roster: Roster) -> bool:
    person = roster.person.get(proposal.subject)
    return person is not None and person.name == word


def named_person(words: str, roster: Roster) -> Person | None:
    """The one person of the roster who has this name, or whose id it is."""
    found = [person for person in roster.people if words in (person.name, person.id)]
    return found[0] if len(found) == 1 else None

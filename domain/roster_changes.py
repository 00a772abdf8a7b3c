"""What differs between two rosters, one thing a change: who comes, who goes, who does something else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from domain.rosters import Group, Person, Roster


class ChangeKind(StrEnum):
    CAME = "came"
    WENT = "went"
    MOVED = "moved"  # to another group or team
    ROLE = "role"
    DETAILS = "details"
    GROUP_CAME = "group_came"
    GROUP_WENT = "group_went"
    GROUP = "group"
    ROOM_CAME = "room_came"
    ROOM_WENT = "room_went"
    ROUND = "round"


@dataclass(frozen=True, slots=True)
class RosterChange:
    """One difference; `name` is whom or what it is about. For a person, who he was and is; for the rest, words."""

    kind: ChangeKind
    name: str
    was: Person | None = None
    now: Person | None = None
    said: str = ""


def changes_of(old: Roster, new: Roster) -> tuple[RosterChange, ...]:
    """What the new roster changes, people first, in the order of the rosters."""
    return tuple((*_people(old, new), *_groups(old, new), *_rooms(old, new), *_rounds(old, new)))


def _people(old: Roster, new: Roster) -> Iterator[RosterChange]:
    for person in new.people:
        was = old.person.get(person.id)
        if was is None:
            yield RosterChange(ChangeKind.CAME, person.name, None, person)
            continue
        if (was.group, was.team) != (person.group, person.team):
            yield RosterChange(ChangeKind.MOVED, person.name, was, person)
        if was.role is not person.role:
            yield RosterChange(ChangeKind.ROLE, person.name, was, person)
        if was.name != person.name:
            yield RosterChange(ChangeKind.DETAILS, person.name, was, person, "姓名")
        if dict(was.details) != dict(person.details):
            yield RosterChange(ChangeKind.DETAILS, person.name, was, person)
    for person in old.people:
        if person.id not in new.person:
            yield RosterChange(ChangeKind.WENT, person.name, person, None)


def _groups(old: Roster, new: Roster) -> Iterator[RosterChange]:
    for group in new.groups:
        was = old.group.get(group.key)
        if was is None:
            yield RosterChange(ChangeKind.GROUP_CAME, group.name)
        else:
            yield from (RosterChange(ChangeKind.GROUP, group.name, said=said) for said in _of_group(was, group))
    for group in old.groups:
        if group.key not in new.group:
            yield RosterChange(ChangeKind.GROUP_WENT, group.name)


def _of_group(was: Group, now: Group) -> Iterator[str]:
    pairs = (
        ("进驻市", was.city, now.city),
        ("派员市", "、".join(was.sending_cities), "、".join(now.sending_cities)),
        ("县区", "、".join(was.counties), "、".join(now.counties)),
        ("小组数", str(len(was.teams)), str(len(now.teams))),
        ("派员数", str(sum(s.people for s in was.seats)), str(sum(s.people for s in now.seats))),
    )
    for what, before, after in pairs:
        if before != after:
            yield f"{what} {before or '无'} → {after or '无'}"
    if was.emergency_contact != now.emergency_contact:
        yield "属地应急联系人有变"


def _rooms(old: Roster, new: Roster) -> Iterator[RosterChange]:
    yield from (RosterChange(ChangeKind.ROOM_CAME, r.topic) for r in new.rooms if r.id not in old.room)
    yield from (RosterChange(ChangeKind.ROOM_WENT, r.topic) for r in old.rooms if r.id not in new.room)


def _rounds(old: Roster, new: Roster) -> Iterator[RosterChange]:
    before = {r.number: r for r in old.rounds}
    for r in new.rounds:
        was = before.get(r.number)
        if was != r:
            said = f"{r.start} 至 {r.end}" + (f"（原 {was.start} 至 {was.end}）" if was else "")
            yield RosterChange(ChangeKind.ROUND, f"第{r.number}轮次", said=said)

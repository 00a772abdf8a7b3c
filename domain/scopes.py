"""Whose figures somebody may see, and where they may be said (secrecy: seed 000, 第三十条)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.rosters import FIELD_ROLES, Person, Role, Room, RoomKind, Roster
from domain.targets import Targets

#: Rooms that hold people to whom no figure may be said.
_BROAD_ROOMS = frozenset({RoomKind.LOCAL, RoomKind.EXPERT})


class Refusal(StrEnum):
    """Why a request is not answered with figures."""

    NOT_YOUR_ROLE = "not_your_role"
    OTHER_GROUP = "other_group"
    NO_SUCH_GROUP = "no_such_group"
    NO_SUCH_TEAM = "no_such_team"
    WHICH_GROUP = "which_group"
    NO_SUCH_DAY = "no_such_day"
    FUTURE_DAY = "future_day"


@dataclass(frozen=True, slots=True)
class Refused:
    """What cannot be served: the `words` of the speaker, the `teams`, the `day`."""

    why: Refusal
    words: tuple[str, ...] = ()
    teams: tuple[int, ...] = ()
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """What is to be answered. `teams` None means all; `private`: not where it was asked, but to the speaker alone."""

    groups: tuple[str, ...]
    teams: tuple[int, ...] | None
    day: date
    private: bool


def scope_of(person: Person, room: Room | None, targets: Targets, roster: Roster, today: date) -> Scope | Refused:
    """What the speaker may be told there.

    Field roles: their own group. Dispatchers: all groups, or in a group's room that group. A room
    hears no figures of a group that is not its own, rooms with outsiders hear none at all.
    """
    refusal = _day_refusal(targets, today)
    if refusal:
        return refusal
    groups = _groups_for(person, room, targets, roster)
    if isinstance(groups, Refused):
        return groups
    teams = targets.teams or ((person.team,) if targets.own and person.team and not targets.everyone else None)
    if targets.teams:
        if len(groups) > 1:
            return Refused(Refusal.WHICH_GROUP, teams=targets.teams)
        missing = tuple(t for t in targets.teams if t not in roster.group[groups[0]].teams)
        if missing:
            return Refused(Refusal.NO_SUCH_TEAM, teams=missing)
    return Scope(groups, teams or None, targets.day or today, _must_be_private(room, groups))


def _groups_for(person: Person, room: Room | None, targets: Targets, roster: Roster) -> tuple[str, ...] | Refused:
    if person.role is Role.DISPATCHER:
        return _groups_for_dispatcher(room, targets, roster)
    if person.role not in FIELD_ROLES or person.group is None or person.group not in roster.group:
        return Refused(Refusal.NOT_YOUR_ROLE)
    if targets.unknown or any(key != person.group for key in targets.groups):
        return Refused(Refusal.OTHER_GROUP)
    return (person.group,)


def _groups_for_dispatcher(room: Room | None, targets: Targets, roster: Roster) -> tuple[str, ...] | Refused:
    if targets.unknown:
        return Refused(Refusal.NO_SUCH_GROUP, targets.unknown)
    if targets.groups:
        return targets.groups
    if room is not None and room.kind is RoomKind.GROUP and room.group in roster.group and not targets.everyone:
        return (room.group,) if room.group else ()
    return tuple(group.key for group in roster.groups)


def may_be_heard(roster: Roster, room: str | None, group: str) -> bool:
    """Whether a group's affairs may be said there: in private, in the group's own room, in the command room."""
    where = roster.room.get(room or "")
    return room is None or (where is not None and not _must_be_private(where, (group,)))


def _must_be_private(room: Room | None, groups: tuple[str, ...]) -> bool:
    if room is None:
        return False
    return room.kind in _BROAD_ROOMS or (room.kind is RoomKind.GROUP and groups != (room.group,))


def _day_refusal(targets: Targets, today: date) -> Refused | None:
    if targets.bad_day:
        return Refused(Refusal.NO_SUCH_DAY, (targets.bad_day,))
    if targets.day and targets.day > today:
        return Refused(Refusal.FUTURE_DAY, day=targets.day)
    return None

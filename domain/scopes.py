"""Whose figures somebody may see, and where they may be said (secrecy: seed 000, 第三十条)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from domain.posts import Post
from domain.rosters import FIELD_ROLES, Person, Role, Room, RoomKind, Roster
from domain.targets import Targets

#: Rooms and people outside the inspection, to whom a dispatcher may let something go.
_OUTSIDE_ROOMS = frozenset({RoomKind.LOCAL, RoomKind.EXPERT})
_OUTSIDE_ROLES = frozenset({Role.LOCAL, Role.EXPERT})


class OfGroup(Protocol):
    """A row that belongs to a group, or to none."""

    @property
    def group(self) -> str | None: ...


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
    return Scope(groups, teams or None, targets.day or today, room is not None and not _room_hears(room, groups))


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


def groups_of(person: Person, roster: Roster) -> tuple[str, ...]:
    """The groups whose affairs somebody may look at: a dispatcher all, field roles their own, others none."""
    if person.role is Role.DISPATCHER:
        return tuple(group.key for group in roster.groups)
    if person.role not in FIELD_ROLES or person.group is None or person.group not in roster.group:
        return ()
    return (person.group,)


@dataclass(frozen=True, slots=True)
class Sight:
    """Whose things somebody may look at: of these groups, said in these rooms, or by these people in private.

    `whole`: also what is of several groups together.
    """

    groups: tuple[str, ...]
    rooms: tuple[str, ...]
    people: tuple[str, ...]
    whole: bool = False


def sight_of(person: Person, roster: Roster) -> Sight:
    """A dispatcher sees whatever came from the roster's rooms and people; field roles their own group's."""
    groups = groups_of(person, roster)
    if person.role is Role.DISPATCHER:
        return Sight(groups, tuple(roster.room), tuple(roster.known), True)
    return Sight(groups, tuple(room.id for group in groups for room in roster.rooms_of(group)), ())


def whose(rows: Iterable[OfGroup]) -> frozenset[str]:
    """The keys of the groups that these rows belong to."""
    return frozenset(row.group for row in rows if row.group is not None)


def may_be_heard(roster: Roster, room: str | None, about: Collection[str]) -> bool:
    """Whether these groups' affairs may be said there: in private, in a group's own room, in the command room."""
    return room is None or _room_hears(roster.room.get(room), about)


def may_get(post: Post, roster: Roster) -> bool:
    """Whether its room, or its person in private, may hear of the groups whose rows a post is made of.

    A command room and dispatchers may hear of all, a group's room and its people of that group, others of none. What
    a dispatcher has let go goes to outsiders too: to those of the city that it is about.
    """
    if not post.about:
        return True
    room, person = roster.room.get(post.room or ""), roster.person.get(post.contact or "")
    by = roster.person.get(post.released_by or "")
    if by is not None and by.role is Role.DISPATCHER and _is_let_go(post.about, room, person, roster):
        return True
    return _room_hears(room, post.about) if post.room is not None else _person_hears(person, post.about)


def _room_hears(room: Room | None, about: Collection[str]) -> bool:
    if room is not None and room.kind is RoomKind.COMMAND:
        return True
    return set(about) <= ({room.group} if room is not None and room.kind is RoomKind.GROUP else set())


def _person_hears(person: Person | None, about: Collection[str]) -> bool:
    if person is not None and person.role is Role.DISPATCHER:
        return True
    return set(about) <= ({person.group} if person is not None and person.role in FIELD_ROLES else set())


def _is_let_go(about: Collection[str], room: Room | None, person: Person | None, roster: Roster) -> bool:
    if room is None:
        return person is not None and person.role in _OUTSIDE_ROLES
    cities = {group.city for key in about if (group := roster.group.get(key)) is not None}
    return room.kind in _OUTSIDE_ROOMS and (room.city is None or cities <= {room.city})


def _day_refusal(targets: Targets, today: date) -> Refused | None:
    if targets.bad_day:
        return Refused(Refusal.NO_SUCH_DAY, (targets.bad_day,))
    if targets.day and targets.day > today:
        return Refused(Refusal.FUTURE_DAY, day=targets.day)
    return None

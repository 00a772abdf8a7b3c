"""Who is who: rooms, groups, teams, people and their roles (seed 002, 二 and 附件1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property


class Role(StrEnum):
    INSPECTOR = "inspector"  # 组员
    LEADER = "leader"  # 组长
    LIAISON = "liaison"  # 联络员
    DISPATCHER = "dispatcher"  # 指挥调度组, 工作专班
    EXPERT = "expert"  # 专家
    LOCAL = "local"  # 属地
    PATROL = "patrol"  # 巡查组
    DATA = "data"  # 资料调度组
    AUDITOR = "auditor"


#: Whose words and pictures can become a visit.
FIELD_ROLES = frozenset({Role.INSPECTOR, Role.LEADER, Role.LIAISON})
#: Who speaks for a group: hands papers in, declares them mailed (seed 002, 二).
SPEAKING_ROLES = frozenset({Role.LEADER, Role.LIAISON})


DISPATCHERS = frozenset({Role.DISPATCHER})

#: To whom figures are told.
SERVED = FIELD_ROLES | {Role.DISPATCHER}


#: Before the id of a person or a room whose account nobody has told yet: the platform has no such id.
UNKNOWN_ACCOUNT = "unknown:"


class RoomKind(StrEnum):
    GROUP = "group"
    COMMAND = "command"
    LOCAL = "local"
    EXPERT = "expert"


@dataclass(frozen=True, slots=True)
class Round:
    """轮次: from `start` to `end`, both included."""

    number: int
    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Seats:
    """派员数: how many people a city sends to a group, whether the leader is one, and how many of them are lent."""

    city: str
    people: int
    leader: bool = False
    lent: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """暗访核查组: one for each host city.

    `seats` is what was asked of the sending cities (附件1), whoever fills them; `liaison_unit` sends the liaison.
    `emergency_contact` is the host city's (seed 000, 二十六): it is for dispatchers alone, in an emergency.
    """

    key: str
    name: str
    city: str
    counties: tuple[str, ...]
    sending_cities: tuple[str, ...]
    teams: tuple[int, ...]
    seats: tuple[Seats, ...] = ()
    liaison_unit: str = ""
    emergency_contact: str = ""


@dataclass(frozen=True, slots=True)
class Room:
    """微信工作群; known by its id, since a topic may change."""

    id: str
    topic: str
    kind: RoomKind
    group: str | None = None
    city: str | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """A contact id with a role; a name alone gives no right."""

    id: str
    name: str
    role: Role
    group: str | None = None
    team: int | None = None
    alias: Mapping[str, str] = field(default_factory=dict)
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Roster:
    """A roster as a value; look-ups by contact id, room id and group key.

    `round` is the number of the round that it is of; None: of all rounds, until another comes. `former` are the
    people of the campaign's other rosters who are not on this one: they have names, and no rights.
    """

    campaign: str
    rounds: tuple[Round, ...]
    groups: tuple[Group, ...]
    rooms: tuple[Room, ...]
    people: tuple[Person, ...]
    round: int | None = None
    former: tuple[Person, ...] = field(default=(), compare=False)

    @cached_property
    def person(self) -> Mapping[str, Person]:
        return {person.id: person for person in self.people}

    @cached_property
    def known(self) -> Mapping[str, Person]:
        """Whoever is or was on a roster, by id: for names in what was written, never for rights."""
        return {person.id: person for person in (*self.former, *self.people)}

    @cached_property
    def room(self) -> Mapping[str, Room]:
        return {room.id: room for room in self.rooms}

    @cached_property
    def group(self) -> Mapping[str, Group]:
        return {group.key: group for group in self.groups}

    @cached_property
    def dispatchers(self) -> tuple[Person, ...]:
        return tuple(person for person in self.people if person.role is Role.DISPATCHER)

    def rooms_of(self, group: str) -> tuple[Room, ...]:
        """The work rooms of one group."""
        return tuple(r for r in self.rooms if r.kind is RoomKind.GROUP and r.group == group)

    @cached_property
    def command_rooms(self) -> tuple[Room, ...]:
        return tuple(room for room in self.rooms if room.kind is RoomKind.COMMAND)

    def members(self, group: str, team: int | None = None) -> tuple[Person, ...]:
        """The people of a group, or of one of its teams."""
        return tuple(p for p in self.people if p.group == group and (team is None or p.team == team))

    def round_on(self, day: date) -> Round | None:
        """The round to which a day belongs (seed 002, 一); None outside the campaign."""
        return next((r for r in self.rounds if r.start <= day <= r.end), None)

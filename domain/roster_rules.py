"""What a roster has to hold: what refuses it, and what is only missing and told to the dispatchers.

Refused is what no person may be: in his own city (seed 002, 二), of a level that does not suffice (seed 000, 第九条),
or one of two leaders or liaisons (seed 001, 第十一条). What an office has not written down yet, a certificate, a level,
a recorder, a second member of a team, is listed, for a roster must be usable while it is being filled.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum

from domain.profile_tables import Table
from domain.rosters import FIELD_ROLES, Group, Person, Role, Roster

_SENT = FIELD_ROLES | {Role.DATA}
_ONE_OF = (Role.LEADER, Role.LIAISON)


@dataclass(frozen=True, slots=True)
class RosterRule:
    """`staff` is how many people a round is said to need (0: not said); `levels` are those who may take part.

    `needed` are the details that everybody sent has to have; `recorder`: each team has one.
    """

    staff: int
    levels: tuple[str, ...]
    needed: tuple[str, ...]
    recorder: bool


class GapKind(StrEnum):
    """What is wrong with a roster, or missing."""

    OWN_CITY = "own_city"
    LEVEL = "level"
    TWO_OF_ONE = "two_of_one"
    STAFF = "staff"
    SEATS = "seats"
    NO_ONE = "no_one"
    TEAM_SIZE = "team_size"
    NO_DETAIL = "no_detail"
    NO_RECORDER = "no_recorder"
    NO_SENDER = "no_sender"
    NO_COUNTIES = "no_counties"
    NO_ROOM = "no_room"
    NO_COMMAND = "no_command"
    NO_DISPATCHER = "no_dispatcher"
    NO_PEOPLE = "no_people"
    UNBOUND = "unbound"


#: With these a roster is not taken.
REFUSED = frozenset({GapKind.OWN_CITY, GapKind.LEVEL, GapKind.TWO_OF_ONE})
#: With these it is not put in force: there is nobody to speak to.
NEEDED = frozenset({GapKind.NO_DISPATCHER, GapKind.NO_PEOPLE})


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing: of which group, of whom or what (a name, a number of a team, a role, a detail), and how much."""

    kind: GapKind
    group: str | None = None
    subject: str = ""
    what: str = ""
    found: int = 0
    wanted: int = 0


def parse_roster_rule(table: Table) -> RosterRule:
    """A profile's [roster]; a scheme that says nothing has no rules."""
    return RosterRule(
        table.whole("staff", default=0),
        table.words("levels", ()),
        table.words("needed", ()),
        table.yes("recorder", False),
    )


def sender_of(person: Person, roster: Roster) -> str:
    """Which city sent somebody, for accounts by sending city; "" where nobody has written it down."""
    group = roster.group.get(person.group or "")
    if home := person.details.get("home_city", ""):
        return home
    if group is None or person.role is Role.LIAISON:
        return ""
    unit = person.details.get("unit", "")
    named = [city for city in group.sending_cities if unit.startswith(_bare(city))]
    if named:
        return named[0]
    return group.sending_cities[0] if len(group.sending_cities) == 1 else ""


def is_own_city(person: Person, group: Group) -> bool:
    """Whether somebody would check his own city (seed 002, 二: 异地交叉)."""
    home, unit = person.details.get("home_city", ""), person.details.get("unit", "")
    return person.role in _SENT and (_bare(home) == _bare(group.city) or unit.startswith(_bare(group.city)))


def may_take_part(level: str, rule: RosterRule) -> bool:
    """第九条: A 级 may go to campaigns of a province and of a city, B 级 to those of a city, C 级 to none."""
    return not rule.levels or not level or level in rule.levels


def refusals(roster: Roster, rule: RosterRule) -> tuple[Gap, ...]:
    """What keeps a roster from being taken."""
    return tuple(gap for gap in (*_of_people(roster, rule), *_twos(roster)) if gap.kind in REFUSED)


def gaps(roster: Roster, rule: RosterRule, team_size: int, bound: Collection[str] | None = None) -> tuple[Gap, ...]:
    """What is missing, group by group. `bound` are the people whose account is known; None: that is not asked."""
    found = [*_of_all(roster, rule)]
    for group in roster.groups:
        found += _of_group(group, roster, team_size)
        found += [gap for gap in _of_people(roster, rule, group.key) if gap.kind not in REFUSED]
        found += _of_teams(group, roster, rule, team_size)
    unbound = [p for p in roster.people if bound is not None and p.id not in bound]
    return (*found, *(Gap(GapKind.UNBOUND, person.group, person.name) for person in unbound))


def _of_all(roster: Roster, rule: RosterRule) -> Iterator[Gap]:
    planned = sum(seats.people for group in roster.groups for seats in group.seats)
    named = sum(person.role in _SENT - {Role.LIAISON} for person in roster.people)
    if rule.staff and (planned or named) not in (0, rule.staff) and len(roster.groups) > 1:
        yield Gap(GapKind.STAFF, found=planned or named, wanted=rule.staff)
    if not any(person.role is Role.DISPATCHER for person in roster.people):
        yield Gap(GapKind.NO_DISPATCHER)
    if not any(person.role in FIELD_ROLES for person in roster.people):
        yield Gap(GapKind.NO_PEOPLE)
    if not roster.command_rooms:
        yield Gap(GapKind.NO_COMMAND)


def _of_group(group: Group, roster: Roster, team_size: int) -> Iterator[Gap]:
    there = roster.members(group.key)
    wanted = sum(seats.people for seats in group.seats)
    sent = [person for person in there if person.role in _SENT - {Role.LIAISON}]
    if wanted > len(sent):
        yield Gap(GapKind.SEATS, group.key, found=len(sent), wanted=wanted)
    for role in _ONE_OF:
        if not any(person.role is role for person in there):
            yield Gap(GapKind.NO_ONE, group.key, what=role.value)
    if not group.counties:
        yield Gap(GapKind.NO_COUNTIES, group.key)
    if not roster.rooms_of(group.key):
        yield Gap(GapKind.NO_ROOM, group.key)


def _of_teams(group: Group, roster: Roster, rule: RosterRule, team_size: int) -> Iterator[Gap]:
    for team in group.teams:
        members = [person for person in roster.members(group.key, team) if person.role is not Role.DATA]
        if members and len(members) != team_size:
            yield Gap(GapKind.TEAM_SIZE, group.key, str(team), found=len(members), wanted=team_size)
        if members and rule.recorder and not any(person.details.get("recorder") for person in members):
            yield Gap(GapKind.NO_RECORDER, group.key, str(team), "、".join(person.name for person in members))


def _of_people(roster: Roster, rule: RosterRule, group: str | None = None) -> Iterator[Gap]:
    for person in roster.people:
        of = roster.group.get(person.group or "")
        if of is None or person.role not in _SENT or (group is not None and person.group != group):
            continue
        if is_own_city(person, of):
            yield Gap(GapKind.OWN_CITY, of.key, person.name, of.city)
        if person.role is Role.LIAISON:
            continue  # of the province's own people
        if not may_take_part(person.details.get("level", ""), rule):
            yield Gap(GapKind.LEVEL, of.key, person.name, person.details["level"])
        for detail in rule.needed:
            if not person.details.get(detail):
                yield Gap(GapKind.NO_DETAIL, of.key, person.name, detail)
        if not sender_of(person, roster):
            yield Gap(GapKind.NO_SENDER, of.key, person.name)


def _twos(roster: Roster) -> Iterator[Gap]:
    count = Counter((person.group, person.role) for person in roster.people if person.role in _ONE_OF)
    for (group, role), found in count.items():
        if found > 1 and group is not None:
            names = "、".join(p.name for p in roster.members(group) if p.role is role)
            yield Gap(GapKind.TWO_OF_ONE, group, names, role.value, found, 1)


def _bare(city: str) -> str:
    return city.removesuffix("市")

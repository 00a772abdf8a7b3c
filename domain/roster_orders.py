"""What a dispatcher says to change a roster: 换人 青石2组 郝大川 换 贺平 原因：生病 (seed 002, 五(一))."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from domain.lexicons import Lexicon
from domain.rosters import UNKNOWN_ACCOUNT, Person, Role, Roster
from domain.targets import city_names

_LONGEST = 400  # characters
_EDGES = " \t\n\u3000,，。;；:：()（）、."
_NAME = re.compile(r"[\u4e00-\u9fff\u3400-\u4dbf·]{2,12}")
_TEAM = r"第?(?P<team>\d{1,2})\s*(?:小组|组)?"
_DETAILS = ("level", "certificate", "home_city")


class OrderKind(StrEnum):
    REPLACE = "replace"
    ADD = "add"
    REMOVE = "remove"


class RosterFault(StrEnum):
    """Why a roster is not changed."""

    UNCLEAR = "unclear"
    NO_REASON = "no_reason"
    NO_GROUP = "no_group"
    NO_TEAM = "no_team"
    NOT_THERE = "not_there"
    TWO_THERE = "two_there"
    ALREADY = "already"


@dataclass(frozen=True, slots=True)
class RosterOrder:
    """One change: who goes, who comes, and why. `returned`: he is sent back as not fit (退回)."""

    kind: OrderKind
    group: str
    goes: Person | None
    comes: Person | None
    reason: str
    returned: bool = False


@dataclass(frozen=True, slots=True)
class BadRosterOrder:
    """`word` is the name that it hangs on."""

    fault: RosterFault
    word: str = ""


def roster_order_of(kind: OrderKind, text: str, roster: Roster, lexicon: Lexicon) -> RosterOrder | BadRosterOrder:
    """The change that a text asks for; names are looked up in the group that it names."""
    words: Mapping[str, Any] = lexicon.tables["rosters"]["orders"]
    said = unicodedata.normalize("NFKC", text[:_LONGEST])
    head, reason = _split(said, words["because"])
    rest = re.sub(rf"^[\s,:@]*(?:请|把)?(?:{'|'.join(words[kind.value])})", "", head).strip(_EDGES)
    place = _place(rest, roster)
    if place is None:
        return BadRosterOrder(RosterFault.NO_GROUP)
    group, team, rest = place
    if not reason:
        return BadRosterOrder(RosterFault.NO_REASON)
    if team and team not in roster.group[group].teams:
        return BadRosterOrder(RosterFault.NO_TEAM, str(team))
    if kind is OrderKind.ADD:
        return _added(group, team, rest, reason, roster, lexicon)
    returned = kind is OrderKind.REMOVE and re.search("|".join(words["returned"]), head) is not None
    old, _, new = _halves(rest, words["for"] if kind is OrderKind.REPLACE else words["returned"])
    goes = _member(group, team, old, roster)
    if isinstance(goes, BadRosterOrder):
        return goes
    if kind is OrderKind.REMOVE:
        return RosterOrder(kind, group, goes, None, reason, returned)
    name = _name_in(new)
    if re.search("|".join(words["no_names"]), name):
        return BadRosterOrder(RosterFault.UNCLEAR)
    return replacement(goes, name, _details(new, words), reason, roster)


def replacement(
    goes: Person, name: str, details: Mapping[str, str], reason: str, roster: Roster
) -> RosterOrder | BadRosterOrder:
    """Somebody new takes the place of a member of a group; `details` are what is known of him."""
    if bad := _fault(name, reason, roster):
        return bad
    group, kept = goes.group or "", {key: goes.details[key] for key in ("recorder",) if key in goes.details}
    comes = Person(_id(group, name), name, goes.role, group, goes.team, {}, {**kept, **details})
    return RosterOrder(OrderKind.REPLACE, group, goes, comes, reason)


def addition(
    group: str,
    team: int | None,
    role: Role,
    name: str,
    details: Mapping[str, str],
    reason: str,
    roster: Roster,
) -> RosterOrder | BadRosterOrder:
    """Somebody new comes to a group."""
    if bad := _fault(name, reason, roster):
        return bad
    if team is not None and team not in roster.group[group].teams:
        return BadRosterOrder(RosterFault.NO_TEAM, str(team))
    if role is Role.INSPECTOR and team is None:
        return BadRosterOrder(RosterFault.NO_TEAM)
    comes = Person(_id(group, name), name, role, group, None if role is Role.DATA else team, {}, details)
    return RosterOrder(OrderKind.ADD, group, None, comes, reason)


def removal(goes: Person, reason: str, *, returned: bool) -> RosterOrder | BadRosterOrder:
    """A member of a group leaves it."""
    if not reason:
        return BadRosterOrder(RosterFault.NO_REASON)
    return RosterOrder(OrderKind.REMOVE, goes.group or "", goes, None, reason, returned)


def changed(roster: Roster, order: RosterOrder) -> Roster:
    """The roster after the change: who comes stands where the other stood."""
    people: list[Person] = []
    for person in roster.people:
        if person is not order.goes and person != order.goes:
            people.append(person)
        elif order.comes is not None:
            people.append(order.comes)
    if order.goes is None and order.comes is not None:
        people.append(order.comes)
    return replace(roster, people=tuple(people))


def _added(
    group: str, team: int | None, rest: str, reason: str, roster: Roster, lexicon: Lexicon
) -> RosterOrder | BadRosterOrder:
    table = lexicon.tables["rosters"]
    roles = {word: Role(role) for role, words in table["roles"].items() if role in set(Role) for word in words}
    named = [word for word in re.split(r"[\s,;。]+", rest) if word in roles]
    role = roles[named[0]] if named else Role.INSPECTOR
    without = " ".join(word for word in re.split(r"[\s,;。]+", rest) if word not in roles)
    details = _details(without, table["orders"])
    name = _name_in(without)
    if re.search("|".join(table["orders"]["no_names"]), name):
        return BadRosterOrder(RosterFault.UNCLEAR)
    return addition(group, team, role, name, details, reason, roster)


def _fault(name: str, reason: str, roster: Roster) -> BadRosterOrder | None:
    """Why nobody of this name can come."""
    if not reason:
        return BadRosterOrder(RosterFault.NO_REASON)
    if not _NAME.fullmatch(name):
        return BadRosterOrder(RosterFault.UNCLEAR)
    return _known(name, roster)


def _split(said: str, because: Sequence[str]) -> tuple[str, str]:
    """What is asked, and why."""
    found = re.search(rf"(?:{'|'.join(because)})[\s:]*", said)
    if found is None:
        return said, ""
    return said[: found.start()].strip(_EDGES), said[found.end() :].strip(_EDGES)


def _place(rest: str, roster: Roster) -> tuple[str, int | None, str] | None:
    """The group and the team that stand first, and what follows them."""
    names = {name: group.key for group in roster.groups for name in city_names(group)}
    longest = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    found = re.match(rf"驻?(?P<city>{longest})市?(?:(?:暗访)?核查组|组)?\s*(?:{_TEAM})?", rest)
    if found is None or not longest:
        return None
    team = int(found["team"]) if found["team"] else None
    return names[found["city"]], team, rest[found.end() :].strip(_EDGES)


def _halves(rest: str, between: Sequence[str]) -> tuple[str, str, str]:
    found = re.search("|".join(between), rest)
    return (rest, "", "") if found is None else (rest[: found.start()], found[0], rest[found.end() :])


def _member(group: str, team: int | None, said: str, roster: Roster) -> Person | BadRosterOrder:
    name = _name_in(said)
    found = [p for p in roster.members(group) if p.name == name and team in (None, p.team)]
    if not name:
        return BadRosterOrder(RosterFault.UNCLEAR)
    if len(found) != 1:
        return BadRosterOrder(RosterFault.TWO_THERE if found else RosterFault.NOT_THERE, name)
    return found[0]


def _known(name: str, roster: Roster) -> BadRosterOrder | None:
    """Somebody of that name is on the roster already: he is to leave there first."""
    there = any(person.name == name and person.group is not None for person in roster.people)
    return BadRosterOrder(RosterFault.ALREADY, name) if there else None


def _name_in(said: str) -> str:
    found = _NAME.match(said.strip(_EDGES))
    return found[0] if found else ""


def _details(said: str, words: Mapping[str, Any]) -> dict[str, str]:
    found = {key: re.search(words[key], said) for key in _DETAILS}
    return {key: match["it"].upper() if key == "level" else match["it"] for key, match in found.items() if match}


def _id(group: str, name: str) -> str:
    return f"{UNKNOWN_ACCOUNT}{group}/{name}"

"""Reading roster.toml: a roster, or every fault in it with its place."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, TypeVar

from domain.misprints import WHERE, misprint
from domain.rosters import FIELD_ROLES, Group, Person, Role, Room, RoomKind, Roster, Round

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)

_PARTS = {"rounds": "个轮次", "groups": "个组", "rooms": "个群", "people": "人"}
_DETAILS = ("home_city", "certificate", "level", "title", "recorder")
_HEADER = re.compile(r"\s*\[\[\s*(\w+)\s*\]\]\s*(?:#.*)?")
_KEY = re.compile(r"\s*[\"']?([\w-]+)[\"']?\s*=")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_SHOWN = 60
_DAY_LONG = timedelta(days=1)
_AT_THE_END = 1 << 30


class RosterError(ValueError):
    """A roster that cannot be used: `faults` says of each fault where it is and what should be there."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class _Lines:
    """Where a `[[section]]` begins, and where its keys are (line numbers from 1)."""

    header: int | None = None
    keys: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Section:
    """One table of the file. Each reading method notes a fault and gives an empty value when it finds one."""

    table: Mapping[str, Any]
    label: str
    lines: _Lines
    faults: list[tuple[int, str]]

    def place(self, key: str) -> str:
        line = self.lines.keys.get(key, self.lines.header)
        return f"第 {line} 行 " if line else ""

    def fault(self, key: str, what: str) -> None:
        line = self.lines.keys.get(key, self.lines.header)
        self.faults.append((line or 0, f"{self.place(key)}{self.label}{key}：{what}"))

    def read(self, key: str, kind: type[T], word: str, empty: T, *, required: bool = True) -> T:
        value = self.table.get(key)
        if isinstance(value, kind) and not isinstance(value, bool) and value != "":
            return value
        if key in self.table and (required or value != ""):
            self.fault(key, f"应为{word}，现为 {_shown(value)}")
        elif required:
            self.fault(key, f"没有写，应为{word}")
        return empty

    def text(self, key: str, *, required: bool = True) -> str:
        """Words without the space around them; "" where there are none."""
        value = self.read(key, str, "加引号的文字", "", required=required)
        if value and not value.strip():
            self.fault(key, "应为加引号的文字，现在只有空格")
        return value.strip()

    def number(self, key: str, *, required: bool = True) -> int:
        """A whole number from 1; 0 where there is none."""
        value = self.read(key, int, "不小于 1 的整数", 0, required=required)
        if value < 1 and type(self.table.get(key)) is int:
            self.fault(key, f"应为不小于 1 的整数，现为 {value}")
        return max(value, 0)

    def list_of(self, key: str, kind: type[T], word: str) -> tuple[T, ...]:
        values = self.read(key, list, f"方括号里的若干{word}", [])
        wrong = [v for v in values if not isinstance(v, kind) or isinstance(v, bool) or v == ""]
        if wrong:
            self.fault(key, f"应为方括号里的若干{word}，其中有 {_shown(wrong[0])}")
            return ()
        repeated = next((v for i, v in enumerate(values) if v in values[:i]), None)
        if repeated is not None:
            self.fault(key, f"{_shown(repeated)} 写了两次")
        return tuple(values)

    def day(self, key: str) -> date:
        """A date; date.min where it is none."""
        value = self.table.get(key)
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        if isinstance(value, str) and _DAY.fullmatch(value):
            self.fault(key, f"应为日期且不加引号，现为 “{value}”" if _is_day(value) else f"日历上没有 {value} 这一天")
        elif key in self.table:
            self.fault(key, f"应为日期（如 2020-10-19，不带时刻），现为 {_shown(value)}")
        else:
            self.fault(key, "没有写，应为日期（如 2020-10-19）")
        return date.min

    def choice(self, key: str, of: type[E]) -> E | None:
        value = self.text(key)
        if value in list(of):
            return of(value)
        if value:
            self.fault(key, f"应为 {'、'.join(of)} 之一，现为 {_shown(value)}")
        return None


def parse_roster(text: str) -> Roster:
    """The roster that a roster.toml holds.

    Raises RosterError with every fault at once; where the file is not TOML, with the first place that
    is not. Checked besides its form: rounds without gap or overlap (seed 002, 一), nobody inspects his
    own city (二), at least one named dispatcher (seed 000, 五).
    """
    table, text = _load(text.removeprefix("\ufeff"))
    faults: list[tuple[int, str]] = []
    found = _find_lines(text)
    top = _Section(table, "", found[""][0], faults)
    campaign = top.text("campaign")
    if top.text("timezone", required=False) not in ("", "Asia/Shanghai"):
        top.fault("timezone", f"只能是 Asia/Shanghai，现为 {_shown(table['timezone'])}")
    of_round = top.number("round", required=False) or None
    parts = {name: _sections(top, name, found.get(name, [])) for name in _PARTS}
    rounds = _rounds(parts["rounds"])
    groups = tuple(_group(section) for section in parts["groups"])
    rooms = tuple(_room(section, {group.key for group in groups}) for section in parts["rooms"])
    known = {room.id for room in rooms}
    people = tuple(_person(section, {group.key: group for group in groups}, known) for section in parts["people"])
    for name, key in (("rounds", "number"), ("groups", "key"), ("rooms", "id"), ("people", "id")):
        _forbid_repeats(parts[name], key)
    if of_round and not any(r.number == of_round for r in rounds):
        top.fault("round", f"[[rounds]] 里没有第 {of_round} 轮次")
    if not any(person.role is Role.DISPATCHER and person.name for person in people):
        faults.append((_AT_THE_END, '[[people]]：至少要有一名指挥调度人员，即写明姓名、role = "dispatcher" 的人'))
    if faults:
        raise RosterError(tuple(what for _, what in sorted(faults, key=lambda fault: fault[0])))
    return Roster(campaign, rounds, groups, rooms, people, of_round)


def _sections(top: _Section, name: str, lines: list[_Lines]) -> list[_Section]:
    tables = top.read(name, list, f"若干节 [[{name}]]", [])
    if name in top.table and not (tables and all(isinstance(table, dict) for table in tables)):
        top.fault(name, f"应为若干节 [[{name}]]")
        return []
    if len(lines) != len(tables):  # written in some other way: then without line numbers
        lines = [_Lines() for _ in tables]
    return [
        _Section(table, f"[[{name}]] 第 {i} {_PARTS[name]}{_called(table)} ", at, top.faults)
        for i, (table, at) in enumerate(zip(tables, lines, strict=True), 1)
    ]


def _called(table: Mapping[str, Any]) -> str:
    name = table.get("name") or table.get("topic")
    return f"（{name[:20]}）" if isinstance(name, str) and name.isprintable() else ""


def _rounds(sections: list[_Section]) -> tuple[Round, ...]:
    rounds = [(Round(s.number("number"), s.day("start"), s.day("end")), s) for s in sections]
    before: Round | None = None
    for r, section in sorted(rounds, key=lambda pair: pair[0].start):
        if date.min in (r.start, r.end):
            return tuple(r for r, _ in rounds)  # one fault at a time: the neighbours of a wrong day look wrong too
        if r.end < r.start:
            section.fault("end", f"不能早于 start（{r.start}），现为 {r.end}")
        elif before is not None and r.start <= before.end:
            section.fault("start", f"与第 {before.number} 轮次重叠，应为 {before.end + _DAY_LONG}，现为 {r.start}")
        elif before is not None and r.start > before.end + _DAY_LONG:
            due = before.end + _DAY_LONG
            section.fault("start", f"与第 {before.number} 轮次之间有空档，应为 {due}，现为 {r.start}")
        if before is None or r.end > before.end:
            before = r
    return tuple(r for r, _ in rounds)


def _group(section: _Section) -> Group:
    city = section.text("city")
    sending = tuple(name.strip() for name in section.text("sending_city").split("、") if name.strip())
    if city and _bare(city) in map(_bare, sending):
        section.fault("sending_city", f"应为别的市：不能派员检查本市（{city}）")
    teams = section.list_of("teams", int, "整数")
    if section.table.get("teams") == []:
        section.fault("teams", "至少要有一个小组")
    if any(team < 1 for team in teams):
        section.fault("teams", f"小组应为不小于 1 的整数，现有 {min(teams)}")
    counties = section.list_of("counties", str, "加引号的文字")
    return Group(section.text("key"), section.text("name"), city, counties, sending, teams)


def _room(section: _Section, groups: Collection[str]) -> Room:
    kind = section.choice("kind", RoomKind)
    group = section.text("group", required=kind is RoomKind.GROUP)
    if group and group not in groups:
        section.fault("group", f"没有这个组，应为 [[groups]] 里的 key，现为 {_shown(group)}")
    city = section.text("city", required=kind is RoomKind.LOCAL)
    topic = section.text("topic")
    return Room(section.text("id"), topic, kind or RoomKind.GROUP, group or None, city or None)


def _person(section: _Section, groups: Mapping[str, Group], rooms: Collection[str]) -> Person:
    role = section.choice("role", Role)
    name = section.text("name")
    group = section.text("group", required=role in FIELD_ROLES)
    if group and group not in groups:
        section.fault("group", f"没有这个组，应为 [[groups]] 里的 key，现为 {_shown(group)}")
    team = section.number("team", required=role is Role.INSPECTOR) or None
    if team and group in groups and groups[group].teams and team not in groups[group].teams:
        section.fault("team", f"组 {group} 没有第 {team} 小组，应为 {'、'.join(map(str, groups[group].teams))} 之一")
    details = {key: section.text(key, required=False) for key in _DETAILS if key in section.table}
    home = _bare(details.get("home_city", ""))
    if home and group in groups and home == _bare(groups[group].city):
        section.fault("home_city", f"应为别的市：本人所在市就是所查的 {groups[group].city}，须异地交叉")
    if details.get("level", "A") not in ("A", "B", ""):
        section.fault("level", f"应为 A 或 B，现为 {_shown(details['level'])}")
    alias = _alias(section, rooms)
    return Person(section.text("id"), name, role or Role.INSPECTOR, group or None, team, alias, details)


def _alias(section: _Section, rooms: Collection[str]) -> Mapping[str, str]:
    alias = section.read("alias", dict, "大括号里的 群 id = 群名片", {}, required=False)
    for room, shown in alias.items():
        if room not in rooms:
            section.fault("alias", f"没有这个群，应为 [[rooms]] 里的 id，现为 {_shown(room)}")
        if not isinstance(shown, str):
            section.fault("alias", f"群名片应为加引号的文字，现为 {_shown(shown)}")
    return {room: shown for room, shown in alias.items() if isinstance(shown, str)}


def _forbid_repeats(sections: list[_Section], key: str) -> None:
    first: dict[str | int, _Section] = {}
    for section in sections:
        value = section.table.get(key)
        if not isinstance(value, str | int) or value == "":
            continue
        value = value.strip() if isinstance(value, str) else value
        if value in first:
            there = first[value]
            section.fault(key, f"{_shown(value)} 重复，不能与{there.place(key)}{there.label.strip()}相同")
        first.setdefault(value, section)


def _bare(city: str) -> str:
    return city.removesuffix("市")


def _is_day(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _shown(value: object) -> str:
    """A value as a fault quotes it: short, on one line."""
    if isinstance(value, date | time):
        return value.isoformat()
    shown = f"“{value}”" if isinstance(value, str) else repr(value)
    shown = "".join(c if c.isprintable() else "\ufffd" for c in shown)
    return shown if len(shown) <= _SHOWN else shown[:_SHOWN] + "…"


def _load(text: str) -> tuple[dict[str, Any], str]:
    """The file's table. A day that no calendar has is read as text, so that the other faults are found too."""
    while True:
        try:
            return tomllib.loads(text), text
        except RecursionError:
            raise RosterError(("括号套得太深，读不了",)) from None
        except tomllib.TOMLDecodeError as error:
            mended = _quote_day(text, error)
            if mended is None:
                raise RosterError((misprint(text, error),)) from None
            text = mended


def _quote_day(text: str, error: tomllib.TOMLDecodeError) -> str | None:
    where = WHERE.match(str(error))
    if where is None or where[1] != "Invalid date or datetime" or where[2] is None:
        return None
    lines = text.split("\n")
    line, column = lines[int(where[2]) - 1], int(where[3]) - 1
    day = _DAY.search(line, column)
    if day is None:
        return None
    lines[int(where[2]) - 1] = f'{line[: day.start()]}"{day[0]}"{line[day.end() :]}'
    return "\n".join(lines)


def _find_lines(text: str) -> dict[str, list[_Lines]]:
    """The `[[sections]]` of a file by name, in order, with the lines of their keys; "" is what stands before them.

    tomllib tells no lines. Text over several lines and comments can look like a header: they are passed by.
    """
    found: dict[str, list[_Lines]] = {"": [_Lines()]}
    keys: dict[str, int] = found[""][0].keys
    closing = ""
    for number, line in enumerate(text.split("\n"), 1):
        if closing:
            closing = "" if closing in line else closing
            continue
        if header := _HEADER.fullmatch(line):
            keys = {}
            found.setdefault(header[1], []).append(_Lines(number, keys))
        elif key := _KEY.match(line):
            keys.setdefault(key[1], number)
        closing = next((mark for mark in ('"""', "'''") if line.count(mark) % 2), "")
    return found

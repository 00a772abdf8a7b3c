"""A roster out of an office's workbook: 分组, 人员, 轮次, 群, 联系人, in any order and any layout that is understood.

A sheet that is not there is taken over from the roster in force, but for the people: of whoever is not named nothing is
made up, his seat stays to be filled.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from pypinyin import lazy_pinyin

from domain.roster_files import RosterError
from domain.rosters import FIELD_ROLES, UNKNOWN_ACCOUNT, Group, Person, Role, Room, RoomKind, Roster, Round, Seats
from domain.seats import SeatPlan, seat_plan_of
from domain.sheets import Row, Sheet, headed, kind_of, number_of, quoted, text_of

_TELLING = ("certificate", "home_city")  # beside the name: it is the same person
_DETAILS = ("home_city", "certificate", "level", "title", "recorder", "unit")


@dataclass(frozen=True, slots=True)
class SheetRoster:
    """What a workbook holds. `campaign` of the roster is "" and `rounds` is empty where it does not say.

    `taken_over` names the sheets that were not there and are as in force; `unread` those that nobody can read.
    """

    roster: Roster
    taken_over: tuple[str, ...]
    unread: tuple[str, ...]


@dataclass(slots=True)
class _Book:
    """What is known while a workbook is read."""

    lexicon: Mapping[str, Any]
    team_size: int
    known: Roster | None
    faults: list[str] = field(default_factory=list)
    groups: dict[str, Group] = field(default_factory=dict)  # by bare city
    numbers: dict[int, str] = field(default_factory=dict)  # 序号 -> bare city


def sheet_roster(
    sheets: Sequence[Sheet], lexicon: Mapping[str, Any], team_size: int, known: Roster | None = None
) -> SheetRoster:
    """The roster of a workbook's sheets. `lexicon` is rosters.toml, `known` the roster in force.

    Raises RosterError with every fault at once: the sheet, the row, the column's heading, and what should be there.
    """
    kinds = {sheet.name: kind_of(sheet, lexicon) for sheet in sheets}
    of_kind = {kind: [s for s in sheets if kinds[s.name] == kind] for kind in lexicon["needed"]}
    if not of_kind["groups"] and not of_kind["people"]:
        raise RosterError(
            (f"没有找到“{'”“'.join(('分组', '人员'))}”工作表：表头应有进驻市、派员市、派员数，或姓名、组别",)
        )
    book = _Book(lexicon, team_size, known)
    rows = {kind: [row for sheet in of_kind[kind] for row in _rows(sheet, kind, book)] for kind in of_kind}
    about = {key: row for row in rows["about"] for key in _about(row, lexicon)}
    _read_groups(rows["groups"], book)
    people = [*_people(rows["people"], book), *_contacts(rows["contacts"], book)]
    rounds = _rounds(rows["rounds"])
    rooms = tuple(room for row in rows["rooms"] if (room := _room(row, book)) is not None)
    number = about["round"].whole("value", "第几轮次，如 2") if "round" in about and about["round"].has("value") else 0
    _forbid_repeats(rows["rooms"], "id")
    if book.faults:
        raise RosterError(tuple(dict.fromkeys(book.faults)))
    campaign = about["campaign"].text("value") if "campaign" in about else known.campaign if known else ""
    roster = Roster(campaign, rounds, tuple(book.groups.values()), rooms, tuple(people), number or None)
    return _completed(
        roster,
        {kind for kind, found in rows.items() if found},
        known,
        [sheet.name for sheet in sheets if kinds[sheet.name] is None],
    )


def campaign_in(sheets: Sequence[Sheet], lexicon: Mapping[str, Any]) -> str:
    """The key of the campaign that a workbook names; "" where it names none."""
    for sheet in sheets:
        if kind_of(sheet, lexicon) == "about":
            for row in headed(sheet, "about", lexicon).rows:
                if "campaign" in _about(row, lexicon):
                    return row.text("value")
    return ""


def _rows(sheet: Sheet, kind: str, book: _Book) -> Sequence[Row]:
    """The sheet's rows; their faults are the book's."""
    found = headed(sheet, kind, book.lexicon)
    book.faults += found.faults
    return [replace(row, faults=book.faults) for row in found.rows]


def _about(row: Row, lexicon: Mapping[str, Any]) -> Iterable[str]:
    item = row.text("item").replace(" ", "")
    return [key for key, words in lexicon["about"].items() if item in words]


def _read_groups(rows: Sequence[Row], book: _Book) -> None:
    for row in rows:
        group = _group(row, book)
        bare = _bare(group.city)
        if bare and bare in book.groups:
            row.fault("city", f"{quoted(group.city)} 写了两次，一个进驻市只能有一个组")
        elif bare:
            book.groups[bare] = group
            if number := number_of(text_of(row.cells.get("number"))):
                book.numbers.setdefault(number, bare)
    if not rows and book.known is not None:
        book.groups.update((_bare(group.city), group) for group in book.known.groups)
    elif not rows and not book.faults:
        book.faults.append("工作表“分组”：一个组也没有填")


def _group(row: Row, book: _Book) -> Group:
    city = _city(row.text("city", "进驻市的名字，如 青石"), book)
    plan = _plan(row, book)
    parts = plan.parts if plan else ()
    written = _listed(row.text("sending", "派员市的名字，如 临江"), book)
    sending = tuple(dict.fromkeys((*written, *(part.city for part in parts))))
    if _bare(city) and _bare(city) in map(_bare, sending):
        row.fault("sending", f"应为别的市：不能派员检查本市（{city}）")
    if parts and written and not {_bare(part.city) for part in parts} >= set(map(_bare, written)):
        row.fault("seats", f"派员市写了{'、'.join(written)}，各市人数里应都有")
    _check_liaisons(row)
    known = next((g for g in book.known.groups if _bare(g.city) == _bare(city)), None) if book.known else None
    key = row.text("key") or (known.key if known else "".join(lazy_pinyin(_bare(city))))
    counties = _listed(row.text("counties"), book) or (known.counties if known else ())
    seats = parts or ((Seats(sending[0], plan.people, plan.leaders > 0, plan.lent),) if plan and sending else ())
    sending = tuple(_city(name, book) for name in sending)
    seats = tuple(replace(part, city=_city(part.city, book)) for part in seats)
    teams = range(1, (plan.teams if plan else 0) + 1)
    contact = row.text("emergency") or (known.emergency_contact if known else "")
    name = row.text("name") or book.lexicon["names"]["group"].replace("〔市〕", city)
    return Group(key, name, city, counties, sending, tuple(teams), seats, row.text("liaison_unit"), contact)


def _plan(row: Row, book: _Book) -> SeatPlan | None:
    patterns = book.lexicon["seats"]
    should = f"派员人数和小组数，如“{patterns['example']}”"
    text = row.text("seats", should)
    plan = seat_plan_of(text, patterns) if text else None
    if plan is None:
        if text:
            row.fault("seats", f"应为{should}，现为 {quoted(text)}")
        return None
    teams = plan.teams or row.whole("teams") or (plan.people - plan.lent) // book.team_size
    plan = replace(plan, teams=teams)
    total = sum(part.people for part in plan.parts)
    if plan.parts and total != plan.people:
        said = "＋".join(f"{part.city}{part.people}" for part in plan.parts)
        row.fault("seats", f"各市人数合计应为 {plan.people} 人，现为 {said}＝{total} 人")
    elif teams > patterns["most_teams"]:
        row.fault("seats", f"小组数应不大于 {patterns['most_teams']}，现为 {teams}")
    elif plan.people - plan.lent != teams * book.team_size:
        lent = f"去掉到资料调度组的 {plan.lent} 人，" if plan.lent else ""
        should = f"{lent}{book.team_size} 人一个小组，{teams} 个小组应为 {teams * book.team_size + plan.lent} 人"
        row.fault("seats", f"{should}，现为 {plan.people} 人")
    if plan.leaders > 1:
        row.fault("seats", f"组长应为 1 名，现为 {plan.leaders} 名")
    return plan


def _check_liaisons(row: Row) -> None:
    """制度 001 第十一条: exactly one."""
    text = row.text("liaisons")
    number = int(found[0]) if (found := re.search(r"\d{1,3}", text)) else 1
    if number != 1:
        row.fault("liaisons", f"联络员应为 1 人，现为 {quoted(text)}")


def _people(rows: Sequence[Row], book: _Book) -> list[Person]:
    people: list[Person] = []
    taken: dict[str, Row] = {}
    for row in rows:
        person = _person(row, book)
        if person is None:
            continue
        if person.id in taken:
            key = "id" if row.has("id") else "name"
            row.fault(key, f"{quoted(row.text(key))} 重复，不能与第 {taken[person.id].number} 行相同")
        taken.setdefault(person.id, row)
        people.append(person)
    _forbid_repeats(rows, "certificate")
    _forbid_repeats(rows, "recorder", of="team", book=book)
    return people


def _person(row: Row, book: _Book) -> Person | None:
    role = _role(row, book)
    details = {key: row.text(key) for key in _DETAILS if row.has(key)}
    if not row.has("name") and not details and not row.has("id"):
        return None  # a seat that nobody fills yet
    name = row.text("name", "姓名")
    group = _group_called(row, role in FIELD_ROLES or role is Role.DATA, book)
    team = row.whole("team", "第几小组" if role is Role.INSPECTOR else "") or None
    if team and group and group.teams and team not in group.teams:
        row.fault("team", f"{group.city}组有 {len(group.teams)} 个小组，应为 1 到 {len(group.teams)}，现为 {team}")
    home = details.get("home_city", "")
    if home and group and _bare(home) == _bare(group.city):
        row.fault("home_city", f"应为别的市：本人所在市就是所查的 {group.city}，须异地交叉")
    if "level" in details:
        details["level"] = re.sub(r"级.*$", "", details["level"]).upper()
        if details["level"] not in ("A", "B", "C"):
            row.fault("level", f"应为 A、B 或 C，现为 {quoted(row.text('level'))}")
    key = group.key if group else None
    return Person(_id(row, name, key, book), name, role, key, None if role is Role.DATA else team, {}, details)


def _contacts(rows: Sequence[Row], book: _Book) -> list[Person]:
    people = []
    for row in rows:
        if row.text("role") in book.lexicon["roles"]["emergency"]:
            _note_emergency(row, book)
            continue
        role, name = _role(row, book, "类别，如 指挥调度组、专家"), row.text("name", "姓名")
        group = _group_called(row, row.has("role") and role in FIELD_ROLES, book)
        key = group.key if group else None
        details = {"unit": row.text("unit")} if row.has("unit") else {}
        people.append(Person(_id(row, name, key, book), name, role, key, None, {}, details))
    _forbid_repeats(rows, "id")
    return people


def _note_emergency(row: Row, book: _Book) -> None:
    group = _group_called(row, True, book)
    said = " ".join(
        words for words in (row.text("name", "姓名"), row.text("unit"), row.text("phone", "联系方式")) if words
    )
    if group is not None:
        book.groups[_bare(group.city)] = replace(group, emergency_contact=" ".join(said.split()))


def _role(row: Row, book: _Book, should: str = "") -> Role:
    said = row.text("role", should).replace(" ", "").lower()
    for role, words in book.lexicon["roles"].items():
        if said in words and role in set(Role):
            return Role(role)
    if said:
        wanted = "、".join(words[0] for role, words in book.lexicon["roles"].items() if role in set(Role))
        row.fault("role", f"应为 {wanted} 之一，现为 {quoted(row.text('role'))}")
    return Role.INSPECTOR


def _group_called(row: Row, needed: bool, book: _Book) -> Group | None:
    said = row.text("group", "组别，即进驻市，如 青石" if needed else "")
    if not said or (not needed and said in book.lexicon["names"]["no"]):
        return None
    bare = re.sub(r"^驻|(?:市)?(?:暗访)?(?:核查)?组$", "", said)
    numbered = book.numbers.get(number_of(said), "")
    group = book.groups.get(_bare(bare)) or book.groups.get(_bare(said)) or book.groups.get(numbered)
    group = group or next((g for g in book.groups.values() if said in (g.key, g.name)), None)
    if group is None:
        row.fault("group", f"没有这个组，应为“分组”里的进驻市或序号，现为 {quoted(said)}")
    return group


def _id(row: Row, name: str, group: str | None, book: _Book) -> str:
    """The account; where none is told, that of the one on the roster in force who is surely the same, else none that
    is real. A name alone gives no right: he is of the same group, or has the same certificate, or the same home city.
    """
    if said := row.text("id"):
        return said
    named = [p for p in (book.known.people if book.known else ()) if p.name == name]
    known = [
        p for p in named if p.group == group or any(_is_alike(p, row, key) for key in ("certificate", "home_city"))
    ]
    return known[0].id if len(known) == 1 else f"{UNKNOWN_ACCOUNT}{group or ''}/{name}"


def _is_alike(person: Person, row: Row, key: str) -> bool:
    said = text_of(row.cells.get(key))
    return said != "" and _bare(person.details.get(key, "")) == _bare(said)


def _rounds(rows: Sequence[Row]) -> tuple[Round, ...]:
    """One after another, without gap or overlap (seed 002, 一)."""
    read = sorted(((_round(row), row) for row in rows), key=lambda pair: pair[0].start)
    for (before, _), (after, row) in pairwise(read):
        due = before.end + timedelta(days=1)
        if date.min not in (before.end, after.start) and after.start != due:
            row.fault("start", f"应接着第 {before.number} 轮次，从 {due} 开始，现为 {after.start}")
    _forbid_repeats(rows, "number")
    return tuple(r for r, _ in read)


def _round(row: Row) -> Round:
    start, end = row.day("start", "日期，如 2020-10-19"), row.day("end", "日期，如 2020-11-05")
    if date.min not in (start, end) and end < start:
        row.fault("end", f"不能早于开始日期 {start}，现为 {end}")
    return Round(row.whole("number", "第几轮次，如 1"), start, end)


def _room(row: Row, book: _Book) -> Room | None:
    said = row.text("kind", "群的类型，如 工作群、指挥调度群").replace(" ", "").lower()
    kind = next((kind for kind, words in book.lexicon["kinds"].items() if said in words), None)
    if said and kind is None:
        wanted = "、".join(words[0] for words in book.lexicon["kinds"].values())
        row.fault("kind", f"应为 {wanted} 之一，现为 {quoted(said)}")
    group = _group_called(row, kind == RoomKind.GROUP, book)
    topic = row.text("topic", "群名")
    if kind is None:
        return None
    is_local = kind == RoomKind.LOCAL
    city = _city(row.text("city", "属地的市" if is_local else ""), book)
    return Room(
        row.text("id") or f"{UNKNOWN_ACCOUNT}{topic}", topic, RoomKind(kind), group.key if group else None, city or None
    )


def _completed(roster: Roster, there: set[str], known: Roster | None, unread: Sequence[str]) -> SheetRoster:
    taken: list[str] = []
    if known is not None:
        if "groups" not in there:
            taken.append("分组")
        if "rounds" not in there:
            roster, taken = replace(roster, rounds=known.rounds), [*taken, "轮次"]
        if "rooms" not in there:
            roster, taken = replace(roster, rooms=known.rooms), [*taken, "群"]
        if "contacts" not in there:
            here = roster.person
            others = tuple(p for p in known.people if p.role not in FIELD_ROLES | {Role.DATA} and p.id not in here)
            roster, taken = replace(roster, people=(*roster.people, *others)), [*taken, "联系人"]
    return SheetRoster(roster, tuple(taken), tuple(unread))


def _forbid_repeats(rows: Sequence[Row], key: str, of: str = "", book: _Book | None = None) -> None:
    """No two rows have the same; with `of`, but those of one team."""
    first: dict[str, Row] = {}
    for row in rows:
        said = text_of(row.cells.get(key))
        if not said or (book is not None and said in book.lexicon["names"]["no"]):
            continue
        before = first.setdefault(said, row)
        if before is not row and not (of and all(_same(before, row, k) for k in ("group", of))):
            row.fault(key, f"{quoted(said)} 重复，不能与第 {before.number} 行相同")


def _same(one: Row, other: Row, key: str) -> bool:
    return text_of(one.cells.get(key)) == text_of(other.cells.get(key))


def _listed(said: str, book: _Book) -> tuple[str, ...]:
    words = re.split(book.lexicon["names"]["between"], said)
    return tuple(dict.fromkeys(word for word in words if word and word not in book.lexicon["names"]["no"]))


def _city(said: str, book: _Book) -> str:
    """A city's whole name: 青石 is 青石市."""
    names = book.lexicon["names"]
    return said if not said or said.endswith(tuple(names["city_ends"])) else said + names["city"]


def _bare(city: str) -> str:
    return city.removesuffix("市")

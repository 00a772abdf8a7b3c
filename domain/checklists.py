"""核查清单: places that dispatchers have a group check one by one (seed 002, 三3), and which of them were checked."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from difflib import SequenceMatcher
from functools import lru_cache

from pypinyin import lazy_pinyin

from domain.gazetteers import find_county, of_group
from domain.lexicons import Lexicon
from domain.profile_tables import Table
from domain.rosters import Group, Round
from domain.visits import place_key

REMIND = "checklist_left"
MOST_ITEMS = 300
_LONGEST_NAME, _LONGEST_WORDS = 60, 120
_LOOK_FOR_HEAD = 10  # rows
_SHORTEST_PART = 4  # characters of a name that another may contain
_COMPARED = 3  # items with most pairs of signs in common with a visit
_LIKE = 0.8  # of a name that a suggestion has in common with another
_NUMBERING = re.compile(r"^\s*(?:[(（]?\d{1,4}[)）]|\d{1,4}\s*[、.．:：)）]|[#＃·•\-—]\s*|\d{1,4}[\t ]+)\s*")
_PARTS = re.compile(r"\t+|[|｜,，;；]|\s{2,}|[（(]|[）)]")
_SIGNS = " \t　,，;；:：。、"


@dataclass(frozen=True, slots=True)
class ChecklistRule:
    """When a group is told what is left of its lists: so many days before the end of a round, at a Shanghai clock."""

    remind_days: int
    at: time


@dataclass(frozen=True, slots=True)
class Item:
    """One place of a list, by its number from 1."""

    number: int
    name: str
    county: str = ""
    address: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Checklist:
    """A list pushed to a group, by the instruction of that number; `author` is a contact id."""

    number: int
    group: str
    instruction: str
    author: str
    pushed_at: datetime
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """What was set of an item by hand: checked (by this visit, if one is named), or not to be checked and why."""

    item: int
    checked: bool
    visit: int | None
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Checked:
    """A visit as far as a list asks for it."""

    number: int
    place: str
    county: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a list has come. `done` are the items checked, each with its visit (None: set by hand without one).

    `skipped` are the items not to be checked, with the reason; `asked` items that a visit may be of, to be told by
    people; `left` what was not checked yet, those asked for among them.
    """

    done: Mapping[int, int | None]
    skipped: Mapping[int, str]
    asked: Mapping[int, tuple[Checked, ...]]
    left: tuple[Item, ...]


class _Matching:
    """A list that is held against visits, with what makes that quick: its names, sounds and pairs of signs."""

    def __init__(self, items: Sequence[Item], open_items: Iterable[int], done: dict[int, int | None]) -> None:
        self.open, self.done = set(open_items), done
        self.asked: dict[int, list[Checked]] = {}
        self._item = {item.number: item for item in items}
        self._names = {item.number: _key(item.name) for item in items}
        self._same: dict[str, list[int]] = {}
        self._sounds: dict[tuple[str, ...], list[int]] = {}
        self._pairs: dict[str, list[int]] = {}
        for number, name in self._names.items():
            self._same.setdefault(name, []).append(number)
            self._sounds.setdefault(_sound(name), []).append(number)
            for pair in _pairs(name):
                self._pairs.setdefault(pair, []).append(number)
        self._common = max(_SHORTEST_PART, len(items) // 4)
        self._long = [(n, name) for n, name in self._names.items() if len(name) >= _SHORTEST_PART]

    def take_same(self, visit: Checked, key: str) -> bool:
        """Whether the visit has the very name of an item: it is then of no other."""
        same = self._of_county(self._same.get(key, ()), visit)
        self._take(visit, [number for number in same if number in self.open])
        return bool(same)

    def take_within(self, visit: Checked, key: str) -> bool:
        """Whether the visit's name holds, or is held in, that of an open item."""
        found = [n for n, name in self._long if name in key]
        if len(key) >= _SHORTEST_PART:
            found += [n for n, name in self._long if key in name]
        within = self._of_county([n for n in found if n in self.open], visit)
        self._take(visit, within)
        return bool(within)

    def suggest(self, visit: Checked, key: str) -> None:
        """The item that a visit is most like, if it is much like it: people are asked."""
        found = self._of_county([n for n in self._sounds.get(_sound(key), ()) if n in self.open], visit)
        if not found:
            shared = Counter(n for pair in _pairs(key) for n in self._rare(pair) if n in self.open)
            near = self._of_county([n for n, _ in shared.most_common(_COMPARED)], visit)
            rated = [(_likeness(self._names[n], key), -n) for n in near]
            found = [-number for likeness, number in (max(rated, default=(0.0, 0)),) if likeness >= _LIKE]
        for number in found:
            self.asked.setdefault(number, []).append(visit)

    def _rare(self, pair: str) -> Sequence[int]:
        """The items whose names have this pair of signs, unless very many have (有限, 公司)."""
        found = self._pairs.get(pair, ())
        return found if len(found) <= self._common else ()

    def _of_county(self, numbers: Iterable[int], visit: Checked) -> list[int]:
        items = [self._item[number] for number in numbers]
        return [one.number for one in items if not one.county or not visit.county or one.county == visit.county]

    def _take(self, visit: Checked, numbers: Sequence[int]) -> None:
        """The visit is of one of these items: of the only one, else people are asked; of none, nothing."""
        if len(numbers) == 1:
            self.done[numbers[0]] = visit.number
            self.open.discard(numbers[0])
            return
        for number in numbers:
            self.asked.setdefault(number, []).append(visit)


def parse_checklists(table: Table) -> ChecklistRule:
    """The rule in `[checklists]` of a profile."""
    return ChecklistRule(table.whole("remind_days", most=30), table.clock("at"))


def reminded_on(day: date, rounds: Iterable[Round], rule: ChecklistRule) -> tuple[Round, ...]:
    """The rounds whose lists are told on a day."""
    return tuple(one for one in rounds if one.end - timedelta(days=rule.remind_days) == day)


def items_in(text: str, group: Group) -> tuple[Item, ...]:
    """The places that lines of text name, one a line: 1. 宏图砖厂，东泉区，某路12号."""
    rows = [row for line in text.splitlines() if (row := _pieces(line))]
    return _items([_told(row, group) for row in rows])


def items_of(rows: Sequence[Sequence[str]], group: Group, lexicon: Lexicon) -> tuple[Item, ...]:
    """The places of a table: by its headings, whatever they are called; without any, the first words of each row."""
    headings = lexicon.tables["commands"]["checklists"]["headings"]
    for at, row in enumerate(rows[:_LOOK_FOR_HEAD]):
        columns = _columns(row, headings)
        if "name" in columns:
            return _items([_under(columns, cells, group) for cells in rows[at + 1 :]])
    plain = [[cell for cell in row if cell and not cell.replace(".", "").isdigit()] for row in rows]
    return _items([_told(row, group) for row in plain if row])


def progress_of(
    items: Sequence[Item], marks: Iterable[Mark], visits: Sequence[Checked], *, suggests: bool = True
) -> Progress:
    """What was checked by the visits made since; `visits` by number, the later of several `marks` of an item holds.

    A visit counts for the item whose name is the same, else for the only one whose name contains its, or is contained
    in it; never for one of another county. What only looks or sounds alike (where it `suggests`), or fits several, is
    asked for.
    """
    by_item = {mark.item: mark for mark in marks}
    done: dict[int, int | None] = {n: mark.visit for n, mark in by_item.items() if mark.checked}
    skipped = {n: mark.reason for n, mark in by_item.items() if not mark.checked and mark.reason}
    matching = _Matching(items, (one.number for one in items if one.number not in done | skipped), done)
    known = {visit for visit in done.values() if visit is not None}
    keyed = [(visit, _key(visit.place)) for visit in visits if visit.number not in known]
    others = [(visit, key) for visit, key in keyed if not matching.take_same(visit, key)]
    for visit, key in [(visit, key) for visit, key in others if not matching.take_within(visit, key)]:
        if suggests:
            matching.suggest(visit, key)
    left = tuple(item for item in items if item.number in matching.open)
    asked = {n: tuple(found) for n, found in sorted(matching.asked.items()) if n in matching.open}
    return Progress(matching.done, skipped, asked, left)


def _likeness(one: str, other: str) -> float:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= _LIKE else 0.0


@lru_cache(maxsize=1 << 13)  # the same visits are held against the same places whenever somebody asks
def _sound(name: str) -> tuple[str, ...]:
    return tuple(lazy_pinyin(name))


def _key(name: str) -> str:
    return place_key(name).lower()


def _pairs(key: str) -> set[str]:
    return {key[at : at + 2] for at in range(len(key) - 1)}


def _columns(row: Sequence[str], headings: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Which column holds what, by a row of headings; the first of each kind."""
    found: dict[str, int] = {}
    for column, cell in enumerate(row):
        plain = re.sub(r"[\s*：:]|[(（][^()（）]*[)）]", "", unicodedata.normalize("NFKC", cell))
        kind = next((kind for kind, words in headings.items() if plain in words), None)
        if kind is not None:
            found.setdefault(kind, column)
    return found


def _under(columns: Mapping[str, int], cells: Sequence[str], group: Group) -> Item:
    """A row under its headings; a county that the group has not is a part of the address."""
    said = {kind: cells[column] for kind, column in columns.items() if column < len(cells)}
    name, told = said.get("name", ""), said.get("county", "")
    county = find_county(told or name, of_group(group)) or ""
    address = said.get("address", "") if county else f"{told}{said.get('address', '')}"
    return Item(0, name, county, address, said.get("note", ""))


def _pieces(line: str) -> list[str]:
    bare = _NUMBERING.sub("", line, count=1)
    return [piece for part in _PARTS.split(bare) if (piece := part.strip(_SIGNS))]


def _told(pieces: Sequence[str], group: Group) -> Item:
    """A name first; what names a county is one, the next words are the address."""
    places = of_group(group)
    rest = list(pieces[1:])
    county = next((piece for piece in rest if len(piece) <= _SHORTEST_PART + 2 and find_county(piece, places)), None)
    if county is not None:
        rest.remove(county)
    named = find_county(county or pieces[0], places) or ""
    return Item(0, pieces[0], named, rest[0] if rest else "", "，".join(rest[1:]))


def _items(found: Iterable[Item]) -> tuple[Item, ...]:
    """Those with a name, numbered, each place once, so many at most."""
    named: dict[tuple[str, str, str], Item] = {}
    for item in found:
        name, *more = (_clean(words) for words in (item.name, item.county, item.address, item.note))
        if any(c.isalnum() for c in name):
            one = Item(len(named) + 1, name[:_LONGEST_NAME], *(words[:_LONGEST_WORDS] for words in more))
            named.setdefault((_key(name), one.county, one.address), one)
    return tuple(named.values())


def _clean(words: str) -> str:
    """On one line, without what cannot be seen."""
    kept = "".join(c if unicodedata.category(c)[0] not in "CZ" else " " for c in words if c != "\u200b")
    return " ".join(kept.split())

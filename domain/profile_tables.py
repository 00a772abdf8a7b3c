"""Reading a profile's tables: what is read is remembered, so that a key that nobody reads is a fault."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from difflib import get_close_matches
from enum import StrEnum
from typing import Any, TypeVar
from unicodedata import category

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)

#: Keys by which a list's tables are told apart; where profiles extend one another, tables of one name are one.
NAMES = ("key", "number", "name", "kind", "day")
_SHOWN = 40
_LIKE = 0.5
_YEARS = range(2000, 2100)


class ProfileError(ValueError):
    """A profile that cannot be played under: `faults` names of each fault the key and what should be there."""

    def __init__(self, *faults: str) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(slots=True)
class Reading:
    """What one reading of a profile has come to: its faults, and its tables with the keys that were asked of them."""

    faults: list[str] = field(default_factory=list)
    tables: dict[str, Table] = field(default_factory=dict)  # by where they are: one may be read twice
    asked: dict[str, dict[str, None]] = field(default_factory=dict)

    def all_faults(self) -> tuple[str, ...]:
        """The faults found, then the keys that nobody asked for."""
        return (*dict.fromkeys(self.faults), *(fault for table in self.tables.values() for fault in table.unknown()))

    def known(self) -> tuple[str, ...]:
        """The ways to every key that was asked for (`papers.minimum_photos`), in the order of asking."""
        return tuple(dict.fromkeys(f"{table.way}{key}" for table in self.tables.values() for key in table.asked))


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a profile.

    `at` leads to it as a fault names it (`papers[typical_case].`), `way` without the names of a list's tables. Each
    reading method notes a fault and gives an empty value where something else stands than should; with a default,
    the key may be left out.
    """

    values: Mapping[str, Any]
    reading: Reading
    at: str = ""
    way: str = ""

    def __post_init__(self) -> None:
        self.reading.tables.setdefault(self.at, self)

    @property
    def asked(self) -> dict[str, None]:
        """The keys that were asked for, in the order of asking; of whoever reads this table again, too."""
        return self.reading.asked.setdefault(self.at, {})

    def fault(self, key: str, what: str) -> None:
        self.reading.faults.append(f"{self.at}{key} {what}")

    def has(self, key: str) -> bool:
        self.asked[key] = None
        return key in self.values

    def read(self, key: str, kind: type[T], word: str, empty: T, default: T | None = None) -> T:
        if not self.has(key) and default is not None:
            return default
        value = self.values.get(key)
        if isinstance(value, kind) and (kind is bool or not isinstance(value, bool)):
            return value
        self.fault(key, f"应为{word}，现为 {shown(value)}" if key in self.values else f"没有写，应为{word}")
        return empty

    def text(self, key: str, default: str | None = None) -> str:
        """Words without the space around them."""
        return self.read(key, str, "加引号的文字", "", default).strip()

    def title(self, key: str) -> str:
        """A name that is said in a line: short, without signs that cannot be seen."""
        value = self.text(key)
        if len(value) > _SHOWN:
            self.fault(key, f"应不超过{_SHOWN}个字，现有{len(value)}个")
        elif any(category(c).startswith("C") for c in value):
            self.fault(key, f"里有换行或看不见的字符，现为 {shown(value)}")
        return value

    def whole(self, key: str, *, least: int = 0, most: int | None = None, default: int | None = None) -> int:
        value = self.read(key, int, f"不小于{least}的整数", least, default)
        if value < least:
            self.fault(key, f"应为不小于{least}的整数，现为 {value}")
        if most is not None and value > most:
            self.fault(key, f"应不大于{most}，现为 {value}")
            return most
        return max(value, least)

    def yes(self, key: str, default: bool | None = None) -> bool:
        return self.read(key, bool, " true 或 false", False, default)

    def seconds(self, key: str, *, least: int = 0) -> timedelta:
        return timedelta(seconds=self.whole(key, least=least, most=10**8))

    def minutes(self, key: str, *, least: int = 0) -> timedelta:
        return timedelta(minutes=self.whole(key, least=least, most=10**6))

    def hours(self, key: str, *, least: int = 0) -> timedelta:
        return timedelta(hours=self.whole(key, least=least, most=10**5))

    def days(self, key: str, *, least: int = 0) -> timedelta:
        return timedelta(days=self.whole(key, least=least, most=10**5))

    def day(self, key: str) -> date:
        """A date; date.min where there is none."""
        value = self.read(key, date, "日期（如 2020-10-19，不加引号）", date.min)
        if isinstance(value, datetime):
            self.fault(key, f"应为日期，不带时刻，现为 {shown(value)}")
            return date.min
        if value != date.min and value.year not in _YEARS:
            self.fault(key, f"应在 {_YEARS.start} 年至 {_YEARS.stop - 1} 年之间，现为 {value}")
            return date.min
        return value

    def clock(self, key: str, default: time | None = None) -> time:
        return _plain(self, key, self.read(key, time, "时刻（如 20:00:00）", time(0), default))

    def clocks(self, key: str) -> tuple[time, ...]:
        return tuple(_plain(self, key, clock) for clock in self.list_of(key, time, "时刻"))

    def words(self, key: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        return default if default is not None and not self.has(key) else self.list_of(key, str, "加引号的文字")

    def list_of(self, key: str, kind: type[T], word: str) -> tuple[T, ...]:
        values = self.read(key, list, f"方括号里的若干{word}", [])
        wrong = [value for value in values if not isinstance(value, kind) or isinstance(value, bool)]
        if wrong:
            self.fault(key, f"应为方括号里的若干{word}，其中有 {shown(wrong[0])}")
        return () if wrong else tuple(values)

    def choice(self, key: str, of: type[E], default: E | None = None) -> E:
        """One word of an enumeration; its first where there is none."""
        value = self.read(key, str, _one_of(of), next(iter(of)).value, None if default is None else default.value)
        return self._chosen(key, of, (value,))[0]

    def choices(self, key: str, of: type[E]) -> frozenset[E]:
        return frozenset(self._chosen(key, of, self.words(key)))

    def _chosen(self, key: str, of: type[E], values: Iterable[str]) -> list[E]:
        chosen = []
        for value in values:
            if value not in list(of):
                self.fault(key, f"应为{_one_of(of)}，现为 {shown(value)}{nearest_of(value, list(of))}")
            chosen.append(of(value) if value in list(of) else next(iter(of)))
        return chosen

    def sub(self, key: str, *, required: bool = True) -> Table:
        """The table `[key]`. One that is not there is one fault, whatever is read of it then, or none."""
        at, way = f"{self.at}{key}.", f"{self.way}{key}."
        if not self.has(key):
            if required:
                self.fault(key, f"没有写，应有一节 [{self.way}{key}]")
            return Table({}, Reading(), at, way)
        value = self.values[key]
        if isinstance(value, Mapping):
            return Table(value, self.reading, at, way)
        self.fault(key, f"应为一节 [{self.way}{key}]，现为 {shown(value)}")
        return Table({}, Reading(), at, way)

    def tables(self, key: str, *, required: bool = True) -> tuple[Table, ...]:
        """The tables `[[key]]`."""
        if not self.has(key) and not required:
            return ()
        values = self.read(key, list, f"若干节 [[{self.way}{key}]]", [])
        if not all(isinstance(value, Mapping) for value in values):
            self.fault(key, f"应为若干节 [[{self.way}{key}]]")
            return ()
        names = [name_of(value) or str(i) for i, value in enumerate(values, 1)]
        for name in sorted({name for name in names if names.count(name) > 1}):
            self.fault(key, f"有两节都是 {name}")
        ways = [f"{self.at}{key}[{name}]." for name in names]
        return tuple(Table(v, self.reading, at, f"{self.way}{key}.") for v, at in zip(values, ways, strict=True))

    def unknown(self) -> Iterator[str]:
        """What is written here and was never asked for."""
        for key in self.values:
            if key not in self.asked:
                yield f"不认识的键 {self.at}{key}{nearest_of(key, self.asked, self.at)}"


def name_of(table: Mapping[str, Any]) -> str:
    """What a list's table is called among the others; "" where nothing tells it apart."""
    name = next((table[key] for key in NAMES if isinstance(table.get(key), str | int | date)), "")
    return "".join(c for c in str(name)[:_SHOWN] if c.isprintable())


def nearest_of(word: str, known: Iterable[str], at: str = "") -> str:
    """ "，是不是 …？" with the known word that is most like it, or nothing."""
    found = get_close_matches(word[:_SHOWN], list(known), 1, _LIKE)
    return f"，是不是 {at}{found[0]}？" if found else ""


def shown(value: object) -> str:
    """A value as a fault quotes it: short, on one line."""
    if isinstance(value, date | time):
        return value.isoformat()
    text = _written(value)
    text = "".join(c if c.isprintable() else "\ufffd" for c in text)
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


def _written(value: object) -> str:
    """As it stands in the file, or what it is where that takes more than a line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return f"一节（{'、'.join(map(str, value))}）"
    if isinstance(value, list) and value and all(isinstance(part, Mapping) for part in value):
        return f"若干节（{'、'.join(map(str, value[0]))}），方括号多了一层"
    if isinstance(value, list):
        return f"[{', '.join(map(shown, value[:5]))}]"
    return f"“{value}”" if isinstance(value, str) else str(value)


def _one_of(of: type[StrEnum]) -> str:
    return f" {'、'.join(of)} 之一"


def _plain(table: Table, key: str, clock: time) -> time:
    if clock.microsecond:
        table.fault(key, f"应为时刻（如 20:00:00），现为 {clock}")
    return clock.replace(microsecond=0)

"""Whom and which day a request is about: groups by their city in any short form, teams, a day."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from pypinyin import lazy_pinyin

from domain.lexicons import Lexicon
from domain.papers import short_city
from domain.rosters import Group, Roster

_CHINESE = {c: n for n, c in enumerate("零一二三四五六七八九十")}
_NUMBER = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_TEAMS = re.compile(rf"(?<!\d)第?{_NUMBER}(?:\s*[、,和跟及~至到-]\s*第?{_NUMBER})*\s*号?小?组(?!数)")
_RANGE = re.compile(rf"({_NUMBER})\s*[~至到-]\s*第?({_NUMBER})")
_DATES = (
    re.compile(r"(?:(?P<year>20\d\d)[年./-])?(?P<month>\d{1,2})月(?P<day>\d{1,2})(?:日|号)?"),
    re.compile(r"(?<![\d.])(?:(?P<year>20\d\d)[./-])(?P<month>\d{1,2})[./-](?P<day>\d{1,2})(?![\d.])"),
    re.compile(r"(?<![\d.#-])(?P<month>1[0-2]|0?[1-9])[./](?P<day>\d{1,2})(?![\d.%]|\s*[家个组条倍])"),
    re.compile(r"(?<!\d)(?P<month>0[1-9]|1[0-2])(?P<day>[0-3]\d)(?=\s*的?日报|\s*进度)"),
    re.compile(r"(?<![\d月])(?P<day>[1-3]?\d)(?:日|号)(?!楼|线|炉|车|机|井|池|仓)"),
)
_NAMED_GROUP = re.compile(r"([\u4e00-\u9fff]{2})市?组")


@dataclass(frozen=True, slots=True)
class Targets:
    """What a request names. `groups` are keys, `unknown` words for groups that the roster does not have.

    `everyone`: all groups are meant. `own`: the speaker's own team. `day` is None where none is
    named; `bad_day` is a day as written that no calendar has.
    """

    groups: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    teams: tuple[int, ...] = ()
    everyone: bool = False
    own: bool = False
    day: date | None = None
    bad_day: str = ""


def targets_of(text: str, roster: Roster, today: date, lexicon: Lexicon) -> Targets:
    """Groups, teams and day of a request; a homophone of a city counts for it."""
    plain = _fold(text)
    groups, unknown = groups_named(plain, roster, lexicon)
    day, bad_day = _day_named(plain, today, lexicon)
    return Targets(
        groups=groups,
        unknown=unknown,
        teams=_teams_named(plain),
        everyone=_any(lexicon, "everyone").search(plain) is not None,
        own=_any(lexicon, "own").search(plain) is not None,
        day=day,
        bad_day=bad_day,
    )


def city_names(group: Group) -> tuple[str, ...]:
    """What a group is called by, longest first: its name, its city with and without 市, its key."""
    names = {group.name, group.city, short_city(group), group.key.lower()}
    return tuple(sorted((n for n in names if len(n) > 1), key=len, reverse=True))


def group_called(word: str, roster: Roster) -> str | None:
    """The key of the group that a word names: in any short form, or by a homophone of its city."""
    bare = re.sub(r"^驻", "", re.sub(r"(?:市?(?:暗访)?(?:核查)?组|市|群)$", "", _fold(word).strip())) or word
    for group in roster.groups:
        if bare in city_names(group) or _fold(word).strip() == _fold(group.name):
            return group.key
    sound = lazy_pinyin(bare)
    same = [g.key for g in roster.groups if lazy_pinyin(short_city(g)) == sound]
    return same[0] if len(same) == 1 and len(bare) > 1 else None


def groups_named(text: str, roster: Roster, lexicon: Lexicon) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(keys of the groups named, in order; cities, and words before 组 that look like one, that the roster has not)."""
    found = _literal(text, roster)
    own = (*map(short_city, roster.groups), *(county for group in roster.groups for county in group.counties))
    taken = [(match.start(), match.end()) for match, _ in found]
    keys = [(match.start(), key) for match, key in found]
    unknown = []
    no_place = _any(lexicon, "not_a_place")
    for match in _NAMED_GROUP.finditer(text):
        if no_place.fullmatch(match[1]) or any(start < match.end() and match.start() < end for start, end in taken):
            continue
        key = group_called(match[1], roster)
        if key:
            keys.append((match.start(), key))
        else:
            unknown.append(match[1])
    cities = (match[1] for match in _cities(lexicon).finditer(text))
    unknown += [city for city in cities if not any(place.startswith(city) for place in own)]
    return tuple(dict.fromkeys(key for _, key in sorted(keys))), tuple(dict.fromkeys(unknown))


def _cities(lexicon: Lexicon) -> re.Pattern[str]:
    """A city of the country as a word of its own, or at the head of what is asked."""
    table = lexicon.tables["cities"]
    return _compiled("|".join(table["names"]), "|".join(table["follows"]))


@lru_cache(maxsize=2)
def _compiled(names: str, follows: str) -> re.Pattern[str]:
    return re.compile(rf"(?:^|(?<=[\s,.;:、]))驻?({names})(?={follows})")


def _literal(text: str, roster: Roster) -> list[tuple[re.Match[str], str]]:
    """Where each group is first named as the roster writes it, in any short form."""
    found = []
    for group in roster.groups:
        matches = (re.search(_whole_word(name), text) for name in city_names(group))
        match = next((m for m in matches if m), None)
        if match:
            found.append((match, group.key))
    return found


def _whole_word(name: str) -> str:
    escaped = re.escape(name)
    return rf"(?<![a-z]){escaped}(?![a-z])" if name.isascii() else escaped


def _teams_named(plain: str) -> tuple[int, ...]:
    teams: list[int] = []
    for match in _TEAMS.finditer(plain):
        run = match[0]
        span = _RANGE.search(run)
        if span and 0 < _number(span[2]) - _number(span[1]) <= 20:
            teams += range(_number(span[1]), _number(span[2]) + 1)
        teams += [_number(n) for n in re.findall(_NUMBER, run)]
    return tuple(dict.fromkeys(team for team in teams if team))


def _number(word: str) -> int:
    if word.isdigit():
        return int(word)
    tens, found, ones = word.rpartition("十")
    if not found:
        return _CHINESE.get(word, 0) if len(word) == 1 else 0
    return (_CHINESE.get(tens, 1) if tens else 1) * 10 + (_CHINESE.get(ones, 0) if ones else 0)


def _day_named(plain: str, today: date, lexicon: Lexicon) -> tuple[date | None, str]:
    for pattern in _DATES:
        match = pattern.search(plain)
        if match:
            day = _day_of(match, today)
            return (day, "") if day else (None, match[0])
    for entry in lexicon.tables["commands"]["targets"]["days"]:
        if re.search("|".join(entry["words"]), plain):
            return today + timedelta(days=entry["offset"]), ""
    return None, ""


def _day_of(match: re.Match[str], today: date) -> date | None:
    """The day written; without a year the one nearest to today, without a month in this month."""
    parts = match.groupdict()
    month = int(parts.get("month") or today.month)
    years = [int(parts["year"])] if parts.get("year") else [today.year, today.year - 1, today.year + 1]
    days = [d for d in (_date_or_none(year, month, int(parts["day"])) for year in years) if d]
    return min(days, key=lambda d: abs(d - today)) if days else None


def _date_or_none(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _any(lexicon: Lexicon, key: str) -> re.Pattern[str]:
    entries: Iterable[str] = lexicon.tables["commands"]["targets"][key]
    return re.compile("|".join(f"(?:{entry})" for entry in entries))


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text[:400]).lower()

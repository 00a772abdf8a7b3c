"""Which obligation words are about (免交 青石 附件3 封控): groups, papers, a day or a round; then free words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from domain.integrity_papers import round_named
from domain.lexicons import Lexicon
from domain.obligation_rules import ObligationRule
from domain.rosters import Roster
from domain.targets import city_names, group_called, targets_of

_READ_AT_MOST = 400  # characters
_BETWEEN = re.compile(r"[\s,、:;.。!()的和及与了把将请]+")
_ANY_GROUP = re.compile(r"驻?([\u4e00-\u9fff]{2,4}?)市?组")
_DAY = re.compile(r"(?:20\d\d[年./-])?\d{1,2}(?:月\d{1,2}[日号]?|[日号]|[./]\d{1,2}(?!\d))|[今昨前明][天日]|本日")
_ROUND = re.compile(r"第?[\d一二三四五六七八九]轮次?")
_EDGES = " \t\n\u3000，,。;；：:()（）"
_LEAD_IN = re.compile(r"^(?:原因是?|理由是?|因为|由于)[\s:]*")


#: What may stand in the head: words that say nothing, or (kind, words, the keys that such words stand for).
_Look = re.Pattern[str] | tuple[str, re.Pattern[str], Callable[[str], tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class DutyNamed:
    """`groups` and `rules` are keys in the order named, `unknown` groups that the roster does not have.

    `day` and `round` are None where none is named, `bad_day` is a day as written that no calendar has. `rest` is what
    follows, as typed. `everyone`: all groups are named at once; `days`: more than one day is.
    """

    groups: tuple[str, ...]
    unknown: tuple[str, ...]
    rules: tuple[str, ...]
    day: date | None
    bad_day: str
    round: int | None
    rest: str
    everyone: bool = False
    days: bool = False


def duty_named(
    words: str, verbs: re.Pattern[str], roster: Roster, rules: Sequence[ObligationRule], today: date, lexicon: Lexicon
) -> DutyNamed:
    """What the head of a request names; `verbs` are the words that make it one, wherever in the head they stand."""
    words = words[:_READ_AT_MOST]
    folded = "".join(n if len(n := unicodedata.normalize("NFKC", c).lower()) == 1 else c for c in words)
    found: dict[str, list[str]] = {
        kind: [] for kind in ("group", "unknown", "rule", "day", "round", "everyone", "span")
    }
    looks, at = (_BETWEEN, verbs, *_patterns(roster, rules, lexicon)), 0
    while at < len(folded):
        step = next(_steps(looks, folded, at), None)
        if step is None:
            break
        at, kind, key = step
        if kind:
            found[kind].append(key)
    days = targets_of(" ".join(found["day"]), roster, today, lexicon)
    number = round_named(found["round"][0]) if found["round"] else None
    groups, unknown, keys = (tuple(dict.fromkeys(found[kind])) for kind in ("group", "unknown", "rule"))
    rest = _LEAD_IN.sub("", words[at:].strip(_EDGES)).strip(_EDGES)
    several = bool(found["span"]) or len(set(found["day"])) > 1
    return DutyNamed(
        groups,
        unknown,
        keys,
        days.day,
        days.bad_day,
        number,
        rest,
        bool(found["everyone"]),
        bool(found["day"]) and several,
    )


def _steps(looks: Sequence[_Look], folded: str, at: int) -> Iterator[tuple[int, str, str]]:
    """What may stand at this place: where it ends, its kind ("" for what says nothing) and its key."""
    for look in looks:
        if isinstance(look, re.Pattern):
            match = look.match(folded, at)
            if match and match.end() > at:
                yield match.end(), "", ""
            continue
        kind, pattern, keys = look
        match = pattern.match(folded, at)
        if match and match.end() > at:
            for key in keys(match[0]):
                yield match.end(), kind, key


def _patterns(roster: Roster, rules: Sequence[ObligationRule], lexicon: Lexicon) -> Iterator[_Look]:
    for group in roster.groups:
        names = "|".join(re.escape(name.lower()) for name in city_names(group))
        yield "group", re.compile(rf"驻?(?:{names})市?(?:暗访核查)?组?"), lambda _, key=group.key: (key,)  # type: ignore[misc]
    for rule in rules:
        table = lexicon.tables["papers"].get(rule.key, {})
        literal = "|".join(re.escape(name.lower()) for name in (rule.name, rule.short))
        pattern = f"{literal}|{table['names_pattern']}" if "names_pattern" in table else literal
        yield "rule", re.compile(pattern), lambda _, key=rule.key: (key,)  # type: ignore[misc]
    yield "round", _ROUND, lambda word: (word,)
    yield "day", _DAY, lambda word: (word,)
    yield "span", lexicon.any_of("excuses", "spans"), lambda word: (word,)
    yield "everyone", lexicon.any_of("commands", "targets", "everyone"), lambda word: (word,)
    yield "group", _ANY_GROUP, lambda word: tuple(filter(None, [group_called(word, roster)]))
    yield "unknown", _ANY_GROUP, lambda word: (word,)

"""What somebody orders of a visit: 更正 #12 县区 云台，立行立改; forgiving of punctuation. The words are data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from domain.edits import NO, YES, Change, EditFault, Field
from domain.gazetteers import find_county, of_group
from domain.lexicons import Lexicon
from domain.reading.lists import chinese_number
from domain.reading.texts import canonical
from domain.rosters import Group
from domain.visits import Outcome

LONGEST_PROBLEM = 400  # characters
LONGEST_NAME = 60
_NUMBER = re.compile(r"(?:#|编号|第)?\s{0,2}(\d{1,6})\s{0,2}(?:号|条)?")
_MARKED_NUMBER = re.compile(r"#\s{0,2}(\d{1,6})(?!\d|\s?-\s?\d)")
_ORDINAL = r"\d{1,2}|[一二两三四五六七八九十]{1,2}"
_TEAM = re.compile(rf"第?({_ORDINAL})\s?号?(?:小?组)?")
_SIGNS = " \t\n，；。、：:,"
_STOP = r"[，；。\n]"
_REASON = re.compile(r"[（(]\s*([^（）()]{1,80})\s*[）)]\s*$")


@dataclass(frozen=True, slots=True)
class BadEdit:
    """`word` is what was not understood, as typed."""

    fault: EditFault
    word: str = ""


@dataclass(frozen=True)
class _Words:
    """The words of the lexicon as patterns."""

    table: Mapping[str, Any]

    @cached_property
    def labels(self) -> re.Pattern[str]:
        named = "|".join(f"(?P<{field}>{_any(words)})" for field, words in self.table["labels"].items())
        return re.compile(f"(?:{named})")

    @cached_property
    def problem(self) -> re.Pattern[str]:
        strike, further = _any(self.table["strike"]), _any(self.table["further"])
        numbered = rf"第\s?(?P<m>{_ORDINAL})[个条项]?问题|问题\s?(?P<n>{_ORDINAL})"
        return re.compile(rf"(?:(?P<further>{further})|(?P<struck>{strike})?\s*(?:{numbered}))\s*")

    @cached_property
    def of_it(self) -> re.Pattern[str]:
        """What stands between the number and the name of a field: 12号点位的县区."""
        return re.compile(rf"(?:[{_SIGNS}]*(?:{_any(self.table['of_it'])})+(?={self.labels.pattern}))?")

    @cached_property
    def wrong(self) -> re.Pattern[str]:
        return re.compile(rf"[{_SIGNS}]*(?:(?:{_any(self.table['wrong'])})[{_SIGNS}]*)?")

    @cached_property
    def into(self) -> re.Pattern[str]:
        return re.compile(rf"\s*(?:{_any(self.table['into'])})?\s*")

    @cached_property
    def instead(self) -> re.Pattern[str]:
        """A改为B: what was, before what is to be."""
        return re.compile(r"^[^，；。\n]{1,40}?(?:更正为|改为|改成|应为|应该是|应是|换成|->|→)\s*")

    @cached_property
    def lead(self) -> re.Pattern[str]:
        return re.compile(rf"(?:{_any(self.table['lead'])}|[{_SIGNS}])*")

    @cached_property
    def strike(self) -> re.Pattern[str]:
        return re.compile(rf"(?:{_any(self.table['strike'])})[了掉吧。]?")

    @cached_property
    def value_end(self) -> re.Pattern[str]:
        """Where the value of a named field ends: at a stop, or at a blank with another name after it."""
        return re.compile(rf"{_STOP}|\s+(?={self.labels.pattern})")

    @cached_property
    def next_field(self) -> re.Pattern[str]:
        """Where the words of a problem end."""
        label = _any([word for words in self.table["labels"].values() for word in words])
        return re.compile(rf"[；。\n]|[，\s](?={self.problem.pattern}|(?:{label})\s*(?:[：\s]|改为|改成|应为|更正为))")


def numbers_in(text: str) -> tuple[int, ...]:
    """The numbers of visits that a text names, each once: those with a #, else the first bare one."""
    words = canonical(text)
    marked = tuple(dict.fromkeys(int(number) for number in _MARKED_NUMBER.findall(words)))
    if marked:
        return marked
    return tuple(dict.fromkeys(int(number) for number in re.findall(r"(?<![\d-])(\d{1,6})(?![\d-])", words)))


def reason_in(text: str) -> str:
    """What stands in brackets at the end of a text, or after its number."""
    words = canonical(text)
    found = _REASON.search(words)
    if found:
        return found[1].strip(_SIGNS)
    number = _NUMBER.search(words)
    return words[number.end() :].strip(_SIGNS)[:80] if number else ""


def names_in(text: str) -> tuple[str, ...]:
    """The pieces that a split names, as typed: after the number, parted by ； or line breaks, else by 、 or 和."""
    words = canonical(text)
    number = _NUMBER.search(words)
    rest = re.sub(r"^\s*(?:拆分|拆开|分开|分|拆)?(?:成|为)?[\s：，:]*", "", words[number.end() :]) if number else ""
    for sign in (r"[；\n]", r"[、]|\s+(?:和|与|跟)\s+|\s{1,4}"):
        pieces = tuple(one for piece in re.split(sign, rest) if (one := piece.strip(_SIGNS)))
        if len(pieces) > 1:
            return pieces
    return ()


def outcome_in(said: str, lexicon: Lexicon) -> Outcome | None:
    """The outcome that some words are the name of; None for any others."""
    plain = "".join(c for c in said if c.isalnum())
    for outcome, entries in lexicon.tables["commands"]["edits"]["outcomes"].items():
        if re.fullmatch(_any(entries), plain):
            return Outcome(outcome)
    return None


def changes_in(
    text: str, group: Group, categories: Mapping[str, str], lexicon: Lexicon
) -> tuple[Change, ...] | BadEdit:
    """What a text sets of the visit it names; all of it is understood, or nothing is done.

    `categories` are the names of the campaign's categories by their keys.
    """
    words = _Words(lexicon.tables["commands"]["edits"])
    said = canonical(text)
    number = _NUMBER.search(said)
    if number is None:
        return BadEdit(EditFault.NO_NUMBER)
    found: list[Change] = []
    for one in _Reader(words, group, categories, lexicon).read(said[number.end() :]):
        if isinstance(one, BadEdit):
            return one
        found.append(one)
    return tuple(found) or BadEdit(EditFault.NOTHING)


def fault_of(changes: Sequence[Change], group: Group, categories: Mapping[str, str]) -> BadEdit | None:
    """What cannot be set of a visit of this group, whoever gave the value."""
    return next(filter(None, (_fault_of(change, group, categories) for change in changes)), None)


def _fault_of(change: Change, group: Group, categories: Mapping[str, str]) -> BadEdit | None:
    value = change.value
    match change.field:
        case Field.PLACE | Field.PROBLEM:
            if len(value) > (LONGEST_NAME if change.field is Field.PLACE else LONGEST_PROBLEM):
                return BadEdit(EditFault.TOO_LONG)
            is_named = change.field is Field.PROBLEM or any(c.isalnum() for c in value)
            return None if is_named else BadEdit(EditFault.NOT_UNDERSTOOD, "名称")
        case Field.COUNTY:
            is_known, fault = value in group.counties, EditFault.UNKNOWN_COUNTY
        case Field.TEAM:
            is_known, fault = value in map(str, group.teams), EditFault.UNKNOWN_TEAM
        case Field.OUTCOME:
            is_known, fault = value in set(Outcome), EditFault.UNKNOWN_OUTCOME
        case Field.CATEGORIES:
            is_known, fault = set(value.split(",")) <= categories.keys(), EditFault.UNKNOWN_CATEGORY
        case _:
            is_known, fault = value in (YES, NO), EditFault.NOT_UNDERSTOOD
    return None if is_known else BadEdit(fault, value)


@dataclass(frozen=True)
class _Reader:
    words: _Words
    group: Group
    categories: Mapping[str, str]
    lexicon: Lexicon

    def read(self, body: str) -> Iterator[Change | BadEdit]:
        """Each thing said, from the front."""
        at = self._start(body, _after(self.words.of_it, body))
        while at < len(body):
            problem = self.words.problem.match(body, at)
            label = self.words.labels.match(body, at)
            if problem:
                end = self._problem_end(body, problem)
                yield self._problem(problem, body[problem.end() : end])
            elif label and label.lastgroup:
                end = self._value_end(body, label.end())
                yield from self._labelled(label.lastgroup, body[label.end() : end])
            else:
                end = _piece_end(body, at)
                yield self._bare(body[at:end])
            at = self._start(body, end)

    def _start(self, body: str, at: int) -> int:
        return _after(self.words.lead, body, at)

    def _problem_end(self, body: str, problem: re.Match[str]) -> int:
        match = self.words.next_field.search(body, problem.end())
        return match.start() if match else len(body)

    def _value_end(self, body: str, at: int) -> int:
        """Where the value of a named field ends; what parts the name from it does not end it."""
        at = _after(self.words.wrong, body, at)
        match = self.words.value_end.search(body, at)
        return match.start() if match else len(body)

    def _problem(self, problem: re.Match[str], said: str) -> Change | BadEdit:
        value = self._new_value(said)
        mark = problem["n"] or problem["m"]
        number = chinese_number(mark) if mark else 0
        if number and (problem["struck"] or self.words.strike.fullmatch(value)):
            return Change(Field.PROBLEM, "", number)
        if not value:
            return BadEdit(EditFault.NOT_UNDERSTOOD, problem.group())
        return Change(Field.PROBLEM, value, number) if len(value) <= LONGEST_PROBLEM else BadEdit(EditFault.TOO_LONG)

    def _labelled(self, label: str, said: str) -> Iterator[Change | BadEdit]:
        """A field by its name; what follows its value after a blank may be another that needs no name."""
        value = self._new_value(self.words.instead.sub("", said[_after(self.words.wrong, said) :]))
        first, *more = value.split() or [""]
        if label in (Field.INDUSTRIAL, Field.LOOKBACK):
            answered = next((a for a, key in ((NO, "no"), (YES, "yes")) if first in self.words.table[key]), "")
            yield Change(Field(label), answered or YES)
            yield from (self._bare(piece) for piece in (more if answered else value.split()))
            return
        if label == Field.PLACE:
            rest = [self._bare(piece) for piece in more]
            known = [one for one in rest if isinstance(one, Change)]
            name = first if len(known) == len(rest) else value
            yield self._name(name)
            yield from known if name == first else ()
            return
        yield self._value(Field(label), value if label == Field.CATEGORIES else first)
        yield from (self._bare(piece) for piece in more) if label != Field.CATEGORIES else ()

    def _new_value(self, said: str) -> str:
        return said[_after(self.words.into, said) :].strip(_SIGNS)

    def _name(self, name: str) -> Change | BadEdit:
        if not any(c.isalnum() for c in name):
            return BadEdit(EditFault.NOT_UNDERSTOOD, "名称")
        return Change(Field.PLACE, name) if len(name) <= LONGEST_NAME else BadEdit(EditFault.TOO_LONG)

    def _value(self, field: Field, said: str) -> Change | BadEdit:
        if field is Field.COUNTY:
            county = self._county(said)
            return Change(field, county) if county else BadEdit(EditFault.UNKNOWN_COUNTY, said)
        if field is Field.TEAM:
            return self._team(said) or BadEdit(EditFault.UNKNOWN_TEAM, said)
        if field is Field.OUTCOME:
            return self._outcome(said) or BadEdit(EditFault.UNKNOWN_OUTCOME, said)
        names = [name for name in re.split(r"[、\s和与]+", said) if name]
        keys = {self._category(name) for name in names}
        if not names or "" in keys:
            return BadEdit(EditFault.UNKNOWN_CATEGORY, said)
        return Change(Field.CATEGORIES, ",".join(sorted(keys)))

    def _bare(self, said: str) -> Change | BadEdit:
        """A value that tells by itself of which field it is: 立行立改, 非工业, 云台县."""
        said = said.strip(_SIGNS)
        plain = "".join(c for c in self._new_value(said) if c.isalnum())
        for field in (Field.INDUSTRIAL, Field.LOOKBACK):
            if re.fullmatch(_any(self.words.table["not"][field]), plain):
                return Change(field, NO)
        county = self._county(plain)
        named = Change(Field.COUNTY, county) if county and len(plain) <= len(county) + 2 else None
        team = self._team(plain) if plain.endswith("组") else None
        return self._outcome(plain) or team or named or BadEdit(EditFault.NOT_UNDERSTOOD, said)

    def _county(self, said: str) -> str | None:
        return find_county(said, of_group(self.group))

    def _team(self, said: str) -> Change | None:
        match = _TEAM.fullmatch(said.strip())
        number = chinese_number(match[1]) if match else 0
        return Change(Field.TEAM, str(number)) if number in self.group.teams else None

    def _outcome(self, said: str) -> Change | None:
        outcome = outcome_in(said, self.lexicon)
        return Change(Field.OUTCOME, outcome.value) if outcome else None

    def _category(self, said: str) -> str:
        return next((key for key, name in self.categories.items() if said in (name, key)), "")


def _after(pattern: re.Pattern[str], text: str, at: int = 0) -> int:
    """Where a match that begins at `at` ends; `at` without one."""
    match = pattern.match(text, at)
    return match.end() if match else at


def _piece_end(body: str, at: int) -> int:
    match = re.compile(rf"[{_SIGNS}]").search(body, at + 1)
    return match.start() if match else len(body)


def _any(entries: list[str]) -> str:
    return "|".join(f"(?:{entry})" for entry in sorted(entries, key=len, reverse=True))

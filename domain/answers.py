"""Answers to what the bot has asked: which county a visit lies in, told in a word or two."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from domain.assembling.names import meant
from domain.lexicons import Lexicon
from domain.readings import read
from domain.rosters import SPEAKING_ROLES, Group, Person
from domain.visits import Visit

_READ_AT_MOST = 30  # characters: an answer is short
_BARE = 3  # characters beside the county that somebody says who answers in a word: 是…的
_NUMBER = re.compile(r"(?:#|第|^)\s{0,2}(\d{1,6})(?=号|条|[\s,，:：是在])")
_NUMBERS_OF_OURS = re.compile(r"#(\d{1,6}) ")


@dataclass(frozen=True, slots=True)
class CountyTold:
    """A county, and the number of the visit it is said of, if one is named. `bare`: hardly anything else is said."""

    county: str
    number: int | None
    bare: bool


def county_told(text: str, group: Group, lexicon: Lexicon, day: date) -> CountyTold | None:
    """What a text tells that may answer; None for anything that reports, asks or commands more than that."""
    if not any(county[:2] in text for county in group.counties):
        return None
    if not 2 <= len(text.strip()) <= _READ_AT_MOST or "\n" in text.strip() or re.search("[?？吗几]", text):
        return None
    numbered = _NUMBER.search(text)
    said = (text[: numbered.start()] + text[numbered.end() :] if numbered else text).strip("#＃ ，,：:。.号条")
    (first, *more) = read(said, group, lexicon, day)
    if more or first.county is None or first.outcome is not None or first.findings:
        return None
    bare = len(said) <= len(first.county) + _BARE and first.county[:2] in said
    return CountyTold(first.county, int(numbered[1]) if numbered else None, bare)


def numbers_asked(post: str) -> tuple[int, ...]:
    """The visits that a post of ours speaks of."""
    return tuple(int(number) for number in _NUMBERS_OF_OURS.findall(post))


def answered(
    told: CountyTold, text: str, sender: Person, asked: Sequence[Visit], quoted: Collection[int], group: Group
) -> Visit | None:
    """Which of the visits that were asked about (the newest first) is meant.

    By its number, then by its name, else, of those in the post that is quoted or, in a bare answer, of all: the
    sender's own, his team's, or the only one.
    """
    if told.number is not None:
        return next((visit for visit in asked if visit.number == told.number), None)
    among = [visit for visit in asked if visit.number in quoted] if quoted else list(asked)
    named = meant(text, [visit.place for visit in among], group) if len(among) > 1 or not told.bare else None
    if named is not None:
        return among[named]
    if not (quoted or told.bare):
        return None
    own = [visit for visit in among if visit.author == sender.id]
    team = [visit for visit in among if sender.team is not None and visit.team == sender.team]
    only = among if len(among) == 1 and sender.role in SPEAKING_ROLES else []
    return next(iter([*own, *team, *only]), None)

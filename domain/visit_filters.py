"""Which records somebody wants listed: words to look for, and facts that a record must have."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from domain.rosters import Person
from domain.visits import Outcome, place_key

LONGEST_QUERY = 60  # characters
_MOST_TERMS = 4
_MOST_PEOPLE = 20


@dataclass(frozen=True, slots=True)
class Term:
    """One thing looked for: words as `folded` has them, or a record's number, or anything these people said."""

    words: str
    number: int | None = None
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Within:
    """Of these groups, told from `since` up to `until` (None: still now) on its own day, or later, of such a day."""

    groups: frozenset[str]
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Lacking:
    """What the scheme asks for: of these outcomes so many videos and photos; and a county of all."""

    outcomes: frozenset[Outcome]
    videos: int
    photos: int


@dataclass(frozen=True, slots=True)
class VisitFilter:
    """All of it must hold; None, "" or nothing asks for nothing. `groups` are those that may be looked at.

    `within` are alternatives: made inside one of them (None: anywhere). `signed` False: of what is to be signed, what
    nobody has signed. `withdrawn`: those that count no longer instead of those that do.
    """

    groups: tuple[str, ...]
    terms: tuple[Term, ...] = ()
    first: date | None = None
    last: date | None = None
    team: int | None = None
    county: str = ""
    category: str = ""
    outcome: Outcome | None = None
    place: str = ""
    urgent: bool = False
    withdrawn: bool = False
    signed: bool | None = None
    to_sign: frozenset[Outcome] = frozenset()
    within: tuple[Within, ...] | None = None
    lacking: Lacking | None = None


def folded(text: str) -> str:
    """What is looked for and what is looked in: without spaces and signs, in lower case."""
    return place_key(text).lower()


def terms_of(query: str, people: Iterable[Person]) -> tuple[Term, ...]:
    """What a query asks for, word by word: a number (#12), or words of a record, or the name of who spoke."""
    known = list(people)
    found = []
    for word in query[:LONGEST_QUERY].split()[:_MOST_TERMS]:
        words = folded(word)
        if not words:
            continue
        named = tuple(person.id for person in known if words in folded(person.name))[:_MOST_PEOPLE]
        number = int(words) if words.isascii() and words.isdigit() and len(words) <= 7 else None
        found.append(Term(words, number, named))
    return tuple(found)

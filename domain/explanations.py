"""Explanations (来源): which words gave each field of a visit its value, found by leaving words out.

A field's words are those clauses of a message without which it would be read otherwise: what the reader
itself goes by, however its rules came to it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.calendars import day_of
from domain.gazetteers import find_county, of_group
from domain.lexicons import Lexicon
from domain.messages import Kind, Message
from domain.reading.texts import canonical
from domain.readings import Reading, read
from domain.rosters import Group, Person
from domain.visits import Part, Visit, place_key

_CLAUSE = re.compile(r"[^，。；！？\n]+[，。；！？\n]?")
_MOST_CLAUSES = 40  # of a message; each is left out once
_TELLING = frozenset({Part.WORDS, Part.ADDITION, Part.CORRECTION, Part.REPEAT})


class Field(StrEnum):
    """The fields of a visit that have reasons."""

    PLACE = "place"
    COUNTY = "county"
    TEAM = "team"
    INDUSTRIAL = "industrial"
    LOOKBACK = "lookback"
    OUTCOME = "outcome"
    URGENT = "urgent"
    CATEGORIES = "categories"
    PROBLEMS = "problems"


class Basis(StrEnum):
    """What a value rests on."""

    WORDS = "words"  # of a message: `words` of it
    PIN = "pin"  # the label of a location
    SENDER = "sender"  # the sender's own team
    MARK = "mark"  # a dispatcher's hand
    HAND = "hand"  # set by hand: the edits say by whom and when
    NAME = "name"  # the place's name alone
    WHOLE = "whole"  # the messages as a whole; no clause alone decides
    NOTHING = "nothing"  # no message says it


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a field has its value. `at` and `words` are those of the message; `words` is "" where no clause decides."""

    field: Field
    basis: Basis
    message_id: str | None = None
    at: datetime | None = None
    words: str = ""


_VALUES: Mapping[Field, Callable[[Reading | Visit], object]] = {
    Field.PLACE: lambda one: place_key(one.place),
    Field.COUNTY: lambda one: one.county,
    Field.TEAM: lambda one: one.team,
    Field.INDUSTRIAL: lambda one: one.industrial,
    Field.LOOKBACK: lambda one: one.lookback,
    Field.OUTCOME: lambda one: one.outcome,
    Field.URGENT: lambda one: one.urgent,
    Field.CATEGORIES: lambda one: one.categories,
    Field.PROBLEMS: lambda one: len(one.findings),
}


def explain(
    visit: Visit, messages: Mapping[str, Message], people: Mapping[str, Person], group: Group, lexicon: Lexicon
) -> tuple[Reason, ...]:
    """A reason for each field that has something to explain, in the order of Field.

    `messages` are those linked to the visit, by id; one that is no longer there explains nothing.
    """
    texts = [
        messages[link.message_id]
        for link in visit.links
        if link.kind is Kind.TEXT and link.part in _TELLING and link.message_id in messages
    ]
    found = []
    for field in Field:
        value = _VALUES[field](visit)
        if value in (False, None, frozenset(), 0, ""):
            continue
        if field in _by_hand(visit):
            found.append(Reason(field, Basis.HAND))
            continue
        found.append(
            _by_words(field, visit, texts, group, lexicon) or _otherwise(field, visit, messages, people, group)
        )
    return tuple(found)


def _by_hand(visit: Visit) -> frozenset[Field]:
    """The fields that a hand has set, wholly or in part."""
    hand = visit.hand
    told = {field for field in Field if getattr(hand, field.value, None) is not None}
    return frozenset(told | ({Field.PROBLEMS} if hand.rewritten or hand.added else set()))


def _by_words(field: Field, visit: Visit, texts: Sequence[Message], group: Group, lexicon: Lexicon) -> Reason | None:
    """The first message that gives the field its value, and its clauses that do; for sets, one that gives a part."""
    value_of, parted = _VALUES[field], None
    for message in texts:
        reading = _reading_of(message.text, message, visit, group, lexicon)
        if reading is None:
            continue
        value, wanted = value_of(reading), value_of(visit)
        if value == wanted:
            words = _deciding(field, message, visit, group, lexicon)
            basis = Basis.NAME if field is Field.INDUSTRIAL and not words else Basis.WORDS if words else Basis.WHOLE
            return Reason(field, basis, message.id, message.at, words)
        if parted is None and field in (Field.CATEGORIES, Field.PROBLEMS) and value:
            parted = Reason(field, Basis.WHOLE, message.id, message.at)
    return parted


def _deciding(field: Field, message: Message, visit: Visit, group: Group, lexicon: Lexicon) -> str:
    """The clauses of a message without which the field would have another value; "" where there are none."""
    text = canonical(message.text)
    clauses = [match for match in _CLAUSE.finditer(text)][:_MOST_CLAUSES]
    value_of = _VALUES[field]
    with_all = _reading_of(text, message, visit, group, lexicon)
    needed = []
    for clause in clauses:
        without = text[: clause.start()] + text[clause.end() :]
        reading = _reading_of(without, message, visit, group, lexicon)
        if with_all is not None and (reading is None or value_of(reading) != value_of(with_all)):
            needed.append(clause.group().strip("，。；！？\n "))
    return "；".join(needed)


def _reading_of(text: str, message: Message, visit: Visit, group: Group, lexicon: Lexicon) -> Reading | None:
    """What a text says of this visit: of a list, the item of its place."""
    readings = read(text, group, lexicon, day_of(message.at))
    if len(readings) == 1:
        return readings[0]
    return next((one for one in readings if place_key(one.place) == place_key(visit.place)), None)


def _otherwise(
    field: Field, visit: Visit, messages: Mapping[str, Message], people: Mapping[str, Person], group: Group
) -> Reason:
    """The reason of what no words say."""
    if field is Field.URGENT and visit.marked:
        return Reason(field, Basis.MARK)
    if field is Field.TEAM:
        author = people.get(visit.author)
        return Reason(field, Basis.SENDER if author and author.team == visit.team else Basis.NOTHING)
    if field is Field.COUNTY:
        for link in visit.links:
            pin = messages.get(link.message_id) if link.kind is Kind.LOCATION else None
            if pin is not None and find_county(pin.text, of_group(group)) == visit.county:
                return Reason(field, Basis.PIN, pin.id, pin.at, pin.text)
    return Reason(field, Basis.WHOLE)

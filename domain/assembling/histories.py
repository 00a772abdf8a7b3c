"""Histories: a visit's fields as its words tell them from first to last, for when one of them is taken back."""

from __future__ import annotations

from dataclasses import replace

from domain.assembling.amendments import added_to, corrected, renames
from domain.assembling.pasts import Past
from domain.assembling.reports import fresh, merged
from domain.calendars import day_of
from domain.lexicons import Lexicon
from domain.messages import Kind
from domain.readings import Reading, read
from domain.rosters import Group
from domain.visits import Link, Outcome, Part, Visit

_TELLING = frozenset({Part.WORDS, Part.CORRECTION, Part.ADDITION})


def retold(visit: Visit, past: Past, group: Group, lexicon: Lexicon) -> Visit:
    """The visit with the fields that its remaining words give it."""
    links = [link for link in visit.links if link.kind is Kind.TEXT and link.part in _TELLING]
    if not links or links[0].part is not Part.WORDS:
        return visit
    first = _first(visit, links[0], past, group, lexicon)
    if first is None:
        return visit
    told = fresh(visit, first)
    for link in links[1:]:
        told = _with(told, link, past, group, lexicon)
    return told


def _first(visit: Visit, link: Link, past: Past, group: Group, lexicon: Lexicon) -> Reading | None:
    """What the first words say of this visit: of a list, the item at its place among the visits."""
    message = past.message(link.message_id)
    if message is None:
        return None
    readings = read(message.text, group, lexicon, day_of(message.at))
    numbers = sorted(one.number or 0 for one in past.visits_of(link.message_id))
    position = numbers.index(visit.number or 0) if visit.number in numbers else 0
    if len(readings) != max(1, len(numbers)):
        return None
    reading = readings[position]
    return reading if reading.place and reading.outcome is not None else None


def _with(visit: Visit, link: Link, past: Past, group: Group, lexicon: Lexicon) -> Visit:
    """The visit after one more of its texts."""
    message = past.message(link.message_id)
    if message is None:
        return visit
    reading = read(message.text, group, lexicon, day_of(message.at))[0]
    if link.part is Part.CORRECTION:
        return corrected(visit, reading, lexicon)
    if link.part is Part.ADDITION:
        return added_to(visit, reading, renames(reading, lexicon))
    return merged(visit, replace(reading, outcome=reading.outcome or Outcome.CLEAN))

"""Slots: names of no known kind, by where they stand: after the county, or where a report begins."""

from __future__ import annotations

import re
from itertools import islice

from domain.gazetteers import Gazetteer
from domain.reading.places import Place, PlacePatterns, stripped
from domain.reading.texts import segments

_SPEAKS_OF_ONE = re.compile("那个|这个|那家|这家|一[家处个]|有[家个]")
_STATES = ("clean", "corrected", "handover", "violation", "shut", "idle", "unsettled", "settled")


def after_county(words: str, places: Gazetteer, patterns: PlacePatterns) -> Place | None:
    """A name of no known kind, alone, right after the county or in the place of a name."""
    odd = (patterns.object, patterns.lexicon.things, patterns.lead, patterns.told)
    before: str | None = None
    for part in segments(words, 8):
        county, rest = stripped(part.text, places, patterns)
        name = rest if before and not county else rest if county and rest != part.text else ""
        if not name and before and not rest:
            continue  # 回头看, 转办件 between the county and the name
        if 2 <= len(name) <= 22 and (before or county) and not patterns.never.search(name):
            known = not any(pattern.search(name) for pattern in odd)
            if patterns.tail.search(name) and (len(name) > 5 or known):
                return Place(name, 6.0, part.start, part.end, county or before)
            if len(name) <= 12 and known:
                return Place(name, 4.0, part.start, part.end, county or before)
        before = places.county_of(part.text)
    return None


def due_name(words: str, places: Gazetteer, patterns: PlacePatterns) -> Place | None:
    """What stands where a report names its place, whatever it looks like; for words that tell a verdict.

    Only right behind a county, and only words that tell nothing of the state themselves.
    """
    lexicon = patterns.lexicon
    known: str | None = None
    for part in islice(segments(words), 4):
        county, rest = stripped(part.text, places, patterns)
        known = county or known
        if known is None or not rest:
            continue
        if not 3 <= len(rest) <= 22 or patterns.object.search(rest):
            return None
        thing = lexicon.things.search(rest) and not _SPEAKS_OF_ONE.search(rest)
        states = any(lexicon.any_of("outcomes", key).search(rest) for key in _STATES)
        if not (thing or states or lexicon.any_fault.search(rest) or rest[0].isdigit()):
            return Place(rest, 3.5, part.start, part.end, known)
        return None
    return None

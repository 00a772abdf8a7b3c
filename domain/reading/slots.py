"""Slots: names of no known kind, by where they stand: right after the county, in a segment of their own."""

from __future__ import annotations

from domain.gazetteers import Gazetteer
from domain.reading.place_patterns import PlacePatterns
from domain.reading.places import Place, stripped
from domain.reading.texts import segments


def after_county(words: str, places: Gazetteer, patterns: PlacePatterns) -> Place | None:
    """A name of no known kind, alone, right after the county or in the place of a name."""
    odd = (patterns.object, patterns.lexicon.things, patterns.lead, patterns.told)
    before: str | None = None
    for part in segments(words)[:8]:
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

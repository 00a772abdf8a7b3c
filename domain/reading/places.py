"""Places: the name of the place that a text reports, wherever its author has put it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from domain.gazetteers import Gazetteer, city_stem
from domain.reading.place_patterns import PlacePatterns
from domain.reading.texts import PIN, Segment, segments

_LONGEST = 30
_SURE = 9.0  # from here on a name is hardly another thing
_BEST = 12  # the score of a company's full name set apart
_SLOT = 22  # characters of a segment that can be a name as a whole
_LEADING = re.compile("[是在到了完看去的]")
_SPEECH = 12  # characters of a segment from which on it may be speech
_LED_UP = 24  # characters within which a county may come that words lead up to
_SLOT_BONUS = 3.0  # what a name gains where a name is looked for first
_WHOLE = 6.5  # from here on a candidate is the whole of its segment
_LATER = 0.35  # what a name loses for each segment before it
_TRIM = " \"'“”·.。，:：-、*"


@dataclass(frozen=True, slots=True)
class Place:
    """A place's name; `score` says how sure it is (10 and more: a full name set apart).

    `start` and `end` are where its segment stands in the canonical text; `county` stood with it.
    """

    name: str
    score: float
    start: int
    end: int
    county: str | None = None


@dataclass(slots=True)
class _Search:
    """What the segments looked at so far have told.

    `address` is the town or the whereabouts that stood by itself right before. `is_open`: nothing has been said yet
    but team, time, county and the like, so that a name is looked for first. `village`: one that stood by itself.
    `first`: words at the very beginning that are no name of a known kind.
    """

    best: Place | None = None
    rank: float = 0.0
    county: str | None = None
    address: str = ""
    village: str = ""
    first: str = ""
    is_open: bool = True


def find_place(text: str, places: Gazetteer, patterns: PlacePatterns) -> Place | None:
    """The best candidate among the first segments of a canonical text, or None."""
    search = _Search()
    later = PIN in text or patterns.renamed.search(text) is not None
    for index, segment in enumerate(segments(text)):
        if search.best is not None and search.rank >= _BEST - _LATER * index and not later:
            break
        segment = _named_late(segment, patterns)
        rest = _rest(segment, search, places, patterns)
        candidate, in_slot = _offered(segment, rest, search, places, patterns)
        if candidate is None and search.best is None:
            candidate = _before_county(rest, index, search, patterns)
        if candidate is None:
            search.address = rest if patterns.address.fullmatch(rest) else ""
            search.village = search.village or (search.address if patterns.village.search(search.address) else "")
            continue
        pinned = text[max(0, segment.start - 2) : segment.start].strip().endswith(PIN)
        score = candidate.score - _LATER * index + (4 if pinned else 0)
        weight = score + (_SLOT_BONUS if in_slot and search.county else 0)
        weight += 1.5 * _SLOT_BONUS if patterns.naming.match(segment.text) else 0
        _weigh(search, replace(candidate, score=score, start=segment.start, end=segment.end), weight, patterns)
        search.address = candidate.name if in_slot and patterns.whereabouts.fullmatch(rest) else ""
    if search.village and (search.best is None or search.best.score < _WHOLE - 1):
        return Place(search.village, _WHOLE, 0, 0, search.county)
    return search.best


def _named_late(segment: Segment, patterns: PlacePatterns) -> Segment:
    """A run of words without a stop from where it tells the name on (…公司全名是某某公司)."""
    match = patterns.told_late.search(segment.text) if len(segment.text) > _LONGEST + 8 else None
    if match is None:
        return segment
    return Segment(segment.text[match.end() :], segment.start + match.end(), segment.end)


def _rest(segment: Segment, search: _Search, places: Gazetteer, patterns: PlacePatterns) -> str:
    """A segment without what stands before a name; the county it tells is noted."""
    around, rest = stripped(segment.text, places, patterns)
    if patterns.border.search(segment.text):
        around = None
    if around and not rest and (search.best is None or search.best.score < _SURE):
        search.is_open = True  # a county by itself: the name comes next, whatever was told before
    if around and around == search.county and segment.text != rest and not places.full.match(segment.text):
        rest = segment.text  # the county was said before: here its short name is part of the name
    search.county = around or search.county
    return rest[:-1] if rest.endswith("的") and patterns.ending.search(rest[:-1]) else rest


def _offered(
    segment: Segment, rest: str, search: _Search, places: Gazetteer, patterns: PlacePatterns
) -> tuple[Place | None, bool]:
    """What a segment offers as a name, and whether it stands where a name is looked for first."""
    in_slot = False
    if search.is_open:
        if _leads(rest, search.county, patterns):
            return None, False
        in_slot, search.is_open = True, False
    candidate = _candidate(segment, rest, search.county, places, patterns) if len(rest) >= 2 else None
    if in_slot and search.county and (candidate is None or candidate.score < _WHOLE):
        candidate = _in_slot(rest, search.county, patterns) or candidate
    return candidate, in_slot


def _before_county(rest: str, index: int, search: _Search, patterns: PlacePatterns) -> Place | None:
    """A name of no known kind at the very beginning, once the county follows by itself: 永乐农家院 禹川 …."""
    if index == 0:
        search.first = rest if search.county is None else ""
    elif index == 1 and search.first and not rest and search.county and len(search.first) <= 12:
        name = _in_slot(search.first, search.county, patterns)
        return name if name and not patterns.object.search(name.name) else None
    return None


def _weigh(search: _Search, candidate: Place, weight: float, patterns: PlacePatterns) -> None:
    """Keeps a candidate that weighs more than the best so far; one without a name keeps the address before it."""
    nameless = len(patterns.generic.sub("", candidate.name)) <= 1 or patterns.unnamed.search(candidate.name)
    best = search.best
    if best is not None and nameless and search.address == best.name and candidate.score >= _WHOLE - 1:
        weight = search.rank + _LATER  # 大街北头 拆迁工地: where it is, then what it is
    if best is None or weight > search.rank:
        home = search.address if nameless else ""
        score = candidate.score + (2 if home else 0)  # 某某镇 皮革厂: together they say which
        search.best, search.rank = replace(candidate, name=home + candidate.name, score=score), weight


def _leads(rest: str, county: str | None, patterns: PlacePatterns) -> bool:
    """Whether a segment only leads up to a name: a team, a number on a list, a town, the kind of place."""
    if len(rest) < 2 or patterns.lead.fullmatch(rest) or patterns.prefix.fullmatch(rest):
        return True
    if county and len(rest) <= 3 and not (patterns.strong.search(rest) or patterns.trade_run.search(rest)):
        return True  # a town by its bare name
    return patterns.address.fullmatch(rest) is not None and not patterns.set_in.search(rest)


def _in_slot(rest: str, county: str, patterns: PlacePatterns) -> Place | None:
    """A name of no known kind, by where it stands: right after the county, where authors put the name."""
    name = _after_breakers(patterns.inside.sub("", rest), patterns)
    if not 2 <= len(name) <= _SLOT or patterns.never.search(name) or patterns.told.search(name):
        return None
    if patterns.lexicon.things.match(name) or (len(name) <= 3 and not patterns.ground.search(name)):
        return None
    return Place(name, 6.0 if patterns.ground.search(name) else 5.0, 0, 0, county)


def named_place(text: str, places: Gazetteer, patterns: PlacePatterns) -> Place | None:
    """The place in the field of a form: what stands there is the name, whatever it looks like."""
    county, rest = stripped(text.strip(_TRIM), places, patterns)
    name = _without_remarks(rest)
    if not 2 <= len(name) <= _LONGEST + 10 or patterns.prefix.fullmatch(name):
        return None
    whole = _with_home(text.strip(_TRIM), name, patterns)
    return Place(_bare(whole, places, patterns), 12.0, 0, len(text), county)


def _without_remarks(text: str) -> str:
    """The name before a remark in brackets or after a comma."""
    return re.split("[（，。；\n]", text, maxsplit=1)[0].strip(_TRIM)


def _with_home(text: str, name: str, patterns: PlacePatterns) -> str:
    """The name with the city or county that a company's name begins with."""
    head = _without_remarks(text)
    return head if patterns.company.search(name) and head.endswith(name) and len(head) <= _LONGEST else name


def _candidate(
    segment: Segment, rest: str, county: str | None, places: Gazetteer, patterns: PlacePatterns
) -> Place | None:
    """What a segment offers as the name of a place; `rest` is the segment without what stands before a name."""
    aside = 5 if patterns.relation.search(rest) else 0
    road = patterns.highway.match(rest) or patterns.road.match(rest)
    named = road and rest.startswith("的", road.end())
    if road and not named and _plausible(road.group()[:-2], patterns) and not patterns.ending.search(rest):
        name, score = _whole((road.group(), 7), rest, patterns)
        return Place(name, (8 if name == rest else score) - aside, 0, 0, county)
    found = _name(rest, patterns)
    if found is None:
        return None
    name, score = _whole(found, rest, patterns)
    proper = patterns.generic.sub("", name)
    before = segment.text[: max(0, segment.text.find(name))]
    for match in places.full.finditer(before):
        county = places.county_of(match.group())  # the last one said before the name is its own
    if len(proper) <= 1 and len(name) <= 5 and patterns.reference.search(before):
        return None
    score -= 0 if proper else 3
    name = _with_lead(segment.text, name, places, patterns)
    return Place(_bare(name, places, patterns), score - aside, 0, 0, county) if len(name) >= 2 else None


def _whole(found: tuple[str, float], rest: str, patterns: PlacePatterns) -> tuple[str, float]:
    """A name together with the few words after it that nothing is said in (租赁站, 改造工程, 南门)."""
    name, score = found
    rest = patterns.inside.sub("", rest)
    if not rest.startswith(name) or len(rest) > _SLOT or rest == name:
        return found
    after = rest[len(name) :]
    if len(after) > 4 and not patterns.tail.search(after):
        return found
    if patterns.act.search(after) or patterns.object.search(after) or not _plausible(rest, patterns):
        return found
    return rest, max(score, 7.5)


def _name(rest: str, patterns: PlacePatterns) -> tuple[str, float] | None:
    """The name at the head of a segment, and how sure it is."""
    for match in patterns.strong.finditer(rest[: _LONGEST + 8]):
        end = _extended(rest, match.end(), patterns)
        name = _after_breakers(rest[:end], patterns)
        if len(name) - len(match.group()) < 1 and not match.group().startswith(("无名", "黑")) and len(name) < 4:
            continue
        if patterns.called.match(rest, end):
            continue  # 一个木片厂叫某某加工厂: its name comes after
        if not _plausible(name, patterns):
            return None
        whole = end == len(rest)
        company = bool(patterns.company.search(name))
        return name, (10 if whole else 7) + (2 if company else 0)
    return _traded(rest, patterns)


def _traded(rest: str, patterns: PlacePatterns) -> tuple[str, float] | None:
    """A name that ends in a trade (某某石材), or a spot without a name."""
    spot = patterns.spot.match(rest)
    if spot and _plausible(spot.group(), patterns) and not patterns.object.search(spot.group()):
        return _after_breakers(spot.group(), patterns), 6.5
    match = patterns.trade_run.search(rest[:_LONGEST], 2)
    if match is None:
        return None
    name = _after_breakers(rest[: match.end()], patterns)
    if len(name) - len(match.group()) < 1 or not _plausible(name, patterns):
        return None
    if match.end() == len(rest):
        return (name, 6) if not patterns.object.search(name) else None
    return name, 3.5


def _extended(rest: str, end: int, patterns: PlacePatterns) -> int:
    """Where the name ends once 工程 + 工地, 市场 + 二期 … are taken together."""
    aside = patterns.beside.match(rest, end) or (
        patterns.gate.match(rest, end) if patterns.public.search(rest[:end]) else None
    )
    end = aside.end() if aside else end
    for _ in range(2):
        more = patterns.strong.match(rest, end) or patterns.more.match(rest, end)
        if more is None or more.end() == end:
            break
        tail = patterns.strong.match(rest, end)
        if tail and tail.end() < len(rest) and _is_own(tail.group(), rest[:end], patterns):
            break
        if tail is None and not patterns.strong.match(rest, more.end()) and not patterns.ending.search(more.group()):
            break
        end = tail.end() if tail else more.end()
    return end


def _is_own(tail: str, name: str, patterns: PlacePatterns) -> bool:
    """Whether what follows a firm's name is a plant of its own (某某砖厂隧道窑), and no part of the name."""
    return bool(patterns.plant.search(tail) and patterns.firm.search(name))


def _plausible(name: str, patterns: PlacePatterns) -> bool:
    return 2 <= len(name) <= _LONGEST and not patterns.never.search(name)


def _after_breakers(name: str, patterns: PlacePatterns) -> str:
    """The name without the talk before it; 路口那个修鞋铺 keeps its whereabouts where no name of its own follows."""
    for breaker in (patterns.breaker, patterns.pointer):
        match = breaker.match(name)
        if match and len(name) - match.end() >= 2:
            rest = name[match.end() :]
            proper = patterns.generic.sub("", rest)
            named = len(proper) > 1 or (len(proper) == 1 and rest[1] == proper)  # 大众浴池
            placed = patterns.strong.search(name, 0, match.end())
            if named or (breaker is patterns.breaker and len(rest) >= 3 and not placed) or match.end() <= 3:
                name = rest
    return name


def stripped(text: str, places: Gazetteer, patterns: PlacePatterns) -> tuple[str | None, str]:
    """A segment without team, time, county and other words that stand before a name; and the county."""
    county, rest = _led_up(text, places, patterns)
    for _ in range(12):
        before = rest
        located = patterns.located.match(rest)
        if located:
            match = places.full.search(located.group())
            county = county or (places.county_of(match.group()) if match else None)
            rest = rest[located.end() :]
        head = places.head.match(rest)
        if head:
            county = county or places.county_of(head.group())
            rest = rest[head.end() :]
        prefix = patterns.prefix.match(rest)
        if prefix and prefix.end() < len(rest):
            rest = rest[prefix.end() :]
        rest = rest.strip(_TRIM)
        if rest == before:
            break
    return county, rest


def _led_up(text: str, places: Gazetteer, patterns: PlacePatterns) -> tuple[str | None, str]:
    """A county that a few words lead up to (下午头一个是…县的), and what stands behind it; else the text."""
    if len(text) < _SPEECH or not _LEADING.search(text, 1, _LED_UP):
        return None, text
    match = places.full.search(text, 2, _LED_UP)
    home = match.start() if match else text.find(f"的{city_stem(places.city)}市", 1, _LED_UP) + 1
    if not home or (match and text[home - 1] not in "是在到了完看去"):
        return None, text
    lead = text[:home]
    if patterns.strong.search(lead) or patterns.trade_run.search(lead) or patterns.address.match(lead):
        return None, text  # the name has come before: 某某厂在某县
    return (places.county_of(match.group()), text[match.end() :]) if match else (None, text[home:])


def _with_lead(segment: str, name: str, places: Gazetteer, patterns: PlacePatterns) -> str:
    """A company's name with the 县 or 市 written together with it; any other name as it is."""
    at = segment.find(name)
    if at <= 0 or not patterns.company.search(name):
        return name
    lead = segment[:at]
    for match in places.head.finditer(lead):
        if match.end() == len(lead) and not match.group().endswith("区"):
            start = match.start()
            city = re.search(f"{city_stem(places.city)}市?$", lead[:start])
            return segment[city.start() if city else start :][: len(name) + at - (city.start() if city else start)]
    return name


def _bare(name: str, places: Gazetteer, patterns: PlacePatterns) -> str:
    """The name without the address before it, unless the address is all that names it."""
    name = re.sub("(?<=....)(?:里头|里面|里边)$", "", name)
    city = re.match(f"{city_stem(places.city)}市?", name)
    start = city.end() if city else 0
    county = places.full.match(name, start)
    begun = county.end() if county else start
    for _ in range(3):  # the town, the road in it, what stands across the road
        ways = (patterns.address, patterns.stretch, patterns.within, patterns.across)
        match = next((found for way in ways if (found := way.match(name, begun))), None)
        rest = name[match.end() :].strip(_TRIM) if match else ""
        if not match or _is_nameless(rest, patterns):
            break
        name, begun = rest, 0
    else:
        return name
    return _without_county(name, places, patterns) if begun or match else name


def _is_nameless(rest: str, patterns: PlacePatterns) -> bool:
    """Whether what stands behind an address is no name of its own."""
    if len(rest) < 2 or len(patterns.generic.sub("", rest)) < 2 or patterns.zone.match(rest):
        return True
    return bool(patterns.unnamed.search(rest) or patterns.nearby.match(rest))


def _without_county(name: str, places: Gazetteer, patterns: PlacePatterns) -> str:
    """A name without the county before it; the city stays, and so does the 县 of a company."""
    if patterns.company.search(name):
        head = places.full.match(name)
        if not head or len(name) - head.end() < 6:
            return name
        twice = name.startswith(city_stem(places.city), head.end())  # 某县某某市某某有限公司
        return name[head.end() :] if twice or head.group().endswith("区") else name
    city = re.match(f"{city_stem(places.city)}市", name)
    head = places.full.match(name, city.end() if city else 0)
    return name[head.end() :] if head and len(name) - head.end() >= 2 else name

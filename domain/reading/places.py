"""Places: the name of the place that a text reports, wherever its author has put it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from domain.alternations import alternation
from domain.gazetteers import Gazetteer, city_stem
from domain.lexicons import Lexicon
from domain.reading.texts import PIN, Segment, segments

_LONGEST = 30
_BEST = 12  # the score of a company's full name set apart
_SLOT = 18  # characters of a segment that can be a name as a whole
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


class PlacePatterns:
    """The place lexicon, compiled."""

    def __init__(self, lexicon: Lexicon) -> None:
        table = lexicon.tables["places"]
        self.lexicon = lexicon
        strong, trade, connector = (alternation(table[key]) for key in ("strong", "trade", "connectors"))
        self.road = re.compile(
            f"[^，。；、\\s]{{1,12}}?{alternation(table['roads'])}(?:与[^，。；、\\s]{{1,8}}?{alternation(table['roads'])})?"
            f"{alternation(table['road_parts'])}"
        )
        any_name = f"(?:{strong}|{trade}|{connector})"
        self.strong = re.compile(f"(?:{strong})")
        self.ending = re.compile(f"(?:{strong})$")
        self.trade_run = re.compile(f"(?:{trade})(?:{any_name})?(?:{any_name})?")
        self.more = re.compile(f"{any_name}")
        goes_on = "$|发现|看见|有|正|烧|燃|焚|堆|倾|倒|查|存"
        self.spot = re.compile(f"^[^，。；、\\s]{{1,16}}{alternation(table['spots'])}(?={goes_on})")
        beside = f"(?:{alternation(table['nearby'])}|[东西南北]门|斜对面|院内|内|[东西南北]{{1,4}}侧|里面|前)的?"
        grounds = "门面房?|商铺|厂房|院子|院落|空地|荒地|坑塘|平房|民房|库房|地块|砂石堆|料堆|渣堆"
        self.beside = re.compile(f"{beside}[^，。；、\\s]{{0,10}}?(?:{strong}|{grounds})")
        self.gate = re.compile("(?:[东西南北正]?门口?|对面|隔壁|旁边|[东西南北]侧)")
        self.public = re.compile("(?:公园|广场|市场|小区|学校|小学|中学|幼儿园|医院|商城|车站|收费站|社区)$")
        self.highway = re.compile("[GSXY]\\d{2,4}(?:国道|省道|县道|线)?[^，。；、\\s]{0,10}?段")
        self.reference = re.compile("(?:那|这|刚才|上面|昨天|前面|之前)(?:家|个|条|些)?$")
        self.prefix = re.compile(f"^{alternation(table['prefixes'])}[:：]?")
        self.breaker = re.compile(alternation(table["breakers"]))
        self.naming = re.compile(alternation(table["namings"]))
        self.unnamed = re.compile(alternation(table["unnamed"]))
        self.address_end = re.compile(f"(?:{alternation(table['address_ends'])}|{alternation(table['nearby'])})$")
        self.nearby = re.compile(alternation(table["nearby"]))
        self.tail = re.compile(f"{alternation(table['tails'])}$")
        self.renamed = re.compile("(?:名字|名)?(?:叫做?|叫个)(?=[^，。；、\\s]{2})")
        self.plant = re.compile(alternation(table["plants"]))
        self.firm = re.compile("(?:厂|公司|集团|矿业|钢铁|水泥|化工)$")
        self.never = re.compile(alternation(table["never"]))
        self.object = re.compile(alternation(table["objects"]))
        self.relation = re.compile(f"^{alternation(table['relations'])}")
        self.address = re.compile(f".*{alternation(table['address_ends'])}(?:的)?")
        common = ("generic", "directions", "trade", "spots", "strong")
        self.generic = re.compile(alternation([entry for key in common for entry in table[key]]))
        self.premises = re.compile(f"{alternation(table['premises'])}{{1,8}}{alternation(table['premises_ends'])}")
        self.zone = re.compile("(?:[A-Za-z\\d]{1,12}|[一二三四五六七八九十东西南北])(?:[区期#]|号|标段|地块)")
        self.act = re.compile(f"(?:{alternation(table['acts'])}|{lexicon.general_faults.pattern})")
        self.located = re.compile("^(?:(?:位于|坐落于|地处).{1,20}?|在.{1,14}?[区园镇乡村县市段路街道][内里上边]?)的")

    @cached_property
    def company(self) -> re.Pattern[str]:
        return re.compile("公司$|集团$")

    def is_address(self, text: str) -> bool:
        """Whether a segment says where, and no more: 某某镇, 某某大街北头."""
        return bool(self.address.fullmatch(text) or (len(text) <= 14 and self.address_end.search(text)))


def find_place(text: str, places: Gazetteer, patterns: PlacePatterns) -> Place | None:
    """The best candidate among the first segments of a canonical text, or None."""
    best: Place | None = None
    county: str | None = None
    before = False  # the segment before was a county and nothing else
    address = ""  # 某某镇 standing by itself before a place without a name
    for index, segment in enumerate(segments(text)):
        if best is not None and best.score >= _BEST - _LATER * index and PIN not in text:
            break
        segment = _named_late(segment, patterns)
        around, rest = stripped(segment.text, places, patterns, county)
        county = around or county
        candidate = _candidate(segment, rest, county, places, patterns) if len(rest) >= 2 else None
        placed, before = before, around is not None and not rest
        if candidate is None:
            address = rest if patterns.is_address(rest) else ""
            continue
        nameless = len(patterns.generic.sub("", candidate.name)) <= 1
        joined = address if nameless else ""
        address = candidate.name if patterns.is_address(candidate.name) else ""
        told_county = around is not None or placed  # the name stands where a name is due
        pinned = text[max(0, segment.start - 2) : segment.start].strip().endswith(PIN)
        score = (
            candidate.score - _LATER * index + (4 if pinned else 0) + (2 if joined else 0) + (1 if told_county else 0)
        )
        if best is None or score > best.score:
            best = Place(joined + candidate.name, score, segment.start, segment.end, candidate.county)
    return best


def _named_late(segment: Segment, patterns: PlacePatterns) -> Segment:
    """A run of words without a stop from where it tells the name on (…公司全名是某某公司)."""
    if len(segment.text) <= _LONGEST + 8:
        return segment
    match = patterns.naming.search(segment.text)
    if match is None:
        return segment
    return Segment(segment.text[match.end() :], segment.start + match.end(), segment.end)


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
    if road and _plausible(road.group()[:-2], patterns) and not patterns.ending.search(rest):
        whole = road.end() == len(rest)
        return Place(road.group(), (8 if whole else 7) - aside, 0, 0, county)
    found = _name(rest, patterns)
    if found is None:
        return None
    name, score = _whole(found, rest, patterns)
    proper = patterns.generic.sub("", name)
    before = segment.text[: max(0, segment.text.find(name))]
    reference = patterns.reference.search(before) if len(proper) <= 1 and len(name) <= 5 else None
    if reference and not patterns.address_end.search(before[: reference.start()]):
        return None  # 那个浴池: one spoken of before; 路口那个浴池 is told where it is
    score -= 0 if proper else 3
    name = _with_lead(segment.text, name, places, patterns)
    within = places.full.match(name)
    county = places.county_of(within.group()) if within else county
    home = [match for match in places.full.finditer(before) if match.end() == len(before)]
    county = places.county_of(home[-1].group()) if home else county
    return Place(_bare(name, places, patterns), score - aside, 0, 0, county) if len(name) >= 2 else None


def _whole(found: tuple[str, float], rest: str, patterns: PlacePatterns) -> tuple[str, float]:
    """A name together with the few words after it that nothing is said in (租赁站, 改造工程, 南门)."""
    name, score = found
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
        other = patterns.renamed.match(rest, match.end())
        if other and patterns.strong.search(rest, other.end()):
            return _name(rest[other.end() :], patterns)
        end = _extended(rest, match.end(), patterns)
        name = _after_breakers(rest[:end], patterns)
        if len(name) - len(match.group()) < 1 and not match.group().startswith(("无名", "黑")) and len(name) < 4:
            continue
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
    """The name after the last words that break it off from what was said before it."""
    for match in reversed(list(patterns.breaker.finditer(name))):
        rest = name[match.end() :]
        if len(rest) >= 3 and not (patterns.unnamed.match(rest) and patterns.address_end.search(name[: match.start()])):
            return rest
    return name


def stripped(text: str, places: Gazetteer, patterns: PlacePatterns, known: str | None = None) -> tuple[str | None, str]:
    """A segment without team, time, county and other words that stand before a name; and the county.

    `known`: the county is told already, so that a firm may begin with its short name.
    """
    county: str | None = None
    rest = text
    for _ in range(12):
        before = rest
        located = patterns.located.match(rest)
        if located:
            match = places.full.search(located.group())
            county = county or (places.county_of(match.group()) if match else None)
            rest = rest[located.end() :]
        head = places.head.match(rest)
        if head and not (known and _begins_firm(head.group(), rest, patterns)):
            county = county or places.county_of(head.group())
            rest = rest[head.end() :]
        prefix = patterns.prefix.match(rest)
        if prefix and prefix.end() < len(rest):
            rest = rest[prefix.end() :]
        rest = rest.strip(_TRIM)
        if rest == before:
            break
    return county, rest


def _begins_firm(head: str, text: str, patterns: PlacePatterns) -> bool:
    """Whether the short name of a county is the first word of a firm's name (民权县，民权某某厂)."""
    return not head.endswith(("县", "市", "区")) and len(text) - len(head) >= 4 and bool(patterns.firm.search(text))


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
    match = patterns.address.match(name, county.end() if county else start)
    if not match:
        return _without_county(name, places, patterns)
    rest = name[match.end() :].strip(_TRIM)
    nameless = len(patterns.generic.sub("", rest)) < 2 or patterns.unnamed.search(rest) or patterns.nearby.match(rest)
    if len(rest) < 2 or nameless or patterns.zone.match(rest):
        return _without_county(name, places, patterns)
    return rest


def _without_county(name: str, places: Gazetteer, patterns: PlacePatterns) -> str:
    """A name without the county before it; the city stays, and so does the 县 of a company."""
    if patterns.company.search(name):
        head = places.full.match(name)
        return name[head.end() :] if head and head.group().endswith("区") and len(name) - head.end() >= 6 else name
    city = re.match(f"{city_stem(places.city)}市", name)
    head = places.full.match(name, city.end() if city else 0)
    return name[head.end() :] if head and len(name) - head.end() >= 2 else name

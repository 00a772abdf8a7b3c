"""Gazetteers: the counties of a group's city, and how people shorten their names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from pypinyin import lazy_pinyin

from domain.rosters import Group

_KIND = re.compile(
    "(?:回族自治县|(?<=..)(?:文化|旅游|综合|循环|工业|农业|现代)*(?:管理区|风景区|名胜区|度假区|集聚区|园区|试验区|保税区|合作区|示范园)|自治县|回族区|蒙古族区|(?:经济)?(?:技术)?(?:产业)?开发区|实验区|示范区|(?<=..)(?<!高)新区|矿区|郊区|区|县|市)$"
)
#: How zones are written out: on a roster they stand in short.
_ZONES = {
    "高新": ("高新技术产业开发区", "高新技术开发区", "高新开发区"),
    "经开": ("经济技术开发区", "经济开发区", "经开发区"),
    "航空港": ("航空港经济综合实验区", "航空港实验区", "航空港经济区", "港区"),
    "示范区": ("城乡一体化示范区", "一体化示范区"),
}
#: What a city's only zone of a kind is called by itself.
_ALONE = {"开发区": "开发区", "高新": "高新区", "经济": "经开区", "经开": "经开区", "示范区": "示范区"}
_HAN = re.compile("[\\u4e00-\\u9fff]+")
_WAY = "(?![^，。；、\\s]{0,2}(?:路|街(?!道)|大道|国道|高速|公路))"


@dataclass(frozen=True)
class Gazetteer:
    """The counties of one group: full names, and short names that only one county can mean.

    `full` and `short` find them in a text; `short` only as a word of its own or at the head of one.
    """

    city: str
    stems: tuple[str, ...]
    by_name: dict[str, str]
    full: re.Pattern[str]
    short: re.Pattern[str]
    head: re.Pattern[str]
    by_sound: dict[str, str]
    lengths: tuple[int, ...]  # of full names, longest first

    def county_of(self, name: str) -> str | None:
        """The county that a full or short name means."""
        return self.by_name.get(name)


def _stem(county: str) -> str:
    return _KIND.sub("", county)


@lru_cache(maxsize=64)
def gazetteer(city: str, counties: tuple[str, ...]) -> Gazetteer:
    """The gazetteer of a city (names as on the roster, e.g. 某市, 某某县)."""
    names = {county: county for county in counties}
    stems = [_stem(county) for county in counties]
    short: dict[str, str] = {}
    city_stem = _stem(city)
    for county, stem in zip(counties, stems, strict=True):
        written_out = (name for zone, longer in _ZONES.items() if zone in county for name in longer)
        brief = {county[:2] + county[-1:]} if len(county) > 3 and not county.startswith(city_stem) else set()
        for name in {stem, stem + county[-1:], *brief, *written_out}:
            unique = sum(other.startswith(stem) for other in counties) == 1
            if len(name) >= 2 and name != city_stem and unique and name not in names:
                short[name] = county
    for zone, name in _ALONE.items():
        held = [county for county in counties if zone in county]
        if len(held) == 1 and name not in names:
            short.setdefault(name, held[0])
    zones = set(_ALONE.values())
    bare = {name: county for name, county in short.items() if name in zones or not name.endswith(("区", "县", "市"))}
    suffixed = {name: county for name, county in short.items() if name not in bare}
    full = _alternation([*names, *suffixed])
    stem_words = _alternation(list(bare))
    return Gazetteer(
        city=city,
        stems=tuple(bare),
        by_name={**short, **names},
        full=re.compile(full),
        short=re.compile(_alone(stem_words)),
        head=re.compile(f"({full}|{stem_words}{_WAY})"),
        by_sound={_sound(county): county for county in counties},
        lengths=tuple(sorted({len(county) for county in counties}, reverse=True)),
    )


def _alone(words: str) -> str:
    """A pattern for short names that stand by themselves, or before what only follows a county."""
    before = "(?:(?<![\\u4e00-\\u9fff])|(?<=[在到是属归于]))"
    town = "[\\u4e00-\\u9fff]{1,3}(?:镇|乡|街道|办事处)"
    after = (
        "$|[^\\u4e00-\\u9fff]|这|那|嘞|哩|的|里|城|县城|境内|跑了?|查了?|看了?|转了?|检查|核查|这片|这一片"
        f"|{town}|产业|工业|西关|东关|南关|北关"
    )
    return f"{before}({words})(?={after})"


def of_group(group: Group) -> Gazetteer:
    return gazetteer(group.city, group.counties)


def _alternation(names: list[str]) -> str:
    ordered = sorted(names, key=lambda name: (-len(name), name))
    return "(?:" + "|".join(map(re.escape, ordered)) + ")" if ordered else "(?!)"


def city_stem(city: str) -> str:
    """A city's name without 市."""
    return _stem(city)


_FAR = 160  # characters in which a county is looked for by its sound
_COUNTY_END = re.compile("[县市区]")
_BLUR = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"))


def as_sounded(text: str, places: Gazetteer) -> str:
    """The text with the counties put right that speech input has written by other characters of the same sound."""
    for match in _COUNTY_END.finditer(text, 0, _FAR):
        for length in places.lengths:
            start = match.end() - length
            said = text[max(start, 0) : match.end()]
            if said in places.by_name:
                break
            if start < 0 or length < 3 or not _HAN.fullmatch(said):
                continue
            meant = places.by_sound.get(_sound(said))
            if meant is not None:
                text = text[:start] + meant + text[match.end() :]
    return text


@lru_cache(maxsize=4096)
def _sound(words: str) -> str:
    """How words sound, blurred as dialects blur it."""
    sound = " ".join(lazy_pinyin(words))
    for sharp, blunt in _BLUR:
        sound = sound.replace(sharp, blunt)
    return sound


def find_county(text: str, places: Gazetteer) -> str | None:
    """The first county that a text names in full, else by a short name standing alone."""
    match = places.full.search(text)
    if match:
        return places.county_of(match.group())
    short = places.short.search(text)
    return places.county_of(short.group(1)) if short else None


_ZONE = re.compile("高新|经开|开发区|示范|实验区|试验区|航空港|管理区|园区|集聚区|新区|风景区|度假区|保税|合作区")
_NO_COUNTY = "(?!(?:路|街(?!道)|大道|国道|高速|公路|场|桥|巷|站|医院|学校|政府|宾馆|酒店|小区))"
_CITY_FAR = 12  # characters before a city's name: the country and the province
_PROVINCE = re.compile("(?:中国)?(?:[\\u4e00-\\u9fff]{2,3}省)?")


def is_zone(county: str) -> bool:
    """Whether it is a zone of a city's own making, which lies in a county that maps name instead."""
    return _ZONE.search(county) is not None


def county_printed(address: str, group: Group, groups: Iterable[Group]) -> str | None:
    """The county of the roster that an address (…省某市某县…) names in its place; None where it names none for sure.

    Only by its full name, at the head or behind a province or city: 荥阳市场 and 中原路 are no counties. Without a
    city the address is one of the group's own; with two of them it is nobody's.
    """
    address = "".join(address.split())
    named = [(at, other) for other in groups if other.city and (at := address.find(other.city)) >= 0]
    if len(named) > 1 or any(at > _CITY_FAR for at, _ in named):
        return None
    found = _PROVINCE.match(address)
    start, whose = found.end() if found else 0, group
    for at, other in named:
        start, whose = at + len(other.city), other
    county = _county_at_head(whose.counties).match(address, start)
    return county.group(1) if county else None


@lru_cache(maxsize=64)
def _county_at_head(counties: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(f"[·,，.。:：、-]?({_alternation(list(counties))}){_NO_COUNTY}")

"""Names: whether two spellings mean one place, and which of several places some words mean."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from domain.gazetteers import city_stem, gazetteer
from domain.rosters import Group
from domain.visits import Visit, place_key

_FORM = re.compile("(?:股份|有限|责任|集团|分|总){0,6}公司$|(?:厂|店|站|场|工地|项目|工程|集团)$")
_LEGAL = re.compile("(?:股份|有限|责任|集团|分|总){0,6}公司$")
_HOME = re.compile("^(?:中国|河南省?|河北省?|山东省?|山西省?|湖北省?|安徽省?|陕西省?|江苏省?)")


@lru_cache(maxsize=4096)
def core(place: str, city: str, counties: tuple[str, ...]) -> str:
    """The part of a name that tells it from others: without home and legal form."""
    key = _without_home(place_key(place), city, counties)
    return _FORM.sub("", key) or key


def _without_home(key: str, city: str, counties: tuple[str, ...]) -> str:
    key = _HOME.sub("", key)
    stem = re.escape(city_stem(city))
    key = re.sub(f"^{stem}市?", "", key) or key
    head = gazetteer(city, counties).head.match(key)
    return key[head.end() :] if head and len(key) - head.end() >= 3 else key


def same_place(one: str, other: str, group: Group) -> bool:
    """Whether two names mean one place: equal, or the core of one stands in the other."""
    if not one or not other:
        return False
    if place_key(one) == place_key(other):
        return True
    cores = [core(name, group.city, group.counties) for name in (one, other)]
    short, long = sorted(cores, key=len)
    if len(short) < 2:
        return False
    return long.startswith(short) or (len(short) >= 4 and short in long) or _common(cores[0], cores[1]) >= 4


def _common(one: str, other: str) -> int:
    """How many characters two names share at their heads."""
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count


def meant(words: str, places: Sequence[str], group: Group, *, by_head: bool = False) -> int | None:
    """Which of several places the words mean, by a piece of its name that no other has; None for no telling.

    What every firm has (home, legal form) tells nothing. `by_head`: only the beginning of a name counts.
    """
    keys = [_LEGAL.sub("", _without_home(place_key(place), group.city, group.counties)) for place in places]
    said = place_key(words)
    best, best_weight = None, 1
    for index, key in enumerate(keys):
        others = [other for position, other in enumerate(keys) if position != index]
        weight = _distinct(key, said, others, by_head=by_head)
        if weight > best_weight:
            best, best_weight = index, weight
        elif weight == best_weight and weight > 1:
            best = None
    return best


def meant_of(words: str, visits: Sequence[Visit], group: Group, *, by_head: bool = False) -> int | None:
    """Which of several visits the words mean by name, else by what it was called before a hand changed it."""
    index = meant(words, [visit.place for visit in visits], group, by_head=by_head)
    if index is not None or not any(visit.hand.names for visit in visits):
        return index
    return meant(words, [next(iter(visit.hand.names), visit.place) for visit in visits], group, by_head=by_head)


def called(visit: Visit, name: str, group: Group) -> bool:
    """Whether a visit's place is or was called so."""
    return any(same_place(one, name, group) for one in (visit.place, *visit.hand.names))


_HEAD = 4  # what the first characters of a name, its own, weigh more than those of its trade


def _distinct(key: str, said: str, others: Sequence[str], *, by_head: bool) -> int:
    """The weight of the piece of a name that stands in the words and in no other name; 0 for none."""
    head = _longest(key, said, others, range(1))
    if head or by_head:
        return head + _HEAD if head else 0
    return _longest(key, said, others, range(1, len(key) - 1))


def _longest(key: str, said: str, others: Sequence[str], starts: range) -> int:
    """The length of the longest such piece that begins at one of `starts`."""
    for length in range(min(len(key), len(said)), 1, -1):
        for start in starts:
            piece = key[start : start + length]
            if len(piece) == length and piece in said and not any(piece in other for other in others):
                return length
    return 0

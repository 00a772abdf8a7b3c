"""Runs: a clause in which nothing parts one thing and its state from the next (喷淋没开料堆也没盖), in statements."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

from domain.lexicons import Lexicon

_SHORT, _LONG = 10, 240  # characters; a shorter clause makes one statement, a longer one is no speech
_AFTER = re.compile(
    "(?:了|着|过|掉|坏|死|满|完|好|住|上|开)?(?:[一二两三四五六七八九十俩仨半几\\d]{1,3}(?:多)?(?:[台个根条块片截拉边组处盏支扇辆层袋桶]|大片)?)?"
    "(?:了|着|的|嘞|哩)?(?![一-鿿]?[台个根条块片])"
)
_LACKS = re.compile("(?:没有?|无|未|缺|少|不)(?:安装?|装|接|配|开|建|上|设|做|办|采取|设置|配套)?$")
_WHERE = re.compile("[在到往进][^，。；]{0,3}$")
_BETWEEN = re.compile("(?:有|安装|装|接|配|建|设|采取|设置|配套|任何|什么|环保|相关|废气|办理?){0,3}")


class _Kind(Enum):
    THING = 0
    STATE = 1  # how a thing is, well or badly
    VERDICT = 2


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    kind: _Kind


def statements(clause: str, lexicon: Lexicon) -> list[str]:
    """The statements of a clause, each of one thing and its state; the clause itself where it makes only one."""
    if not _SHORT <= len(clause) <= _LONG:
        return [clause]
    cuts = _cuts(clause, _marks(clause, lexicon))
    edges = [0, *cuts, len(clause)]
    return [clause[start:end] for start, end in pairwise(edges) if start < end]


def _marks(clause: str, lexicon: Lexicon) -> list[_Mark]:
    """Things, states and verdicts in order; of two that overlap the longer; none where there are not two to part."""
    runs = (("verdicts", _Kind.VERDICT), ("goods", _Kind.STATE), ("faults", _Kind.STATE))
    sought = [(lexicon.any_of("defects", "runs", key), kind) for key, kind in runs]
    found = _found(clause, [(lexicon.general_faults, _Kind.STATE), *sought])
    if len(found) < 2:
        return []
    found += _found(clause, [(lexicon.things, _Kind.THING), (lexicon.any_of("defects", "runs", "nouns"), _Kind.THING)])
    kept: list[_Mark] = []
    for mark in sorted(found, key=lambda one: (one.start - one.end, one.start)):
        if all(mark.end <= other.start or other.end <= mark.start for other in kept):
            kept.append(mark)
    return sorted(kept, key=lambda one: one.start)


def _found(clause: str, sought: Sequence[tuple[re.Pattern[str], _Kind]]) -> list[_Mark]:
    return [_Mark(*match.span(), kind) for pattern, kind in sought for match in pattern.finditer(clause)]


def _cuts(clause: str, marks: list[_Mark]) -> list[int]:
    """Where one statement ends and the next begins."""
    cuts: list[int] = []
    told: int | None = None  # where the statement so far ends, once it has its state
    named = False  # whether it has named its thing
    for index, mark in enumerate(marks):
        if mark.kind is _Kind.STATE:
            told = mark.end
        elif told is None:
            named = named or mark.kind is _Kind.THING
        elif mark.kind is _Kind.THING and _is_object(clause, told, named, marks[index:]):
            told, named = mark.end, True
        elif mark.kind is _Kind.VERDICT or any(later.kind is _Kind.STATE for later in marks[index + 1 :]):
            cuts.append(mark.start if mark.kind is _Kind.VERDICT else _end(clause, told, mark.start))
            told, named = None, mark.kind is _Kind.THING
    return cuts


def _is_object(clause: str, told: int, named: bool, marks: list[_Mark]) -> bool:
    """Whether a thing is what is lacking (没有集气罩) or where it is (堆在院里), as against the next thing."""
    mark, follower = marks[0], marks[1] if len(marks) > 1 else None
    if _WHERE.search(clause, told, mark.start):
        return True
    if not _BETWEEN.fullmatch(clause, told, mark.start) or not _LACKS.search(clause[:told]):
        return False
    if clause.startswith(("上", "的", "里", "那"), mark.end):
        return False
    return not named or follower is None or follower.kind is not _Kind.STATE or follower.start - mark.end > 5


def _end(clause: str, told: int, limit: int) -> int:
    """The end of a statement with the particle and the count after its state."""
    match = _AFTER.match(clause, told, limit)
    return match.end() if match else told

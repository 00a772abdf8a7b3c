"""A county's name whose rare letter a recogniser took for another: 涌池县 in 三门峡市 is 渑池县."""

from __future__ import annotations

import re
from collections.abc import Sequence

from domain.lexicons import Lexicon
from domain.printed_blocks import HAN

_NAMED = re.compile(
    rf"^(?:[{HAN}]{{2,7}}?(?:省|自治区))?([{HAN}]{{2,9}}?)(?:市|地区|盟|(?<=州))[· ]?([{HAN}]{{2,8}}?[县区市旗])"
)
_SURE = 0.9  # of the least sure letter: what was read more surely stands as it is
_ROW = 0xD8  # where the rarer letters of GB 2312 begin
_SHORTEST = 3  # letters: with one letter and 县 any two names look alike
_PARTS = re.compile("^[老新主中东西南北古]城区$")  # what people call parts of any city


def mended(address: str, score: float, words: Lexicon) -> str:
    """The address, its county's name put right where but one rare letter of the only county like it was mistaken.

    `score` is of the least sure letter of the line; a name that the city has, or that was read surely, stays.
    """
    named = _NAMED.match(address)
    if not named or score >= _SURE or len(named[2]) < _SHORTEST or _PARTS.match(named[2]):
        return address
    counties: Sequence[str] = words.tables["counties"]["cities"].get(named[1], ())
    meant = [county for county in counties if _is_mistaken(county, named[2])]
    if named[2] in counties or len(meant) != 1:
        return address
    return address[: named.start(2)] + meant[0] + address[named.end(2) :]


def _is_mistaken(county: str, read: str) -> bool:
    if len(county) != len(read):
        return False
    differing = [letter for letter, other in zip(county, read, strict=True) if letter != other]
    return len(differing) == 1 and _is_rare(differing[0])


def _is_rare(letter: str) -> bool:
    try:
        return letter.encode("gb2312")[0] >= _ROW
    except UnicodeEncodeError:
        return True

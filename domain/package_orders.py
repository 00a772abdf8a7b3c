"""Whether an order to pack or to mail says a group, a day or a round, and nothing else that would be passed over."""

from __future__ import annotations

import re
from collections.abc import Iterable

from domain.lexicons import Lexicon
from domain.rosters import Group
from domain.targets import city_names

_DAY = re.compile(
    r"(?:20\d\d[年./-])?(?:\d{1,2}月\d{1,2}[日号]?|\d{1,2}[日号]|\d{1,2}[./]\d{1,2}(?!\d))|[今昨][天日]|前天|当天"
)
_ROUND = re.compile(r"第?\s?[\d一二三四五六七八九]\s?轮次?")
_GROUP = re.compile(r"[一-龥]{2,4}?(?:市组|组)")
_SIGNS = re.compile(r"[\s,.;:!\"'~]+")


def is_understood(request: str, groups: Iterable[Group], lexicon: Lexicon) -> bool:
    """Of a request as domain.commands.plain_request has it; more than one day or round is not understood."""
    rest, rounds = _ROUND.subn(" ", request)
    rest, days = _DAY.subn(" ", rest)
    if rounds + days > 1:
        return False
    for group in groups:
        names = "|".join(re.escape(name) for name in city_names(group))
        rest = re.sub(rf"驻?(?:{names})市?(?:暗访)?(?:核查)?组?", " ", rest)
    rest = lexicon.any_of("packing", "harmless").sub(" ", rest)
    return not _SIGNS.sub("", _GROUP.sub(" ", rest))

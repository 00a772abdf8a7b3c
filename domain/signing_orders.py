"""What a text asks to be signed, or signed no more: 签字, numbers, a day or a round's report, and nothing else.

A signature is never read out of words that say anything besides: a refusal, a doubt, an exception, somebody else's
name. What is not wholly understood is no order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from domain.lexicons import Lexicon
from domain.rosters import Group, Role
from domain.targets import city_names

_NUMBER = r"\d{1,6}"
_DAY = re.compile(
    r"(?:20\d\d[年./-])?(?:\d{1,2}月\d{1,2}[日号]?|(?<![#\d])(?<!# )\d{1,2}[日号]|\d{1,2}[./]\d{1,2}(?!\d))"
    r"|(?:大前|[今昨前])[天日]|当[天日]"
)
_REPORT = re.compile(
    r"(?:第?\s?([\d一二三四五六七八九])\s?轮次?|[本这]一?轮次?)?\s?的?\s?(?:暗访)?(?:核查)?(?:工作)?报告"
)
_ROUND = re.compile(r"第?\s?([\d一二三四五六七八九])\s?轮次?|[本这]一?轮次?")
_RANGE = re.compile(rf"#?\s?({_NUMBER})\s?[-~至到—–]\s?#?\s?({_NUMBER})(?!\d)")
_ONE = re.compile(rf"#?\s?({_NUMBER})(?!\d)")
_SIGNS = re.compile(r"[\s,.;:!#()\"'~&和及与跟]+")
_DIGITS = {c: n for n, c in enumerate("一二三四五六七八九", 1)}


@dataclass(frozen=True, slots=True)
class SigningOrder:
    """Numbers, ranges of numbers (both ends included), a round's report, or (all False and empty) nothing said.

    `report`: a round's report is meant, of `round` or of one that is not said. A `round` that is no report's is
    all that was said of it. `everything`: all that is to be signed. `dated`: a day is named.
    """

    numbers: tuple[int, ...] = ()
    ranges: tuple[tuple[int, int], ...] = ()
    round: int | None = None
    report: bool = False
    everything: bool = False
    dated: bool = False


def signing_order(request: str, role: Role, groups: Iterable[Group], lexicon: Lexicon) -> SigningOrder | None:
    """What a request (as domain.commands.plain_request has it) asks to be signed; None where it says more than that.

    `role` is the speaker's: 组长签字 is his own word only where he is one.
    """
    table = lexicon.tables["signing"]
    rest, verbs = re.subn("|".join(table["verbs"]), " ", request)
    if not verbs or re.search("|".join(table["others"]), request):
        return None
    return _order(_without_groups(rest, groups), [*table["harmless"], *table["titles"].get(role.value, ())], table)


def unsigning_order(request: str, role: Role, groups: Iterable[Group], lexicon: Lexicon) -> SigningOrder | None:
    """What a request asks to be signed no more (撤销签字 #12); None where it says more than that."""
    taking_back = "|".join(lexicon.tables["signing"]["taking_back"])
    rest, count = re.subn(taking_back, " ", request)
    return signing_order(rest, role, groups, lexicon) if count else None


def _order(rest: str, harmless: list[str], table: Mapping[str, Any]) -> SigningOrder | None:
    """Takes away what may stand in an order; anything left makes it none."""
    rest, reports = _take(_REPORT, rest)
    rest, rounds = _take(_ROUND, rest)
    rest, days = _take(_DAY, rest)
    rest, spans = _take(_RANGE, rest)
    rest, ones = _take(_ONE, rest)
    rest, alls = _take(re.compile("|".join(table["everything"])), rest)
    rest = _SIGNS.sub("", re.sub("|".join(sorted(harmless, key=len, reverse=True)), " ", rest))
    ranges = tuple((int(one[1]), int(one[2])) for one in spans)
    subjects = bool(reports or rounds) + bool(days and not spans and not ones) + bool(spans or ones)
    if rest or len(reports) + len(rounds) > 1 or len(days) > 1 or subjects > 1 or any(a > b for a, b in ranges):
        return None
    number = next((one[1] for one in (*reports, *rounds) if one[1]), None)
    return SigningOrder(
        numbers=tuple(dict.fromkeys(int(one[1]) for one in ones)),
        ranges=ranges,
        round=None if number is None else int(number) if number.isdigit() else _DIGITS[number],
        report=bool(reports),
        everything=bool(alls) and not subjects,
        dated=bool(days),
    )


def _take(pattern: re.Pattern[str], text: str) -> tuple[str, list[re.Match[str]]]:
    return pattern.sub(" ", text), list(pattern.finditer(text))


def _without_groups(text: str, groups: Iterable[Group]) -> str:
    for group in groups:
        names = "|".join(re.escape(name) for name in city_names(group))
        text = re.sub(rf"驻?(?:{names})市?(?:暗访)?(?:核查)?组?", " ", text)
    return text

"""廉洁材料: each person signs a pledge before a round and hands in a self-check after it (seed 002, 五(四))."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum

from domain.commands import plain_request
from domain.lexicons import Lexicon
from domain.profile_tables import Table
from domain.rosters import Round

REMIND = "integrity_papers"
_LONGEST = 40  # characters of words that say it is done
_ROUND = re.compile(r"第?([\d一二三四五六七八九])轮")
_DIGITS = "一二三四五六七八九"


class IntegrityPaper(StrEnum):
    PLEDGE = "pledge"  # 廉洁自律承诺书
    SELF_CHECK = "selfcheck"  # 廉洁自律情况自查表


@dataclass(frozen=True, slots=True)
class IntegrityRule:
    """When who has not told of a paper is reminded: so many days before a round, and after it, at a Shanghai clock."""

    names: Mapping[IntegrityPaper, str]
    at: time
    pledge_days: int
    self_check_days: int


def parse_integrity(table: Table) -> IntegrityRule:
    """The rule in `[integrity]` of a profile."""
    return IntegrityRule(
        {paper: table.text(paper.value) for paper in IntegrityPaper},
        table.clock("at"),
        table.whole("pledge_days"),
        table.whole("selfcheck_days", least=1),
    )


@dataclass(frozen=True, slots=True)
class Due:
    """A paper of a round."""

    paper: IntegrityPaper
    round: int


def paper_told(text: str, lexicon: Lexicon) -> IntegrityPaper | None:
    """The paper that somebody says he has signed or handed in, and says nothing else."""
    plain = plain_request(text)
    if len(plain) > _LONGEST:
        return None
    told = (p for p in IntegrityPaper if lexicon.any_of("commands", "words", p.value).fullmatch(plain))
    return next(told, None)


def round_named(text: str) -> int | None:
    """The round that words name (第2轮)."""
    match = _ROUND.search(plain_request(text))
    if match is None:
        return None
    return int(match[1]) if match[1].isdecimal() else _DIGITS.index(match[1]) + 1


def dues_on(paper: IntegrityPaper, day: date, rounds: Sequence[Round], rule: IntegrityRule) -> tuple[Due, ...]:
    """The rounds whose paper may be meant on a day, the likeliest first.

    A pledge is of the round to come as soon as it is asked for, then of the one that goes on; a self-check of the
    last that has ended, then of the one that goes on.
    """
    ahead = timedelta(days=rule.pledge_days)
    coming = [r for r in rounds if r.start - ahead <= day < r.start]
    ended = [r for r in rounds if r.end < day][-1:]
    going = [r for r in rounds if r.start <= day <= r.end]
    likely = coming + going if paper is IntegrityPaper.PLEDGE else ended + going
    return tuple(Due(paper, r.number) for r in likely)


def owed_on(day: date, rounds: Sequence[Round], rule: IntegrityRule) -> tuple[Due, ...]:
    """What everybody should have told of by that day, or is being reminded of: the newest of each paper."""
    pledges = dues_on(IntegrityPaper.PLEDGE, day, rounds, rule)[:1]
    ended = [r for r in rounds if r.end < day][-1:]
    return (*pledges, *(Due(IntegrityPaper.SELF_CHECK, r.number) for r in ended))


def reminded_on(day: date, rounds: Sequence[Round], rule: IntegrityRule) -> Iterator[Due]:
    """The papers of which people are reminded on a day."""
    for r in rounds:
        if day == r.start - timedelta(days=rule.pledge_days):
            yield Due(IntegrityPaper.PLEDGE, r.number)
        if day == r.end + timedelta(days=rule.self_check_days):
            yield Due(IntegrityPaper.SELF_CHECK, r.number)

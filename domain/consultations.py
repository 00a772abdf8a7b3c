"""Questions that were put to the experts: when two are one and the same."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import SequenceMatcher

from domain.commands import plain_request
from domain.lexicons import Lexicon
from domain.profile_tables import Table

_EITHER_WAY = re.compile(r"([\u4e00-\u9fff])[不没]\1")  # 算不算 asks what 算…吗 asks
_NO_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class QuestionRule:
    """From how many percent of likeness two questions may be one; how long 再问 is understood after an offer; how soon
    after the words a photo belongs to the question.
    """

    same_percent: int
    again: timedelta
    photo_follows: timedelta


def parse_questions(table: Table) -> QuestionRule:
    """The rule in `[questions]` of a profile."""
    percent = table.whole("same_percent", least=50, most=100)
    return QuestionRule(percent, table.hours("again_hours", least=1), table.minutes("photo_minutes", least=1))


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that was passed on. `text` is its message as typed; `is_answered`: at least once."""

    number: int
    text: str
    at: datetime
    is_answered: bool


def plain_question(text: str, lexicon: Lexicon) -> str:
    """What is asked, without courtesies, blanks and punctuation; ways of asking that say the same are written alike."""
    plain = _NO_WORD.sub("", lexicon.any_of("commands", "questions", "courtesy").sub("", plain_request(text)))
    for ways in lexicon.tables["commands"]["questions"]["alike"]:
        plain = re.sub("|".join(ways), ways[0], plain)
    return lexicon.any_of("commands", "questions", "particles").sub("", _EITHER_WAY.sub(r"\1", plain))


def is_same_question(one: str, other: str, rule: QuestionRule, lexicon: Lexicon) -> bool:
    """Whether two plain questions are alike, and no number, no negation and no word of the trade tells them apart."""
    if one == other:
        return bool(one)
    likeness, least = SequenceMatcher(None, one, other, autojunk=False), rule.same_percent / 100
    steps = (likeness.real_quick_ratio, likeness.quick_ratio, likeness.ratio)  # each dearer, and never above the last
    return all(step() >= least for step in steps) and _telling(one, lexicon) == _telling(other, lexicon)


def _telling(plain: str, lexicon: Lexicon) -> Counter[str]:
    patterns = (lexicon.any_of("commands", "questions", "telling"), lexicon.any_of("commands", "words", "trade"))
    return Counter(match[0] for pattern in patterns for match in pattern.finditer(plain))

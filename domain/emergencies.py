"""Emergencies (险情): people in the field in danger, held, in an accident or ill, in their own words (第二十六条).

The wordings are data (lexicons/emergencies.toml); this file only goes through them in order.
"""

from __future__ import annotations

import re
import unicodedata

from domain.alerts import AlertKind
from domain.lexicons import Lexicon

#: In these a team's check is broken off (第二十六条: 应当立即中止检查工作).
BREAKING_OFF = frozenset({AlertKind.DANGER, AlertKind.OBSTRUCTION})
#: Of these the unit that sent people is told, too (第四条(九)).
FOR_SENDING_UNIT = frozenset({AlertKind.ACCIDENT, AlertKind.ILLNESS})

_LONGEST = 300  # characters: who is in danger writes no essay, a notice or a paper is longer
_CALL_LONGEST = 40
_GLANCE = 2_000  # with what may be pasted before and after a cry
_QUOTED = re.compile(r"[“\"《][^“”\"《》]{0,120}[”\"》]")
_CLAUSE = re.compile(r"[,。;!?\n~…]+")


def emergency_in(text: str, lexicon: Lexicon) -> AlertKind | None:
    """What kind of emergency the words tell of; None where they tell of none: of drills, news, jokes, of the past."""
    plain = unicodedata.normalize("NFKC", text[: _LONGEST + 1]).lower()
    if len(plain) > _LONGEST or not may_cry(plain, lexicon):
        return None
    if lexicon.any_of("emergencies", "whole").search(plain):
        return None
    left = lexicon.any_of("emergencies", "masked").sub("", _QUOTED.sub("", plain))
    aside = lexicon.any_of("emergencies", "aside")
    clauses = [clause for clause in _CLAUSE.split(left) if clause and not aside.search(clause)]
    for name in lexicon.tables["emergencies"]["order"]:
        pattern = lexicon.any_of("emergencies", name)
        if any(pattern.search(clause) for clause in clauses):
            return AlertKind(name)
    return AlertKind.DANGER if _calls(plain, clauses, lexicon) else None


def may_cry(text: str, lexicon: Lexicon) -> bool:
    """A first glance, for all that is said of other things."""
    plain = unicodedata.normalize("NFKC", text[:_GLANCE]).lower()
    names = (*lexicon.tables["emergencies"]["order"], "calls")
    return any(lexicon.any_of("emergencies", name).search(plain) for name in names)


def _calls(plain: str, clauses: list[str], lexicon: Lexicon) -> bool:
    if len(plain) > _CALL_LONGEST or lexicon.any_of("emergencies", "not_calls").search(plain):
        return False
    return any(lexicon.any_of("emergencies", "calls").search(clause) for clause in clauses)

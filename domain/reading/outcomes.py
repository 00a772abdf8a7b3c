"""Outcomes: what a check came to, whether it is a 回头看, and whether it cannot wait."""

from __future__ import annotations

import re
from dataclasses import dataclass

from domain.lexicons import Lexicon
from domain.visits import Outcome

#: Stands where a denied evil stood (未发现偷排): it reports that nothing was found.
DENIED = "\ue003"
#: Stands where one evil among others was denied (不是散乱污, 别的没啥): it says nothing of the rest.
_RULED_OUT = "\ue004"
#: Stands where what others alleged was found untrue (投诉不属实): what was alleged is no finding.
_REFUTED = "\ue005"
#: Stands where whoever checks was kept out for a reason of safety or health: it is no obstruction.
_BARRED = "，无法进入"
_CLAUSE = re.compile(r"[，。；！\n\ue003-\ue005]+")


@dataclass(frozen=True, slots=True)
class State:
    """What a text says of the state of a place; `outcome` is None where it says nothing."""

    outcome: Outcome | None
    lookback: bool
    urgent: bool
    explicit: bool  # the author gave a verdict, as against our guess from facts


def mask_denied(text: str, lexicon: Lexicon) -> str:
    """The text with what was *not* found, and what was only asked or alleged, taken out."""
    text = lexicon.any_of("outcomes", "doubted").sub("，", text)
    text = lexicon.any_of("outcomes", "barred").sub(_BARRED, text)
    text = lexicon.any_of("outcomes", "refuted").sub(_REFUTED + DENIED, text)
    text = lexicon.any_of("outcomes", "ruled_out").sub(_RULED_OUT, text)
    return lexicon.any_of("outcomes", "denied").sub(DENIED, text)


def is_lookback(text: str, lexicon: Lexicon) -> bool:
    """Whether a text reports a 回头看, as against promising one."""
    bare = lexicon.any_of("outcomes", "not_lookback").sub("", text)
    return bool(lexicon.any_of("outcomes", "lookback").search(bare))


def is_urgent(text: str, lexicon: Lexicon) -> bool:
    """Whether a (masked) text tells of what must be reported at once."""
    if lexicon.any_of("urgency", "facts").search(text):
        return True
    bare = lexicon.any_of("urgency", "not_called").sub("", text)
    return bool(lexicon.any_of("urgency", "called").search(bare))


def grave_clauses(text: str, lexicon: Lexicon) -> tuple[str, ...]:
    """The clauses of a (canonical) text that tell of what must be reported at once, as they were written."""
    clauses = (clause.strip() for clause in _CLAUSE.split(mask_denied(text, lexicon)))
    facts = lexicon.any_of("urgency", "facts")
    return tuple(clause for clause in clauses if clause and facts.search(clause))


def state_of(text: str, has_defect: bool, lookback: bool, lexicon: Lexicon) -> State:
    """The state that a text (canonical, denied evils masked) reports."""
    bare = lexicon.any_of("outcomes", "past").sub("", text) if lookback else text
    outcome, explicit = _outcome(bare, lookback, has_defect, lexicon)
    urgent = outcome is not None and outcome not in (Outcome.CLEAN, Outcome.CLOSED) and is_urgent(bare, lexicon)
    return State(outcome, lookback, urgent, explicit)


def _outcome(text: str, lookback: bool, has_defect: bool, lexicon: Lexicon) -> tuple[Outcome | None, bool]:
    """The most serious thing said, and whether it was said in so many words."""

    def says(*keys: str) -> bool:
        return bool(lexicon.any_of("outcomes", *keys).search(text))

    if says("violation"):
        return Outcome.VIOLATION, True
    if lookback and says("settled") and not says("unsettled") and not (has_defect and says("handover")):
        return Outcome.CLEAN, True
    if says("handover") or (lookback and says("unsettled")):
        return Outcome.HANDOVER, True
    if _is_shut(text, lexicon) and not says("seen_open") and not says("corrected"):
        return (Outcome.CLEAN if _seen_clean(text, lexicon) else Outcome.CLOSED), True
    if _REFUTED in text or (DENIED in text and not has_defect):
        return Outcome.CLEAN, True
    if says("corrected"):
        return Outcome.CORRECTED, True
    if says("implied"):
        return Outcome.VIOLATION, True
    return _unspoken(text, has_defect, lexicon)


def _is_shut(text: str, lexicon: Lexicon) -> bool:
    """Whether nobody could get in; a store or a gate that was not locked (库门未上锁) is open."""
    barred = lexicon.any_of("outcomes", "unlocked").sub(" ", text)
    return bool(lexicon.any_of("outcomes", "shut").search(barred))


def _seen_clean(text: str, lexicon: Lexicon) -> bool:
    """Whether a shut place was looked at all the same, and nothing found."""
    return DENIED in text and bool(lexicon.any_of("outcomes", "looked").search(text))


def _unspoken(text: str, has_defect: bool, lexicon: Lexicon) -> tuple[Outcome | None, bool]:
    """The outcome where no verdict stands: nothing found, a problem, a stop of work, or nothing."""
    if DENIED in text:
        return Outcome.CLEAN, True
    if has_defect:
        return Outcome.HANDOVER, False
    if _RULED_OUT in text:
        return Outcome.CLEAN, True
    if lexicon.any_of("outcomes", "clean").search(text):
        return Outcome.CLEAN, False
    if lexicon.any_of("outcomes", "idle").search(text):
        return Outcome.CLOSED, False
    return None, False


def is_industrial(place: str, said: str, lexicon: Lexicon, words: str = "") -> bool:
    """Whether a place is an industrial enterprise: by what its author calls it, by its name, by what is done there."""
    if said:
        if lexicon.any_of("trades", "said_other").search(said):
            return False
        if lexicon.any_of("trades", "said_industrial").search(said):
            return True
    served = lexicon.any_of("trades", "services").search(place)
    if served and re.match("(?:股份|有限|责任){0,3}公司$", place[served.end() :]):
        return False
    if lexicon.any_of("trades", "industrial").search(place):
        return not re.search("(?:工地|项目|工程|店|堆场|仓库|路|停车场|停车点)$", place)
    if lexicon.any_of("trades", "other").search(place):
        return False
    makes = lexicon.any_of("trades", "makers").search(place) or lexicon.any_of("places", "trade").search(place)
    return not place or bool(makes or lexicon.any_of("trades", "process").search(words))

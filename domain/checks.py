"""集中检查、重点检查: which visits were made for an instruction that asked for such checks (seed 002, 三)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from domain.calendars import day_of
from domain.instructions import Instruction, Status
from domain.lexicons import Lexicon
from domain.visits import Visit


def check_asked_for(request: str, lexicon: Lexicon) -> str:
    """The kind of check that a request for a list names; "" for none."""
    named = (name for name in lexicon.tables["instructions"]["kinds"] if name in request)
    return str(next(named, ""))


def checks_of(
    visits: Iterable[Visit], said: Callable[[Visit], str], given: Sequence[Instruction], days: int, lexicon: Lexicon
) -> Mapping[int, str]:
    """{number: kind} of the visits whose words name the kind that an instruction of their group asks for.

    `said` gives a visit's words. An instruction holds for so many `days` from the one it was given on.
    """
    found = {}
    for visit in visits:
        asked = [one.kind for one in given if visit.group in one.groups and _holds_on(one, visit, days)]
        words = said(visit) if asked else ""
        kind = next((kind for kind in asked if lexicon.any_of("instructions", "kinds", kind).search(words)), "")
        if kind and visit.number is not None:
            found[visit.number] = kind
    return found


def _holds_on(instruction: Instruction, visit: Visit, days: int) -> bool:
    after = (visit.day - day_of(instruction.issued_at)).days
    return bool(instruction.kind) and instruction.status is Status.ISSUED and 0 <= after < days

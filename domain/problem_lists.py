"""Lists (清单) that people ask for: which visits are on one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from domain.visits import WITH_FINDING, Outcome, Visit


class ListKind(StrEnum):
    """What a list holds. The values are keys of commands.toml, [lists]."""

    VISITS = "visits"
    VIOLATIONS = "violations"
    HANDOVERS = "handovers"
    CORRECTED = "corrected"
    PROBLEMS = "problems"


_OUTCOMES = {
    ListKind.VISITS: frozenset(Outcome),
    ListKind.PROBLEMS: WITH_FINDING,
    ListKind.VIOLATIONS: frozenset({Outcome.VIOLATION}),
    ListKind.HANDOVERS: frozenset({Outcome.HANDOVER, Outcome.VIOLATION}),  # both go to the locality (seed 002, 三)
    ListKind.CORRECTED: frozenset({Outcome.CORRECTED}),
}


@dataclass(frozen=True, slots=True)
class Marks:
    """What is told beside a visit, by its number: the control level it was made under, the kind of check it was for."""

    controls: Mapping[int, str]
    checks: Mapping[int, str]


def listed(kind: ListKind, visits: Iterable[Visit], groups: Iterable[str], teams: Iterable[int] | None) -> list[Visit]:
    """The visits of these groups, or of some of their teams, that such a list holds."""
    wanted, of_teams = set(groups), None if teams is None else set(teams)
    return [
        visit
        for visit in visits
        if visit.group in wanted
        and visit.outcome in _OUTCOMES[kind]
        and visit.links
        and (of_teams is None or visit.team in of_teams)
    ]

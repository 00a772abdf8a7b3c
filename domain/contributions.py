"""Contributions: what each person has reported (seed 000, 第二十七条); for dispatchers alone."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Contribution:
    """One person's records, by who reported first. `grave` (大案要案) are violations that were marked urgent."""

    person: str
    visits: int
    with_finding: int
    problems: int
    violations: int
    grave: int

"""派员数 as annex 1 writes it: 14人（济源6人，含组长1名+濮阳8人），分7个小组."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from domain.rosters import Seats


@dataclass(frozen=True, slots=True)
class SeatPlan:
    """How many people in how many teams, from where; `teams` is 0 where it is not said."""

    people: int
    teams: int
    leaders: int
    lent: int
    parts: tuple[Seats, ...]  # by sending city; none where only one sends


def seat_plan_of(text: str, patterns: Mapping[str, str]) -> SeatPlan | None:
    """What is asked of the sending cities; None where no number of people is found."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    total = re.match(patterns["total"], plain)
    if total is None:
        return None
    said = plain[total.end() :]
    teams = re.search(patterns["teams"], said)
    inside = said[: teams.start()] if teams else said
    parts = tuple(_part(words, patterns) for words in inside.split("+"))
    known = tuple(part for part in parts if part.city)
    people = int(total["n"])
    return SeatPlan(
        people,
        int(teams["n"]) if teams else 0,
        _count(patterns["leader"], inside),
        _count(patterns["lent"], inside),
        known,
    )


def _part(words: str, patterns: Mapping[str, str]) -> Seats:
    found = re.match(r"[(,;、]*" + patterns["part"], words)
    if found is None or re.match(r"[(,;、]*(?:" + patterns["leader"] + ")", words):
        return Seats("", 0)
    return Seats(
        found["city"], int(found["n"]), bool(_count(patterns["leader"], words)), _count(patterns["lent"], words)
    )


def _count(pattern: str, words: str) -> int:
    found = re.search(pattern, words)
    return int(next((group for group in found.groups() if group), "0")) if found else 0

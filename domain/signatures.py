"""签字: a leader signs what his group found, the same day, and a round's report (seed 000, 第十五条; 002, 五(三))."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain.calendars import midnight_after
from domain.profile_tables import Table
from domain.rosters import SPEAKING_ROLES, Role
from domain.visits import Outcome, Visit

_NUMBER = r"\d{1,6}"
_MARKED = re.compile(rf"#\s?({_NUMBER})(?!\d)(?:\s?[-~至到—–]\s?#?\s?({_NUMBER})(?!\d))?")
_BARE = re.compile(rf"(?<![\d.#-])({_NUMBER})(?![\d.月日年/])")
_ROUND = re.compile(r"第?\s?(\d|[一二三四五六七八九])\s?轮次?")
_DIGITS = {c: n for n, c in enumerate("一二三四五六七八九", 1)}


class Subject(StrEnum):
    """What is signed."""

    VISIT = "visit"
    ROUND = "round"  # the report of a round


class Until(StrEnum):
    """What is the end of the same day."""

    DEADLINE = "deadline"  # when the day's papers are due
    MIDNIGHT = "midnight"


@dataclass(frozen=True, slots=True)
class SignatureRule:
    """Who may sign, visits of which outcomes are to be signed, and until when that is the same day."""

    roles: frozenset[Role]
    outcomes: frozenset[Outcome]
    until: Until


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature: of a visit by its number, or of a round's report by the round's.

    `signer` is a contact id. `fields` are the fingerprints of what the visit said then, by their names.
    """

    subject: Subject
    number: int
    group: str
    signer: str
    at: datetime
    message_id: str
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SigningOrder:
    """What a text asks to be signed: numbers, ranges of numbers (both ends included), or a round's report."""

    numbers: tuple[int, ...] = ()
    ranges: tuple[tuple[int, int], ...] = ()
    round: int | None = None


def parse_signing(table: Table) -> SignatureRule:
    """The rule in `[signing]` of a profile."""
    roles = table.choices("roles", Role)
    if not roles or roles - SPEAKING_ROLES:
        table.fault("roles", f"应为 {'、'.join(sorted(SPEAKING_ROLES))} 中的若干个")
    return SignatureRule(roles & SPEAKING_ROLES, table.choices("outcomes", Outcome), table.choice("until", Until))


def is_same_day(at: datetime, day: date, deadline: datetime, rule: SignatureRule) -> bool:
    """Whether what was found on `day` was signed in time; `deadline` is when the papers of that day are due."""
    return at < (deadline if rule.until is Until.DEADLINE else midnight_after(day))


def fields_of(visit: Visit) -> dict[str, str]:
    """Fingerprints of what is signed of a visit, by the name of the field; no word can be read from them."""
    said = {
        "place": visit.place,
        "county": visit.county or "",
        "team": str(visit.team or ""),
        "industrial": str(visit.industrial),
        "lookback": str(visit.lookback),
        "outcome": visit.outcome.value,
        "categories": ",".join(sorted(visit.categories)),
        "problem": "\n".join(finding.text for finding in visit.findings),
    }
    return {name: hashlib.sha256(value.encode()).hexdigest()[:16] for name, value in said.items()}


def changed_since(signature: Signature, visit: Visit) -> tuple[str, ...]:
    """The fields that are other than when the visit was signed."""
    return tuple(name for name, now in fields_of(visit).items() if signature.fields.get(name) != now)


def signing_order(text: str, *, dated: bool) -> SigningOrder:
    """What a request (as domain.commands.plain_request has it) names; `dated`: a bare number in it is of a day."""
    found = _ROUND.search(text)
    if found and "报告" in text[found.end() :]:
        return SigningOrder(round=int(found[1]) if found[1].isdigit() else _DIGITS[found[1]])
    marked = [(int(one[1]), int(one[2])) if one[2] else (int(one[1]), 0) for one in _MARKED.finditer(text)]
    numbers = [first for first, last in marked if not last]
    if not marked and not dated:
        numbers = [int(one) for one in _BARE.findall(text)]
    return SigningOrder(tuple(dict.fromkeys(numbers)), tuple((first, last) for first, last in marked if last))

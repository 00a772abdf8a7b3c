"""签字: a leader signs what his group found, the same day, and a round's report (seed 000, 第十五条; 002, 五(三))."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain.calendars import midnight_after
from domain.profile_tables import Table
from domain.rosters import SPEAKING_ROLES, Role
from domain.visits import Outcome, Visit


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

    `signer` is a contact id. `fields` are the fingerprints of what the visit said then, by their names. One with
    `taken_back_at` counts no more.
    """

    subject: Subject
    number: int
    group: str
    signer: str
    at: datetime
    message_id: str
    fields: Mapping[str, str]
    taken_back_at: datetime | None = None


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

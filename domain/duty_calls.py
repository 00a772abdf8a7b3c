"""What was said for an obligation that was open: reminders, the roll-call, the steps of its ladder."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.verdicts import Standing


class CallKind(StrEnum):
    REMINDER = "reminder"
    ROLL_CALL = "roll_call"
    STEP = "step"  # of the ladder


@dataclass(frozen=True, slots=True)
class DutyCall:
    """One time that it was asked for. `told` is the role that heard it alone, "" for the group's room."""

    rule: str
    bearer: str
    period: str
    kind: CallKind
    told: str
    at: datetime


def calls_for(standings: Iterable[Standing], kind: CallKind, at: datetime, told: str = "") -> list[DutyCall]:
    """One for each of these that is open."""
    return [DutyCall(s.rule.key, s.group, s.period.key, kind, told, at) for s in standings if s.is_open]

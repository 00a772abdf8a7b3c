"""What was said for an obligation that was open: reminders, the roll-call, the steps of its ladder."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


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

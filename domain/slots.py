"""A slot: one thing that falls due once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

REPORT_AGAIN = "report_again"  # a daily report at a moment that somebody has asked for; subject: his message
ROSTER_CHANGE = "roster_change"  # the roster of a round comes into force; subject: its turn


@dataclass(frozen=True, slots=True)
class Slot:
    """(rule, subject, due_at) names it for ever; run_at is when it is to be done, not before due_at."""

    rule: str
    subject: str
    due_at: datetime
    run_at: datetime

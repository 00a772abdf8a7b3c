"""免交: a dispatcher lets a group, a team or a person off one obligation of one period, with a reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Excuse:
    """One that holds. `bearer` is the key of who owes, `period` that of the period, `by` the contact id of who gave it.

    `is_over` once it was taken back: kept for the record.
    """

    rule: str
    bearer: str
    period: str
    reason: str
    by: str
    at: datetime
    is_over: bool = False


def excuse_for(excuses: Iterable[Excuse], rule: str, bearer: str, period: str) -> Excuse | None:
    """The one that holds for this rule, bearer and period."""
    wanted = (rule, bearer, period)
    return next((e for e in excuses if not e.is_over and (e.rule, e.bearer, e.period) == wanted), None)

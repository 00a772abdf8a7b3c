"""Who asked for what is not his was refused; whoever is on duty hears who, gathered, and nothing of what."""

from __future__ import annotations

from datetime import datetime, timedelta

from domain.calendars import at_time, day_of
from domain.scopes import Refusal
from domain.slots import Slot

REFUSALS = "refusals"
NOT_ONES_OWN = frozenset({Refusal.NOT_YOUR_ROLE, Refusal.OTHER_GROUP})  # any other is a slip of the pen


def refusal_slot(person: str, now: datetime, gather: timedelta) -> Slot:
    """When it is told that somebody was refused: with all of him until then, in pieces of that length of the day."""
    midnight = at_time(day_of(now), datetime.min.time())
    due = midnight + ((now - midnight) // gather) * gather
    return Slot(REFUSALS, person, due, due + gather)

"""Posts that were made for somebody who may not hear of what is in them: not sent, told to whoever is on duty."""

from __future__ import annotations

from datetime import datetime

from domain.slots import Slot

WITHHELD = "withheld"


def withheld_slot(now: datetime) -> Slot:
    """When it is told: at once, and once an hour however many there are."""
    return Slot(WITHHELD, "", now.replace(minute=0, second=0, microsecond=0), now)

"""At a round's first midnight its roster comes into force (seed 002, 二)."""

from __future__ import annotations

from domain.slots import ROSTER_CHANGE, Slot
from schedules.timing import Rule
from storage.work import UnitOfWork


def come_into_force(slot: Slot, work: UnitOfWork) -> None:
    """Who came is bound, who went is not any more; nothing where the round's beginning was moved meanwhile."""
    work.rosters.come_into_force(int(slot.subject))


RULE = Rule(ROSTER_CHANGE, come_into_force)

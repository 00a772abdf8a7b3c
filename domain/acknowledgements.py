"""Acknowledgements (回执): when a visit may be spoken of, what it still lacks, what was said of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from domain.calendars import at_time, day_of
from domain.campaigns import Campaign
from domain.quiet_hours import by_day
from domain.slots import Slot
from domain.visits import WITH_FINDING, Outcome, Visit, place_key

ACKNOWLEDGE = "acknowledge"  # a visit has settled
GATHER = "gather"  # what has waited long enough is said together
COACH = "coach"  # a visit that was spoken of still lacks evidence
CORRECT = "correct"  # a visit that was spoken of has changed and settled again


class Missing(StrEnum):
    """What a visit still lacks."""

    VIDEO = "video"
    PHOTO = "photo"
    COUNTY = "county"


#: Lost when the team leaves the place, so it is asked for at once.
PERISHABLE = frozenset({Missing.VIDEO, Missing.PHOTO})


def settled_at(visit: Visit, campaign: Campaign) -> datetime:
    """When nothing more is expected to be added."""
    return visit.last_at + campaign.visit_settle


def acknowledgement_slot(visit: Visit, campaign: Campaign) -> Slot:
    """The one slot of a stored visit; move it whenever the visit changes."""
    return Slot(ACKNOWLEDGE, str(visit.number), visit.reported_at, settled_at(visit, campaign))


def correction_slot(visit: Visit, campaign: Campaign, changed_at: datetime) -> Slot:
    """For a change that comes after the visit's own slot is done; one for each change."""
    return Slot(CORRECT, str(visit.number), changed_at, changed_at + campaign.visit_settle)


def coach_slot(number: int, said_at: datetime, campaign: Campaign) -> Slot:
    """For the remark that follows what was said then, if nothing else was said of the visit meanwhile."""
    return Slot(COACH, str(number), said_at, said_at + campaign.remark_gap)


def wants_acknowledgement(visit: Visit, campaign: Campaign) -> bool:
    """By the profile's manners; a withdrawn visit (without links) never."""
    if not visit.links or campaign.acknowledge == "none":
        return False
    return campaign.acknowledge == "all" or visit.outcome in WITH_FINDING


@dataclass(frozen=True, slots=True)
class Entry:
    """One visit as an acknowledgement tells it; photos and videos are different files."""

    visit: Visit
    photos: int
    videos: int
    missing: tuple[Missing, ...]

    @property
    def is_pressing(self) -> bool:
        """Worth a post of its own. Not in an urgent case: whoever is obstructed or guards a pipe is not chased."""
        return not self.visit.urgent and not PERISHABLE.isdisjoint(self.missing)


def entry_of(visit: Visit, photos: int, videos: int, campaign: Campaign) -> Entry:
    return Entry(visit, photos, videos, missing_of(visit, photos, videos, campaign))


class Checked(Protocol):
    """What was found where."""

    @property
    def outcome(self) -> Outcome: ...

    @property
    def county(self) -> str | None: ...


def missing_of(visit: Checked, photos: int, videos: int, campaign: Campaign) -> tuple[Missing, ...]:
    """What the scheme asks for and the visit has not (seed 002, 五(二)): facts, no judgement."""
    missing = []
    if visit.outcome in campaign.evidence_outcomes:
        if videos < campaign.evidence_videos:
            missing.append(Missing.VIDEO)
        if photos < campaign.evidence_photos:
            missing.append(Missing.PHOTO)
    if visit.county is None:
        missing.append(Missing.COUNTY)
    return tuple(missing)


def gather_until(visit: Visit, campaign: Campaign) -> datetime:
    """How long a visit that lacks nothing waits for others, so that the room hears little.

    Not beyond the evening tally, which closes the day's talk; what would fall into quiet hours
    waits for their end, all in one post.
    """
    settled = settled_at(visit, campaign)
    until = max(settled, visit.reported_at + campaign.visit_settle + campaign.gather)
    tally_at = at_time(day_of(settled), campaign.tally_at)
    if settled <= tally_at:
        until = min(until, tally_at)
    return by_day(until, campaign)


def statement_of(visit: Visit) -> str:
    """What an acknowledgement says of team, place and outcome: kept, to see later whether it still holds."""
    return "\n".join((str(visit.team or ""), visit.place, visit.outcome.value if visit.links else ""))


def still_holds(statement: str, visit: Visit) -> bool:
    """Whether what was said is still so; spaces and punctuation of a name do not matter."""
    return _keys(statement) == _keys(statement_of(visit))


def _keys(statement: str) -> list[str]:
    return [place_key(line) for line in statement.split("\n")]

"""Quiet hours (静默时段): when rooms sleep, and who hears an answer then."""

from __future__ import annotations

from datetime import datetime, timedelta

from domain.calendars import SHANGHAI, at_time
from domain.campaigns import Campaign


def quiet_end(at: datetime, campaign: Campaign) -> datetime | None:
    """When the quiet hours end in which a moment lies; None outside them."""
    start, end = campaign.quiet_from, campaign.quiet_to
    local = at.astimezone(SHANGHAI)
    clock, day = local.time(), local.date()
    if start <= end:
        return at_time(day, end) if start <= clock < end else None
    if clock >= start:
        return at_time(day + timedelta(days=1), end)
    return at_time(day, end) if clock < end else None


def by_day(at: datetime, campaign: Campaign) -> datetime:
    """A moment by day as it is; of the quiet hours their end."""
    return quiet_end(at, campaign) or at


def where_to_answer(room: str | None, sender: str, now: datetime, campaign: Campaign) -> tuple[str | None, str | None]:
    """(room, None), or (None, contact) for what was said in private and for a room in its quiet hours."""
    if room is None or quiet_end(now, campaign) is not None:
        return None, sender
    return room, None

"""Blind windows: what may have been said while the bot heard nothing is never called missing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from domain.campaigns import Campaign
from domain.periods import Period
from domain.quiet_hours import quiet_end


@dataclass(frozen=True, slots=True)
class BlindWindow:
    """One window as it stands for one group.

    Nothing sent from `since` to `until` (None: still deaf) may have come. `closes_at` is when the group has had its
    time to answer what it was told; None until it was told. `is_open`: that moment has not come.
    """

    since: datetime
    until: datetime | None
    closes_at: datetime | None
    is_open: bool

    def hides(self, period: Period, before: datetime) -> bool:
        """Whether something sent for the period and before that moment may be hidden in it."""
        begins = max(self.since, period.opens_at)
        ends = min(before, period.closes_at, self.until or before)
        return begins < ends

    def excuses(self, sent_at: datetime, period: Period) -> bool:
        """Whether what was sent so late may be what was hidden, sent again because the bot asked for it."""
        return self.hides(period, period.due_at) and (self.closes_at is None or sent_at <= self.closes_at)


def hiding(windows: Iterable[BlindWindow], period: Period, before: datetime) -> BlindWindow | None:
    """The first open window that may hide something sent for the period before that moment."""
    return next((window for window in windows if window.is_open and window.hides(period, before)), None)


def is_worth_telling(since: datetime, until: datetime, campaign: Campaign) -> bool:
    """Long enough, and not wholly within quiet hours."""
    asleep = quiet_end(since, campaign)
    return until - since >= campaign.blind_least and (asleep is None or asleep < until)

"""How obligations stand by what is on record: rows are read here and judged in domain/verdicts.py."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from domain.obligations import standing_of
from domain.rosters import Group
from domain.verdicts import Standing
from storage.work import UnitOfWork

Board = list[tuple[Group, tuple[Standing, ...]]]


def board_on(day: date, at: datetime, work: UnitOfWork, groups: Sequence[Group] | None = None) -> Board:
    """The day's papers of these groups (of all, where None) by what was sent strictly before `at`."""
    groups = work.roster.groups if groups is None else groups
    attempts = work.submissions.of_day(day, groups[0].key if len(groups) == 1 else None)
    windows = work.blind_windows.of_groups(groups, day)
    excuses = work.excuses.of_period(day.isoformat())
    return [(g, standing_of(g, day, attempts, work.campaign, at, windows[g.key], excuses)) for g in groups]

"""What each team did each day, counted as visits are written."""

from __future__ import annotations

from sqlalchemy import Column, Date, Integer, Table

from storage.columns import Words
from storage.tables import metadata

#: In the place of a team where there is none: a key takes no null.
NO_TEAM = -1

#: The counters, as `domain.tallies.TeamTally` names them and in its order, but for `with_finding`: the sum of three.
COUNTERS = (
    "visits",
    "points",
    "industrial",
    "findings",
    "violations",
    "urgent",
    "problem_points",
    "filings",
    "corrected",
    "handover",
)

day_counts = Table(
    "day_counts",
    metadata,
    Column("campaign", Words, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("group_key", Words, primary_key=True),
    Column("team", Integer, primary_key=True, autoincrement=False),
    *(Column(name, Integer, nullable=False) for name in COUNTERS),
    sqlite_with_rowid=False,  # a row is found by its key in one step, not two
)

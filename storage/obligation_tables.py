"""Who was let off an obligation, and who was asked for one and when."""

from __future__ import annotations

from sqlalchemy import Column, Date, Index, Integer, Table

from storage.columns import Moment, RowId, Words
from storage.tables import metadata

#: `bearer` is the key of who owes, `period` that of the period; in force until `ended_at`.
excuses = Table(
    "excuses",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("campaign", Words, nullable=False),
    Column("rule", Words, nullable=False),
    Column("bearer", Words, nullable=False),
    Column("period", Words, nullable=False),
    Column("reason", Words, nullable=False),
    Column("by", Words, nullable=False),
    Column("at", Moment, nullable=False),
    Column("ended_by", Words),
    Column("ended_at", Moment),
)
Index("ix_excuses_period", excuses.c.campaign, excuses.c.period, excuses.c.bearer)

#: What was said for an obligation that was open: a reminder, the roll-call, a step of the ladder.
duty_calls = Table(
    "duty_calls",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("campaign", Words, nullable=False),
    Column("rule", Words, nullable=False),
    Column("bearer", Words, nullable=False),
    Column("period", Words, nullable=False),
    Column("kind", Words, nullable=False),
    Column("told", Words, nullable=False),  # a role, or '' for the group's room
    Column("at", Moment, nullable=False),
)
Index("ix_duty_calls_period", duty_calls.c.campaign, duty_calls.c.period, duty_calls.c.bearer)

#: A change of a round's dates that waits, or waited, for a second dispatcher.
round_changes = Table(
    "round_changes",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("campaign", Words, nullable=False),
    Column("round", Integer, nullable=False),
    Column("end", Date, nullable=False),
    Column("reason", Words, nullable=False),
    Column("by", Words, nullable=False),
    Column("at", Moment, nullable=False),
    Column("settled_by", Words),
    Column("settled_at", Moment),
)

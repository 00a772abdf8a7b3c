"""What people set of visits by hand: one row an event, never changed."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Table

from storage.columns import Moment, RowId, Words
from storage.tables import metadata

visit_edits = Table(
    "visit_edits",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("campaign", Words, nullable=False),
    Column("namespace", Words, nullable=False),
    Column("number", Integer, nullable=False),
    Column("act", Words, nullable=False),  # change, withdraw, restore, merge, split
    Column("editor", Words, nullable=False),
    Column("at", Moment, nullable=False),
    Column("message_id", Words, nullable=False),
    Column("field", Words),  # of a change
    Column("problem", Integer, nullable=False),
    Column("was", Words, nullable=False),
    Column("value", Words, nullable=False),
    Column("other", Integer),  # the visit merged with or split off
    Column("reason", Words, nullable=False),
)
Index("ix_visit_edits_number", visit_edits.c.campaign, visit_edits.c.number, visit_edits.c.id)

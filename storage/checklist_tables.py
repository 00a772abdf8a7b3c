"""Lists pushed to groups, their places, and what was set of these by hand."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, Table

from storage.columns import Moment, RowId, Words
from storage.tables import metadata

checklists = Table(
    "checklists",
    metadata,
    Column("campaign", Words, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("group_key", Words, nullable=False),
    Column("instruction", Words, nullable=False),
    Column("author", Words, nullable=False),
    Column("pushed_at", Moment, nullable=False),
)

checklist_items = Table(
    "checklist_items",
    metadata,
    Column("campaign", Words, primary_key=True),
    Column("checklist", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("name", Words, nullable=False),
    Column("county", Words, nullable=False),
    Column("address", Words, nullable=False),
    Column("note", Words, nullable=False),
)

#: Appended; the latest of an item holds. Neither checked nor with a reason: what was set before is taken back.
checklist_marks = Table(
    "checklist_marks",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("campaign", Words, nullable=False),
    Column("checklist", Integer, nullable=False),
    Column("item", Integer, nullable=False),
    Column("checked", Boolean, nullable=False),
    Column("visit", Integer),
    Column("reason", Words, nullable=False),
    Column("marked_by", Words, nullable=False),
    Column("marked_at", Moment, nullable=False),
)
Index("ix_checklist_marks_checklist", checklist_marks.c.campaign, checklist_marks.c.checklist)

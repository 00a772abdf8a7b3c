"""Bulletins: the drafts, the wordings that they had before, and where they were sent."""

from __future__ import annotations

from sqlalchemy import Column, Date, Index, Integer, Table

from storage.columns import Document, Moment, RowId, Words
from storage.tables import metadata

bulletins = Table(
    "bulletins",
    metadata,
    Column("campaign", Words, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("kind", Words, nullable=False),
    Column("first", Date, nullable=False),
    Column("last", Date, nullable=False),
    Column("round", Integer),
    Column("groups", Document, nullable=False),  # keys, of those whose rows it is made of
    Column("computed", Words, nullable=False),  # what the rows said as_of
    Column("as_of", Moment, nullable=False),
    Column("text", Words, nullable=False),
    Column("author", Words, nullable=False),
    Column("message_id", Words, nullable=False),  # of the form that made it
    Column("state", Words, nullable=False),  # draft, approved, sent, dropped
    Column("edited_by", Words),
    Column("edited_at", Moment),
    Column("approved_by", Words),
    Column("approved_at", Moment),
)
Index("ix_bulletins_message", bulletins.c.message_id)

#: What a bulletin said until somebody changed it: `by` and `at` are of the change.
bulletin_texts = Table(
    "bulletin_texts",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("campaign", Words, nullable=False),
    Column("number", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    Column("by", Words, nullable=False),
    Column("text", Words, nullable=False),
)
Index("ix_bulletin_texts_number", bulletin_texts.c.campaign, bulletin_texts.c.number)

bulletin_rooms = Table(
    "bulletin_rooms",
    metadata,
    Column("campaign", Words, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("room", Words, primary_key=True),
    Column("by", Words, nullable=False),
    Column("at", Moment, nullable=False),
    Column("once_key", Words, nullable=False),
)

"""Who has told of which integrity paper."""

from __future__ import annotations

from sqlalchemy import Column, Integer, Table

from storage.columns import Moment, Words
from storage.tables import metadata

#: `paper` is pledge or selfcheck; `message_id` is what told of it.
integrity_papers = Table(
    "integrity_papers",
    metadata,
    Column("campaign", Words, primary_key=True),
    Column("paper", Words, primary_key=True),
    Column("round", Integer, primary_key=True, autoincrement=False),
    Column("person", Words, primary_key=True),
    Column("namespace", Words, nullable=False),
    Column("message_id", Words, nullable=False),
    Column("told_at", Moment, nullable=False),
)

"""Control periods that dispatchers have announced."""

from __future__ import annotations

from sqlalchemy import Column, Integer, Table

from storage.columns import Moment, Words
from storage.tables import metadata

#: `until` is None where it lasts until it is ended; `ended_at` is when it was, whatever was announced.
control_periods = Table(
    "control_periods",
    metadata,
    Column("campaign", Words, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("city", Words, nullable=False),
    Column("level", Words, nullable=False),
    Column("since", Moment, nullable=False),
    Column("until", Moment),
    Column("ended_at", Moment),
    Column("opened_by", Words, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("ended_by", Words),
    Column("message_id", Words, nullable=False),
)

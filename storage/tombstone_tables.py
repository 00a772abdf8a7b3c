"""What was erased by the retention policy: its hash stays, with when and why."""

from __future__ import annotations

from sqlalchemy import Column, Index, Table

from storage.columns import Moment, RowId, Words
from storage.tables import metadata

tombstones = Table(
    "tombstones",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("what", Words, nullable=False),  # file, message
    Column("namespace", Words, nullable=False),
    Column("message_id", Words, nullable=False),
    Column("sha256", Words, nullable=False),  # of the file, or of the message as it came
    Column("size", RowId, nullable=False),  # bytes
    Column("erased_at", Moment, nullable=False),
    Column("why", Words, nullable=False),
)
Index("ix_tombstones_message", tombstones.c.namespace, tombstones.c.message_id, tombstones.c.what, unique=True)

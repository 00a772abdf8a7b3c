"""When the bot was deaf, and up to when it was surely listening."""

from __future__ import annotations

from sqlalchemy import Column, Index, Table

from storage.columns import Moment, RowId, Words
from storage.tables import metadata

#: When nothing was heard: from `since` to `until` (null: still). What is told to the rooms closes by itself some time
#: after; what is told to nobody closes at `closed_at`.
blind_windows = Table(
    "blind_windows",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("namespace", Words, nullable=False),
    Column("since", Moment, nullable=False),
    Column("until", Moment),
    Column("told_at", Moment),
    Column("told_as", Words),  # `due` in the once keys of the posts that tell the rooms
    Column("closed_at", Moment),
)
Index("ix_blind_windows_since", blind_windows.c.namespace, blind_windows.c.since)

#: Up to when the bot was surely listening.
heard = Table(
    "heard",
    metadata,
    Column("namespace", Words, primary_key=True),
    Column("heard_to", Moment, nullable=False),
)

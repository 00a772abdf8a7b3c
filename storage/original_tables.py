"""Photos that came compressed, and the originals that were had of them later."""

from __future__ import annotations

from sqlalchemy import Column, Integer, Table, UniqueConstraint, literal_column, select

from storage.columns import Moment, RowId, Words
from storage.tables import inbox, index_of_some, metadata

#: One row for each message whose picture came compressed; what came stays the message's file.
originals = Table(
    "originals",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("namespace", Words, nullable=False),
    Column("message_id", Words, nullable=False),
    Column("state", Words, nullable=False),  # wanted, kept, given_up, erased
    Column("sha256", Words),
    Column("size", RowId),  # bytes
    Column("tries", Integer, nullable=False),
    Column("due_at", Moment, nullable=False),  # the next try
    Column("ended_at", Moment),
    UniqueConstraint("namespace", "message_id"),
)
WANTED = originals.c.state == literal_column("'wanted'")
KEPT = originals.c.state == literal_column("'kept'")
index_of_some("ix_originals_wanted", WANTED, originals.c.namespace, originals.c.due_at)
index_of_some("ix_originals_kept", KEPT, originals.c.sha256)
#: Of the two tables, one message.
SAME_MESSAGE = (originals.c.namespace == inbox.c.namespace) & (originals.c.message_id == inbox.c.message_id)
#: The SHA-256 of the original that was had later, beside the columns of a message.
LATER = select(originals.c.sha256).where(KEPT, SAME_MESSAGE).scalar_subquery().label("original")

"""Signatures: one row each; one taken back is kept, and counts no more."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Table

from storage.columns import Document, Moment, RowId, Words
from storage.tables import metadata

#: `number` is a visit's or a round's; `fields` are the fingerprints of what the visit said when it was signed.
signatures = Table(
    "signatures",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("campaign", Words, nullable=False),
    Column("subject", Words, nullable=False),  # visit, round
    Column("number", Integer, nullable=False),
    Column("group_key", Words, nullable=False),
    Column("signer", Words, nullable=False),
    Column("at", Moment, nullable=False),
    Column("namespace", Words, nullable=False),
    Column("message_id", Words, nullable=False),
    Column("fields", Document, nullable=False),
    Column("taken_back_at", Moment),
)
Index("ix_signatures_number", signatures.c.campaign, signatures.c.subject, signatures.c.number)
Index("ix_signatures_message", signatures.c.namespace, signatures.c.message_id)

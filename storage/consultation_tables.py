"""Questions that were passed on to the experts."""

from __future__ import annotations

from sqlalchemy import Column, Integer, Table

from storage.columns import Moment, Words
from storage.tables import metadata

#: `number` is what experts and askers know a question by; the question itself is a message of the inbox.
consultations = Table(
    "consultations",
    metadata,
    Column("campaign", Words, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("namespace", Words, nullable=False),
    Column("message_id", Words, nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("answered_at", Moment),
)

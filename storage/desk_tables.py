"""What was asked for at the console."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Table, UniqueConstraint

from storage.columns import Document, Moment, Words
from storage.tables import metadata

desk_requests = Table(
    "desk_requests",
    metadata,
    Column("campaign", Words, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("message_id", Words, nullable=False),  # of the form that asked, as it stands in the inbox
    Column("part", Integer, nullable=False),
    Column("asked_by", Words, nullable=False),
    Column("title", Words, nullable=False),
    Column("about", Document, nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("state", Words, nullable=False),  # waiting, made, failed
    Column("text", Words, nullable=False),
    Column("sha256", Words, nullable=False),
    Column("file_name", Words, nullable=False),
    Column("ended_at", Moment),
    UniqueConstraint("campaign", "message_id", "part"),
)
Index("ix_desk_requests_asked_by", desk_requests.c.campaign, desk_requests.c.asked_by, desk_requests.c.number)

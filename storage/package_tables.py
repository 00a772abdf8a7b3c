"""Packages that were made of what groups handed in, and the mails that carry them."""

from __future__ import annotations

from sqlalchemy import Column, Date, Index, Integer, Table

from storage.columns import Document, Moment, Words
from storage.tables import metadata

#: `content` is the same for the same files; `files` are [name, SHA-256, bytes] each.
packages = Table(
    "packages",
    metadata,
    Column("campaign", Words, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("group_key", Words, nullable=False),
    Column("day", Date),
    Column("round", Integer),
    Column("file_name", Words, nullable=False),
    Column("sha256", Words, nullable=False),
    Column("size", Integer, nullable=False),
    Column("content", Words, nullable=False),
    Column("files", Document, nullable=False),
    Column("lost", Document, nullable=False),
    Column("asked_by", Words, nullable=False),
    Column("made_at", Moment, nullable=False),
)
Index("ix_packages_day", packages.c.campaign, packages.c.day)

#: `message_id` is the Message-ID of the mail itself; `answers` the chat message that asked for it.
mails = Table(
    "mails",
    metadata,
    Column("campaign", Words, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("package", Integer, nullable=False),
    Column("group_key", Words, nullable=False),
    Column("state", Words, nullable=False),  # owed, sending, sent, failed, unknown
    Column("asked_by", Words, nullable=False),
    Column("namespace", Words, nullable=False),
    Column("answers", Words, nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("not_before", Moment, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("message_id", Words, nullable=False),
    Column("sent_at", Moment),
    Column("fault", Words),
)
Index("ix_mails_state", mails.c.campaign, mails.c.state)

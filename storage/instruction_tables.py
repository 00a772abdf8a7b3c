"""Instructions as tables: whom they are for, the posts that carry them, their copies and what answers them."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, Table, UniqueConstraint

from storage.columns import Document, Moment, RowId, Words
from storage.tables import metadata

instructions = Table(
    "instructions",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("campaign", Words, nullable=False),
    Column("number", Words, nullable=False),
    Column("day", Date, nullable=False),
    Column("author", Words, nullable=False),
    Column("text", Words, nullable=False),
    Column("groups", Document, nullable=False),
    Column("issued_at", Moment, nullable=False),
    Column("message_id", Words, nullable=False),
    Column("status", Words, nullable=False),  # waiting, issued, dropped, voided, replaced
    Column("kind", Words, nullable=False),
    Column("due_at", Moment),
    Column("sensitive", Boolean, nullable=False),
    Column("replaces", Words),
    Column("ended", Words, nullable=False),
    UniqueConstraint("campaign", "number"),
)
Index("ix_instructions_day", instructions.c.campaign, instructions.c.day)

instruction_groups = Table(
    "instruction_groups",
    metadata,
    Column("instruction_id", RowId, ForeignKey("instructions.id"), primary_key=True, autoincrement=False),
    Column("group_key", Words, primary_key=True),
    Column("campaign", Words, nullable=False),
    Column("issued_at", Moment, nullable=False),
)
Index(
    "ix_instruction_groups_open",
    instruction_groups.c.campaign,
    instruction_groups.c.group_key,
    instruction_groups.c.issued_at,
)

#: Which posts carry an instruction: a group may have several rooms.
instruction_posts = Table(
    "instruction_posts",
    metadata,
    Column("once_key", Words, primary_key=True),
    Column("instruction_id", RowId, ForeignKey("instructions.id"), nullable=False),
    Column("group_key", Words, nullable=False),
)

#: Each room's copy of a sensitive instruction has a number of its own, by which a leak is traced.
instruction_copies = Table(
    "instruction_copies",
    metadata,
    Column("instruction_id", RowId, ForeignKey("instructions.id"), primary_key=True, autoincrement=False),
    Column("copy", Integer, primary_key=True, autoincrement=False),
    Column("group_key", Words, nullable=False),
    Column("room", Words, nullable=False),
)

receipts = Table(
    "receipts",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("instruction_id", RowId, ForeignKey("instructions.id"), nullable=False),
    Column("group_key", Words, nullable=False),
    Column("team", Integer),
    Column("sender", Words, nullable=False),
    Column("message_id", Words, nullable=False),
    Column("at", Moment, nullable=False),
    UniqueConstraint("instruction_id", "sender"),
)

#: What groups told of an instruction; the words themselves are a message of the inbox.
feedbacks = Table(
    "feedbacks",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("instruction_id", RowId, ForeignKey("instructions.id"), nullable=False),
    Column("group_key", Words, nullable=False),
    Column("team", Integer),
    Column("sender", Words, nullable=False),
    Column("message_id", Words, nullable=False),
    Column("at", Moment, nullable=False),
    UniqueConstraint("instruction_id", "message_id"),
)
Index("ix_feedbacks_message", feedbacks.c.message_id)

#: What dispatchers have posted by hand, a row a room; `instruction` is its number once it is counted.
hand_orders = Table(
    "hand_orders",
    metadata,
    Column("namespace", Words, primary_key=True),
    Column("message_id", Words, primary_key=True),
    Column("campaign", Words, nullable=False),
    Column("sender", Words, nullable=False),
    Column("room", Words, nullable=False),
    Column("group_key", Words, nullable=False),
    Column("text", Words, nullable=False),
    Column("at", Moment, nullable=False),
    Column("instruction", Words),
)
Index("ix_hand_orders_sender", hand_orders.c.campaign, hand_orders.c.sender, hand_orders.c.at)

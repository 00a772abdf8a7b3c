"""The rooms in which the bot sits, who in them is on no roster, and what the dispatchers are to be told of it."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, Index, Integer, Table, UniqueConstraint, literal_column

from storage.columns import Moment, RowId, Words
from storage.tables import index_of_some, metadata, outbox

#: What is known of a room, on a roster or not.
watched_rooms = Table(
    "watched_rooms",
    metadata,
    Column("namespace", Words, primary_key=True),
    Column("room", Words, primary_key=True),
    Column("topic", Words, nullable=False),  # '' while nobody has told it
    Column("members", Integer),  # null before the first look
    Column("is_in", Boolean, nullable=False),  # whether the bot sits in it
    Column("hold", Words),  # why posts wait though no stranger sits there
    Column("looked_at", Moment),
    Column("alarmed_at", Moment),
)

#: One row for each account in a room that was no person's; who comes back is the same row again.
strangers = Table(
    "strangers",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("namespace", Words, nullable=False),
    Column("room", Words, nullable=False),
    Column("contact", Words, nullable=False),
    Column("name", Words, nullable=False),
    Column("imitates", Boolean, nullable=False),
    Column("member", Boolean, nullable=False),  # seen to be in it, not merely heard there
    Column("first_at", Moment, nullable=False),
    Column("last_at", Moment, nullable=False),
    Column("left_at", Moment),
    Column("confirmed_at", Moment),
    Column("confirmed_by", Words),
    UniqueConstraint("namespace", "room", "contact"),
)

#: What is to be told of a room, each thing once a day.
room_notices = Table(
    "room_notices",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("namespace", Words, nullable=False),
    Column("room", Words, nullable=False),
    Column("change", Words, nullable=False),
    Column("subject", Words, nullable=False),  # a contact id, the number of a post, or ''
    Column("name", Words, nullable=False),
    Column("imitates", Boolean, nullable=False),
    Column("urgent", Boolean, nullable=False),
    Column("day", Date, nullable=False),
    Column("at", Moment, nullable=False),
    Column("told_at", Moment),
    UniqueConstraint("namespace", "room", "change", "subject", "day"),
)
Index("ix_room_notices_untold", room_notices.c.namespace, room_notices.c.room, room_notices.c.told_at)

HELD = outbox.c.state == literal_column("'held'")
index_of_some("ix_outbox_held", HELD, outbox.c.lane, outbox.c.id)

"""Which account the bot has, and which room of the platform is which; people's bindings are with the roster."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Integer, Table, literal_column

from storage.columns import Moment, RowId, Words
from storage.tables import inbox, index_of_some, metadata

#: The account that was logged in last at a gateway. `version` counts the changes of any binding of the gateway.
accounts = Table(
    "accounts",
    metadata,
    Column("namespace", Words, primary_key=True),
    Column("account", Words),
    Column("version", Integer, nullable=False),
)

#: Which room of the platform is which room of the roster, from when to when; rows are closed, not deleted.
room_bindings = Table(
    "room_bindings",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("campaign", Words, nullable=False),
    Column("namespace", Words, nullable=False),
    Column("platform_room", Words, nullable=False),
    Column("room", Words, nullable=False),
    Column("from_at", Moment, nullable=False),
    Column("to_at", Moment),
    Column("confirmed_by", Words, nullable=False),
    Column("closed_by", Words),
)
ROOM_IN_FORCE = room_bindings.c.to_at.is_(None)
index_of_some(
    "ix_room_bindings_in_force",
    ROOM_IN_FORCE,
    room_bindings.c.campaign,
    room_bindings.c.namespace,
    room_bindings.c.platform_room,
    unique=True,
)

#: Who may be whom: a contact that shows the name of somebody, a platform room in which a group's people speak.
proposals = Table(
    "proposals",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("campaign", Words, nullable=False),
    Column("namespace", Words, nullable=False),
    Column("number", Integer, nullable=False),
    Column("contact", Words, nullable=False),  # or the platform room, as the house knows them
    Column("name", Words, nullable=False),  # what it shows
    Column("subject", Words, nullable=False),  # the person, or the room
    Column("is_room", Boolean, nullable=False),
    Column("room", Words),  # where it was seen
    Column("at", Moment, nullable=False),
    Column("settled_at", Moment),
    Column("settled_by", Words),
)
PROPOSED = proposals.c.settled_at.is_(None)
index_of_some(
    "ix_proposals_open",
    PROPOSED,
    proposals.c.campaign,
    proposals.c.namespace,
    proposals.c.contact,
    proposals.c.subject,
    unique=True,
)

#: Rooms in which too many are unknown, from when to when.
doubts = Table(
    "doubts",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("campaign", Words, nullable=False),
    Column("namespace", Words, nullable=False),
    Column("room", Words, nullable=False),
    Column("since", Moment, nullable=False),  # when the first of the unknown spoke
    Column("opened_at", Moment, nullable=False),
    Column("closed_at", Moment),
)
DOUBTED = doubts.c.closed_at.is_(None)
index_of_some("ix_doubts_open", DOUBTED, doubts.c.campaign, doubts.c.namespace, doubts.c.room, unique=True)

#: The lists of what is to be confirmed, as they went out; `vouched`: the operator has looked and finds all well.
binding_lists = Table(
    "binding_lists",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("campaign", Words, nullable=False),
    Column("namespace", Words, nullable=False),
    Column("at", Moment, nullable=False),
    Column("digest", Words, nullable=False),
    Column("vouched", Boolean, nullable=False),
)

#: Kept while the sender or the room was bound to nothing, and to be read now.
LATE = inbox.c.state == literal_column("'late'")
index_of_some("ix_inbox_late", LATE, inbox.c.namespace, inbox.c.sent_at, inbox.c.seq)

"""Which account the bot has, and which room of the platform is which; people's bindings are with the roster."""

from __future__ import annotations

from sqlalchemy import Column, Integer, Table

from storage.columns import Moment, RowId, Words
from storage.tables import index_of_some, metadata

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

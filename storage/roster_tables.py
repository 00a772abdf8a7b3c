"""Who is who, as tables: the imported rosters, one for each campaign, and the accounts bound to people."""

from __future__ import annotations

from sqlalchemy import Column, Date, Integer, Table

from storage.columns import Document, Moment, RowId, Words
from storage.tables import index_of_some, metadata

rosters = Table(
    "rosters",
    metadata,
    Column("campaign", Words, primary_key=True),
    Column("turn", Integer, nullable=False, unique=True),  # the highest is in force
    Column("sha256", Words, nullable=False),
    Column("imported_at", Moment, nullable=False),
)

rounds = Table(
    "rounds",
    metadata,
    Column("campaign", Words, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("position", Integer, nullable=False),
    Column("start", Date, nullable=False),
    Column("end", Date, nullable=False),
)

groups = Table(
    "groups",
    metadata,
    Column("campaign", Words, primary_key=True),
    Column("key", Words, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("name", Words, nullable=False),
    Column("city", Words, nullable=False),
    Column("counties", Document, nullable=False),
    Column("sending_cities", Document, nullable=False),
    Column("teams", Document, nullable=False),
)

rooms = Table(
    "rooms",
    metadata,
    Column("campaign", Words, primary_key=True),
    Column("id", Words, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("topic", Words, nullable=False),
    Column("kind", Words, nullable=False),
    Column("group_key", Words),
    Column("city", Words),
)

people = Table(
    "people",
    metadata,
    Column("campaign", Words, primary_key=True),
    Column("id", Words, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("name", Words, nullable=False),
    Column("role", Words, nullable=False),
    Column("group_key", Words),
    Column("team", Integer),
    Column("alias", Document, nullable=False),
    Column("details", Document, nullable=False),
)

#: Which contact is which person, from when to when, and who confirmed it; rows are closed, not deleted. `namespace` is
#: the account that sees the contact: other accounts may know the same person under another id.
bindings = Table(
    "bindings",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("campaign", Words, nullable=False),
    Column("namespace", Words, nullable=False),
    Column("contact_id", Words, nullable=False),
    Column("person", Words, nullable=False),
    Column("from_at", Moment, nullable=False),
    Column("to_at", Moment),
    Column("confirmed_by", Words, nullable=False),
    Column("closed_by", Words),
)
BY_ROSTER = "roster"  # who confirmed or closed a binding: no person but the import of a roster
IN_FORCE = bindings.c.to_at.is_(None)
index_of_some(
    "ix_bindings_in_force",
    IN_FORCE,
    bindings.c.campaign,
    bindings.c.namespace,
    bindings.c.contact_id,
    unique=True,
)

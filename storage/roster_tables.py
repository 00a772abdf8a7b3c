"""Who is who, as tables: the imported rosters, one for each campaign, and the accounts bound to people."""

from __future__ import annotations

from sqlalchemy import Column, Integer, Table

from storage.columns import Document, Moment, RowId, Words
from storage.tables import index_of_some, metadata

#: Every roster that ever was imported or amended, whole. In force at a time is the one with the latest `from_at` until
#: then (of several the highest turn); those still to come wait. One that another has taken the place of before it came
#: into force is marked, not deleted.
roster_versions = Table(
    "roster_versions",
    metadata,
    Column("turn", Integer, primary_key=True, autoincrement=False),
    Column("campaign", Words, nullable=False),
    Column("round", Integer),  # whose it is; none: of all rounds
    Column("from_at", Moment, nullable=False),
    Column("sha256", Words, nullable=False),
    Column("imported_at", Moment, nullable=False),
    Column("imported_by", Words, nullable=False),
    Column("reason", Words, nullable=False),
    Column("replaced_at", Moment),
    Column("document", Document, nullable=False),
)
STANDS = roster_versions.c.replaced_at.is_(None)

#: Everybody who is or was on a roster of a campaign, as he was on the last one: history keeps his name.
roster_people = Table(
    "roster_people",
    metadata,
    Column("campaign", Words, primary_key=True),
    Column("id", Words, primary_key=True),
    Column("document", Document, nullable=False),
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

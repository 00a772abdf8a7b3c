"""What every 256 records of a campaign speak of, in one row: a search passes over those that cannot hold it."""

from __future__ import annotations

from sqlalchemy import Column, Date, Integer, LargeBinary, Table

from storage.columns import Words
from storage.tables import metadata

visit_digests = Table(
    "visit_digests",
    metadata,
    Column("campaign", Words, primary_key=True),
    Column("block", Integer, primary_key=True, autoincrement=False),  # of numbers: those from 256 × block
    Column("first", Date, nullable=False),  # of their days
    Column("last", Date, nullable=False),
    Column("bits", LargeBinary, nullable=False),
)

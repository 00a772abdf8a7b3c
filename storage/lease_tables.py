"""Which of several bots on one PostgreSQL leads."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Integer, Table

from storage.columns import Words
from storage.tables import metadata

#: One row an account: the number of the present term, who leads, and until when (in the server's own time).
leases = Table(
    "leases",
    metadata,
    Column("namespace", Words, primary_key=True),
    Column("term", Integer, nullable=False),
    Column("holder", Words, nullable=False),
    Column("lasts_to", BigInteger, nullable=False),  # microseconds since 1970
)

"""Numbers without gaps: counted in the transaction that uses them, so a rollback gives them back."""

from __future__ import annotations

from sqlalchemy import Connection

from storage.statements import Prepared, count_up
from storage.tables import counters

_NEXT = Prepared(count_up(counters, ("campaign", "name"), counters.c.value))


def next_number(connection: Connection, campaign: str, name: str) -> int:
    """The next number of `name` in the campaign, from 1."""
    row = {"campaign": campaign, "name": name, "value": 1}
    return int(_NEXT.scalar(connection, row))

"""Numbers without gaps: counted in the transaction that uses them, so a rollback gives them back."""

from __future__ import annotations

from sqlalchemy import Connection, select

from storage.statements import Prepared, count_up
from storage.tables import counters

_NEXT = Prepared(count_up(counters, ("campaign", "name"), counters.c.value))


def next_number(connection: Connection, campaign: str, name: str) -> int:
    """The next number of `name` in the campaign, from 1."""
    row = {"campaign": campaign, "name": name, "value": 1}
    return int(_NEXT.scalar(connection, row))


def last_number(connection: Connection, campaign: str, name: str) -> int:
    """The number of `name` that was given last; 0 for none."""
    wanted = select(counters.c.value).where(counters.c.campaign == campaign, counters.c.name == name)
    return int(connection.execute(wanted).scalar() or 0)

"""All rows of a database copied to another, of either kind: for backups, and to put them back.

The tables are those that are found there, so a new one needs no word here.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import (
    BigInteger,
    Connection,
    Integer,
    MetaData,
    SmallInteger,
    Table,
    delete,
    func,
    insert,
    select,
    text,
    union,
)

from storage.audit import GENESIS
from storage.desk_tables import desk_requests
from storage.file_reading_tables import file_readings
from storage.original_tables import KEPT, originals
from storage.paper_tables import made_papers, renditions
from storage.tables import audit_head, inbox, outbox

_VERSION = "alembic_version"
_CHUNK = 1_000  # rows a time
_KEPT = select(inbox.c.file_sha256).distinct().where(inbox.c.file_state == "kept", inbox.c.file_sha256.is_not(None))
_SAID = select(outbox.c.media).where(outbox.c.media != text("'[]'"))
_MADE = union(
    select(made_papers.c.sha256),
    select(desk_requests.c.sha256).where(desk_requests.c.sha256 != ""),
    select(originals.c.sha256).where(KEPT),
    select(renditions.c.paper).where(renditions.c.paper != ""),
    select(renditions.c.thumb).where(renditions.c.thumb != ""),
    select(file_readings.c.sheet).where(file_readings.c.sheet != ""),
    select(file_readings.c.playable).where(file_readings.c.playable != ""),
)


def copy_rows(source: Connection, target: Connection) -> Mapping[str, int]:
    """Put all rows of `source` into `target`, a database of the same version, in place of what is there.

    How many there were, by table. Both connections are inside a transaction; the target's is not committed.
    """
    origin, goal = _tables(source), _tables(target)
    for table in reversed(goal):
        target.execute(delete(table))
    places = {table.name: table for table in goal}
    counts = {table.name: _copy(source, target, table, places[table.name]) for table in origin}
    if target.dialect.name == "postgresql":
        for table in goal:
            _count_on(target, table)
    return counts


def _tables(connection: Connection) -> list[Table]:
    """The tables that are there, those first that others point to."""
    found = MetaData()
    found.reflect(connection, resolve_fks=True)
    return [table for table in found.sorted_tables if table.name != _VERSION]


def _copy(source: Connection, target: Connection, origin: Table, goal: Table) -> int:
    count = 0
    rows = source.execute(select(origin).order_by(*origin.primary_key), execution_options={"yield_per": _CHUNK})
    for chunk in rows.mappings().partitions():
        target.execute(insert(goal), [dict(row) for row in chunk])
        count += len(chunk)
    return count


def _count_on(target: Connection, table: Table) -> None:
    """PostgreSQL counts up in a sequence of its own, which must go on after the rows that came."""
    for column in table.primary_key:
        if not isinstance(column.type, (Integer, BigInteger, SmallInteger)):
            continue
        names = {"table": f'"{table.name}"', "column": column.name}
        sequence = target.execute(text("SELECT pg_get_serial_sequence(:table, :column)"), names).scalar()
        last = target.execute(select(func.max(column))).scalar()
        if sequence and last:
            target.execute(text("SELECT setval(:sequence, :last)"), {"sequence": sequence, "last": last})


def named_media(connection: Connection) -> list[str]:
    """SHA-256 of every stored file that a row speaks of, in order: what came in and what the bot made."""
    drawn = {name for media in connection.execute(_SAID).scalars() for name in media}
    return sorted({*connection.execute(_KEPT).scalars(), *connection.execute(_MADE).scalars(), *drawn})


def chain_head(connection: Connection) -> tuple[int, str]:
    """Number and hash of the newest entry of the audit log; 0 and GENESIS before the first."""
    row = connection.execute(select(audit_head.c.seq, audit_head.c.hash).where(audit_head.c.id == 1)).first()
    return (0, GENESIS) if row is None else (row.seq, row.hash)


def holds_anything(connection: Connection) -> bool:
    """Has this database been used? One that was only made holds its version and the end of an empty log."""
    made = {"audit_head"}
    return any(
        connection.execute(select(func.count()).select_from(table)).scalar_one()
        for table in _tables(connection)
        if table.name not in made
    )

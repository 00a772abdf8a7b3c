"""Everything that a database holds, in one shape for SQLite and PostgreSQL."""

from __future__ import annotations

import hashlib
from typing import Any

from sqlalchemy import Engine, MetaData, Table, select

Rows = list[tuple[Any, ...]]


def stored(engine: Engine) -> tuple[dict[str, Rows], dict[str, tuple[str, ...]]]:
    """{table: its rows} and {table: its columns}.

    A row's own number becomes its place in order: PostgreSQL leaves gaps where something was undone.
    """
    tables = MetaData()
    tables.reflect(engine)
    places: dict[str, dict[Any, int]] = {}
    found: dict[str, Rows] = {}
    with engine.connect() as connection:
        for table in tables.sorted_tables:
            rows = [tuple(map(_plain, row)) for row in connection.execute(select(table))]
            if table.name == "room_notices":
                rows = [_post_renumbered(table, row, places["outbox"]) for row in rows]
            found[table.name] = _in_order(table, rows, places)
    return found, {table.name: tuple(column.name for column in table.columns) for table in tables.sorted_tables}


def _in_order(table: Table, rows: Rows, places: dict[str, dict[Any, int]]) -> Rows:
    """The rows by their numbers, which are given anew, or by what is in them where they have none."""
    keys = list(table.primary_key.columns)
    own = list(table.columns).index(keys[0]) if len(keys) == 1 else -1
    if own >= 0 and all(isinstance(row[own], int) for row in rows):
        rows = sorted(rows, key=lambda row: row[own])
        places[table.name] = {row[own]: place for place, row in enumerate(rows, 1)}
    for at, column in enumerate(table.columns):
        foreign = next(iter(column.foreign_keys), None)
        of = table.name if at == own else foreign.column.table.name if foreign is not None else ""
        if of in places and (at == own or (foreign is not None and foreign.column.primary_key)):
            rows = [(*row[:at], places[of].get(row[at], row[at]), *row[at + 1 :]) for row in rows]
    return rows if own >= 0 and table.name in places else sorted(rows, key=repr)


def _post_renumbered(table: Table, row: tuple[Any, ...], posts: dict[Any, int]) -> tuple[Any, ...]:
    """A notice of a post that is held names the post by its number, in words."""
    named = dict(zip(table.columns.keys(), row, strict=True))
    if named["change"] == "held":
        named["subject"] = posts[int(named["subject"])]
    return tuple(named.values())


def _plain(value: Any) -> Any:
    if isinstance(value, (bytes, memoryview)):
        return hashlib.sha256(value).hexdigest()
    return int(value) if isinstance(value, bool) else value


def differences(one: dict[str, Rows], other: dict[str, Rows], most: int = 5) -> list[str]:
    """What the one holds and the other does not, in words; [] for nothing."""
    told = [f"tables: {sorted(one.keys() ^ other.keys())}"] if one.keys() != other.keys() else []
    for name in sorted(one.keys() & other.keys()):
        if len(one[name]) != len(other[name]):
            told.append(f"{name}: {len(one[name])} rows and {len(other[name])}")
        unlike = [(a, b) for a, b in zip(one[name], other[name], strict=False) if a != b]
        told += [f"{name}: {str(a)[:600]}\n  and {str(b)[:600]}" for a, b in unlike[:most]]
    return told

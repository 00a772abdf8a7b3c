"""Inserts that give way: the same sentence for both databases, each in its own dialect.

Whether a row went in is told by RETURNING alone; psycopg's rowcount is -1 either way.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Column, Row, Table, UpdateBase
from sqlalchemy.dialects import postgresql, sqlite

Dialects = Mapping[str, UpdateBase]
AnyRow = Row[*tuple[Any, ...]]


def insert_new(table: Table, key: tuple[str, ...], returning: Column[Any]) -> Dialects:
    """INSERT that leaves the first row with this key alone and then returns nothing."""
    return {
        "sqlite": sqlite.insert(table).on_conflict_do_nothing(index_elements=key).returning(returning),
        "postgresql": postgresql.insert(table).on_conflict_do_nothing(index_elements=key).returning(returning),
    }


def count_up(table: Table, key: tuple[str, ...], counter: Column[int]) -> Dialects:
    """INSERT of the first number, or one more than the last; returns the number."""
    one_more = {counter.name: counter + 1}
    return {
        "sqlite": sqlite.insert(table).on_conflict_do_update(index_elements=key, set_=one_more).returning(counter),
        "postgresql": postgresql.insert(table)
        .on_conflict_do_update(index_elements=key, set_=one_more)
        .returning(counter),
    }

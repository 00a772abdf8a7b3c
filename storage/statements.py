"""Statements that are compiled once for each database, and inserts that give way to what is there.

SQLAlchemy's way through `execute` costs some fifteen times what SQLite takes for one row by its key (30 against 2 µs).
On the road of every message that is most of the work; so there a statement is compiled by SQLAlchemy at its first use
and then given to the driver as it stands. Values and results pass the types of `storage.columns`; errors and broken
connections are those of SQLAlchemy.

Whether a row went in is told here by the driver's count, on SQLAlchemy's way, which hides that, by RETURNING: for it
SQLite copies every page that the row changes, before it does.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import Column, Connection, Dialect, Select, Table, UpdateBase, insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError

LOT = 5_000  # SQLite takes 32,766 values in one statement, PostgreSQL 65,535

T = TypeVar("T")
Dialects = Mapping[str, UpdateBase]
AnyRow: TypeAlias = Any  # the values in the order of the columns, also by their names
Values = Mapping[str, Any]
_Process = Callable[[Any], Any] | None


def lots(values: Iterable[T]) -> Iterator[list[T]]:
    """The different values, in their order, in lots that one statement takes (`IN`)."""
    left = iter(dict.fromkeys(values))
    while lot := list(islice(left, LOT)):
        yield lot


@dataclass(frozen=True, slots=True)
class _Compiled:
    """A statement as one driver takes it."""

    text: str
    positional: bool
    given: int  # how many values the caller gives
    constants: Mapping[str, Any]
    binds: tuple[tuple[str, _Process], ...]
    results: tuple[tuple[int, Callable[[Any], Any]], ...]  # the columns that have a type of their own, by number
    make_row: Callable[[Sequence[Any]], AnyRow]
    returns: bool

    def parameters(self, values: Values) -> Any:
        """The values as the driver wants them. Raises KeyError or TypeError for others than at the first use."""
        if len(values) != self.given:
            raise TypeError(f"{self.given} values wanted, {len(values)} given")
        if self.constants:
            values = {**self.constants, **values}
        if self.positional:
            return [values[name] if process is None else process(values[name]) for name, process in self.binds]
        return {name: values[name] if process is None else process(values[name]) for name, process in self.binds}

    def rows(self, raw: Sequence[Sequence[Any]]) -> list[AnyRow]:
        if not self.results:
            return [self.make_row(values) for values in raw]
        rows = [list(values) for values in raw]
        for values in rows:
            for column, process in self.results:
                values[column] = process(values[column])
        return [self.make_row(values) for values in rows]


class Prepared:
    """One statement, or one for each database by its name. A list of values of any length (`IN`) cannot be in it."""

    def __init__(self, statement: Select[Any] | UpdateBase | Dialects) -> None:
        self._statement = statement
        self._compiled: dict[str, _Compiled] = {}

    def all(self, connection: Connection, values: Values) -> list[AnyRow]:
        """All rows."""
        compiled = self._for(connection, values)
        return compiled.rows(_execute(connection, compiled.text, compiled.parameters(values), fetch=True))

    def raw(self, connection: Connection, values: Values) -> Sequence[tuple[Any, ...]]:
        """All rows as the driver gives them, for where they are many: times are numbers, enums words."""
        compiled = self._for(connection, values)
        rows: Sequence[tuple[Any, ...]] = _execute(connection, compiled.text, compiled.parameters(values), fetch=True)
        return rows

    def first(self, connection: Connection, values: Values) -> AnyRow | None:
        """The first row, or None."""
        rows = self.all(connection, values)
        return rows[0] if rows else None

    def scalar(self, connection: Connection, values: Values) -> Any:
        """The first column of the first row; None without a row."""
        rows = self.all(connection, values)
        return rows[0][0] if rows else None

    def run(self, connection: Connection, values: Values) -> int:
        """For a statement that returns nothing; how many rows it wrote."""
        compiled = self._for(connection, values)
        written: int = _execute(connection, compiled.text, compiled.parameters(values)).rowcount
        return written

    def new_id(self, connection: Connection, values: Values) -> int:
        """For an INSERT of one row by `insert_numbered`; the id that the database gave it."""
        compiled = self._for(connection, values)
        done = _execute(connection, compiled.text, compiled.parameters(values), fetch=compiled.returns)
        return int(done[0][0] if compiled.returns else done.lastrowid)

    def run_each(self, connection: Connection, rows: Sequence[Values]) -> None:
        """Run once for each of the rows, which all have the same names in them; nothing for none."""
        if rows:
            compiled = self._for(connection, rows[0])
            _execute(connection, compiled.text, [compiled.parameters(values) for values in rows], many=True)

    def _for(self, connection: Connection, values: Values) -> _Compiled:
        name = connection.dialect.name
        compiled = self._compiled.get(name)
        if compiled is None:
            statement = self._statement[name] if isinstance(self._statement, Mapping) else self._statement
            compiled = self._compiled[name] = _compile(statement, connection.dialect, list(values))
        return compiled


def _compile(statement: Any, dialect: Dialect, given: list[str]) -> _Compiled:
    compiled = statement.compile(dialect=dialect, column_keys=None if isinstance(statement, Select) else given)
    if compiled.post_compile_params or compiled.literal_execute_params:
        raise TypeError("a statement with a list of values in it cannot be prepared")
    names = list(compiled.positiontup) if compiled.positional else list(compiled.binds)
    types = {name: compiled.binds[name].type.dialect_impl(dialect) for name in names}
    columns = list(statement.exported_columns)
    processes = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns]
    row = namedtuple("row", [str(column.key) for column in columns], rename=True)  # type: ignore[misc]
    return _Compiled(
        text=str(compiled),
        positional=compiled.positional,
        given=len(given),
        constants={name: bind.value for name, bind in compiled.binds.items() if name not in given},
        binds=tuple((name, types[name].bind_processor(dialect)) for name in names),
        results=tuple((number, process) for number, process in enumerate(processes) if process is not None),
        make_row=row._make,
        returns=bool(columns),
    )


def _execute(connection: Connection, text: str, parameters: Any, *, fetch: bool = False, many: bool = False) -> Any:
    """The rows, or the driver's cursor where they are not wanted: nothing is left in it, and it needs no closing.

    Begins a transaction where there is none, as SQLAlchemy does. Raises SQLAlchemy's errors.
    """
    if not connection.in_transaction():
        connection.begin()
    return _run(connection, text, parameters, fetch=fetch, many=many)


def _run(connection: Connection, text: str, parameters: Any, *, fetch: bool = False, many: bool = False) -> Any:
    cursor = connection.connection.cursor()
    try:
        if many:
            cursor.executemany(text, parameters)
        else:
            cursor.execute(text, parameters)
        return cursor.fetchall() if fetch else cursor
    except connection.dialect.loaded_dbapi.Error as error:
        raise _as_ours(error, connection, text) from error


def _as_ours(error: Exception, connection: Connection, text: str) -> BaseException:
    """The driver's error as SQLAlchemy's, without the values; a connection that is gone is given up."""
    dialect = connection.dialect
    lost = dialect.is_disconnect(error, connection.connection.dbapi_connection, None)  # type: ignore[arg-type]
    if lost:
        connection.invalidate(error)
    base = dialect.loaded_dbapi.Error
    ours = DBAPIError.instance(
        text, None, error, base, hide_parameters=True, connection_invalidated=lost, dialect=dialect
    )
    assert isinstance(ours, BaseException)
    return ours


def run_plain(connection: Connection, text: str) -> None:
    """A statement without values and without rows."""
    _execute(connection, text, ())


def begin_by(connection: Connection, text: str) -> None:
    """What begins a transaction, for the event of that name."""
    _run(connection, text, ())


def insert_new(table: Table, key: tuple[str, ...], returning: Column[Any] | None = None) -> Dialects:
    """INSERT that leaves the first row with this key alone; it writes nothing then, and returns nothing."""
    made: list[Any] = [
        dialect.insert(table).on_conflict_do_nothing(index_elements=key) for dialect in (sqlite, postgresql)
    ]
    if returning is not None:
        made = [statement.returning(returning) for statement in made]
    return dict(zip(("sqlite", "postgresql"), made, strict=True))


def insert_numbered(table: Table, number: Column[Any]) -> Dialects:
    """INSERT of a row that gets its `number` from the database, for `Prepared.new_id`."""
    return {"sqlite": insert(table), "postgresql": insert(table).returning(number)}


def count_up(table: Table, key: tuple[str, ...], counter: Column[int]) -> Dialects:
    """INSERT of the first number, or one more than the last; returns the number."""
    one_more = {counter.name: counter + 1}
    return {
        "sqlite": sqlite.insert(table).on_conflict_do_update(index_elements=key, set_=one_more).returning(counter),
        "postgresql": postgresql.insert(table)
        .on_conflict_do_update(index_elements=key, set_=one_more)
        .returning(counter),
    }

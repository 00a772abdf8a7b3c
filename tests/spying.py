"""Which statements go to the database, by the short road of `storage.statements` or by SQLAlchemy's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from sqlalchemy import Engine, event

from storage import statements


@contextmanager
def statements_run() -> Iterator[list[tuple[str, int]]]:
    """Text and number of rows of every statement run inside, as they come."""
    seen: list[tuple[str, int]] = []
    execute = statements._execute

    def spy(connection: Any, text: str, parameters: Any, *, fetch: bool = False, many: bool = False) -> Any:
        seen.append((text, len(parameters) if many else 1))
        return execute(connection, text, parameters, fetch=fetch, many=many)

    def note(_connection: Any, _cursor: Any, text: str, parameters: Any, _context: Any, many: bool) -> None:
        seen.append((text, len(parameters) if many else 1))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        with patch.object(statements, "_execute", spy):
            yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", note)

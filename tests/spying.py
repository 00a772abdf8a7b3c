"""Which statements go to the database by the short road of `storage.statements`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from storage import statements


@contextmanager
def statements_run() -> Iterator[list[tuple[str, int]]]:
    """Text and number of rows of every statement run inside, as they come."""
    seen: list[tuple[str, int]] = []
    execute = statements._execute

    def spy(connection: Any, text: str, parameters: Any, *, fetch: bool = False, many: bool = False) -> Any:
        seen.append((text, len(parameters) if many else 1))
        return execute(connection, text, parameters, fetch=fetch, many=many)

    with patch.object(statements, "_execute", spy):
        yield seen

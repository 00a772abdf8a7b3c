"""Has anybody written? A mark that costs next to nothing to read and is another one after every commit."""

from __future__ import annotations

from sqlalchemy import Connection, Engine

_MARKS = {
    "sqlite": "PRAGMA data_version",  # of this one connection: others number the same commits otherwise
    "postgresql": "SELECT pg_current_snapshot()::text",
}


class Changes:
    """Watches one database over a connection of its own. Close it at the end."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Connection | None = None

    def mark(self) -> str:
        """Equal to the last one only if nothing was committed meanwhile. Raises what the database raises, and then
        begins anew with the next call.
        """
        try:
            if self._connection is None:
                self._connection = self._engine.connect()
            driver = self._connection.connection.cursor()  # past SQLAlchemy's BEGIN, inside which nothing changes
            try:
                driver.execute(_MARKS[self._engine.dialect.name])
                (found,) = driver.fetchone() or ("",)
            finally:
                driver.close()
            self._connection.connection.rollback()
        except Exception:
            self.close()
            raise
        return f"{id(self._connection)} {found}"

    def close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.invalidate()
            connection.close()

"""Posts of which nobody knows whether they were said."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select, update

from domain.posts import Post
from storage.echoes import _COLUMNS, _post
from storage.tables import UNKNOWN, outbox

_THIS = (outbox.c.id == bindparam("of_id"), UNKNOWN)
_GET = select(*_COLUMNS).where(*_THIS)
_AGAIN = update(outbox).where(*_THIS).values(state="owed", text=bindparam("words"), attempts=0, reason="unknown: again")
_GIVE_UP = update(outbox).where(*_THIS).values(state="failed", reason=bindparam("because"))


@dataclass(frozen=True, slots=True)
class UnknownSends:
    """The unknown posts of this database, by their number in the outbox."""

    connection: Connection

    def get(self, post_id: int) -> Post | None:
        """The post; None when it is unknown no more."""
        row = self.connection.execute(_GET, {"of_id": post_id}).first()
        return None if row is None else _post(row)

    def say_again(self, post_id: int, text: str) -> None:
        """The same post, with these words, is owed once more and keeps its place."""
        self.connection.execute(_AGAIN, {"of_id": post_id, "words": text})

    def give_up(self, post_id: int, reason: str) -> None:
        """It is not said again; an echo may still prove that it was said."""
        self.connection.execute(_GIVE_UP, {"of_id": post_id, "because": f"unknown: {reason}"})

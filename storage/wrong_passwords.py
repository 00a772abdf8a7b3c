"""How many wrong passwords in a row were tried, by whom and at what: remembered, so that a restart is no new start."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, delete, insert, or_, select, update

from domain.passwords import FORGOTTEN_AFTER, LIMITS
from storage.account_tables import wrong_passwords

_w = wrong_passwords.c


@dataclass(frozen=True, slots=True)
class WrongPasswords:
    """`keys`: kinds of domain.passwords.LIMITS with the SHA-256 of what is counted."""

    connection: Connection
    now: datetime

    def paused_to(self, keys: Mapping[str, str]) -> datetime | None:
        """Until when one has to wait; None: not at all."""
        rows = select(_w.paused_to).where(_these(keys), _w.paused_to > self.now)
        return max(self.connection.execute(rows).scalars(), default=None)

    def count(self, keys: Mapping[str, str]) -> bool:
        """A try counts as wrong from its beginning, or many at once would be free; whether a pause begins with it."""
        self.connection.execute(delete(wrong_passwords).where(_w.last_at <= self.now - FORGOTTEN_AFTER))
        known = {row.kind: row.tries for row in self.connection.execute(select(wrong_passwords).where(_these(keys)))}
        begins = False
        for kind, key in keys.items():
            count = known.get(kind, 0) + 1
            pause = LIMITS[kind].pause(count)
            begins = begins or bool(pause)
            values = {"tries": count, "last_at": self.now, "paused_to": self.now + pause}
            if kind in known:
                self.connection.execute(update(wrong_passwords).where(_these({kind: key})).values(values))
            else:
                self.connection.execute(insert(wrong_passwords).values(kind=kind, key_sha256=key, **values))
        return begins

    def forgive(self, keys: Mapping[str, str]) -> None:
        """The try was right. What somebody else may have run up is only as it was before."""
        own = {kind: key for kind, key in keys.items() if kind in ("browser", "pair")}
        shared = {kind: key for kind, key in keys.items() if kind not in own}
        self.connection.execute(delete(wrong_passwords).where(_these(own)))
        self.connection.execute(
            update(wrong_passwords).where(_these(shared)).values(tries=_w.tries - 1, paused_to=self.now)
        )


def _these(keys: Mapping[str, str]) -> ColumnElement[bool]:
    return or_(False, *(and_(_w.kind == kind, _w.key_sha256 == key) for kind, key in keys.items()))

"""Originals of photos that came compressed: asked for again for a while; what came first stays, and both are kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from storage.audit import Audit
from storage.original_tables import KEPT, SAME_MESSAGE, WANTED, originals
from storage.statements import Prepared, insert_new, lots
from storage.tables import inbox

#: From the coming of the photo to the first try, from each to the next: a gateway remembers for about an hour.
WAITS = (timedelta(minutes=3), timedelta(minutes=40))
AWAY_WAIT = timedelta(minutes=1)  # to the next try where the gateway was away: the others come first
REMEMBERED = timedelta(hours=3)  # after its coming nobody is asked for a photo any more, not even where none answered

_o = originals.c
_ASK = Prepared(insert_new(originals, ("namespace", "message_id")))
_DUE = (
    select(_o.message_id, inbox.c.recalled_at, inbox.c.file_state, inbox.c.received_at)
    .join(inbox, SAME_MESSAGE)
    .where(_o.namespace == bindparam("of_namespace"), WANTED, _o.due_at <= bindparam("now"))
    .order_by(_o.due_at, _o.id)
    .limit(1)
)
_THIS = (_o.namespace == bindparam("of_namespace"), _o.message_id == bindparam("of_message"), WANTED)
_TRIES = select(_o.tries).where(*_THIS)
_CHANGE = update(originals).where(*_THIS)
_HELD = select(inbox.c.file_sha256).where(
    inbox.c.namespace == bindparam("of_namespace"), inbox.c.message_id == bindparam("of_message")
)
_BEST = (
    select(inbox.c.file_sha256, _o.sha256)
    .join(inbox, SAME_MESSAGE)
    .where(KEPT, inbox.c.file_sha256.in_(bindparam("of_photos", expanding=True)))
    .order_by(_o.id.desc())
)


@dataclass(frozen=True, slots=True)
class Originals:
    """Of the messages of one gateway."""

    connection: Connection
    now: datetime
    namespace: str

    def ask(self, message_id: str) -> None:
        """Have the original of a message's picture asked for; nothing where that was done before."""
        row = {"namespace": self.namespace, "message_id": message_id, "state": "wanted", "tries": 0}
        _ASK.run(self.connection, {**row, "due_at": self.now + WAITS[0]})

    def next_due(self) -> str | None:
        """The message whose original is to be asked for now. One that was recalled or erased, or came long ago, is left
        alone for good.
        """
        while row := self.connection.execute(_DUE, {"of_namespace": self.namespace, "now": self.now}).first():
            is_there = row.recalled_at is None and row.file_state == "kept"
            if is_there and self.now - row.received_at < REMEMBERED:
                return str(row.message_id)
            self._change(row.message_id, state="given_up", ended_at=self.now)
        return None

    def wait(self, message_id: str) -> None:
        """The gateway was away: that is no try, but the others come first."""
        self._change(message_id, due_at=self.now + AWAY_WAIT)

    def put_off(self, message_id: str) -> None:
        """It was not to be had; after the last try it is given up."""
        tries = self.connection.execute(_TRIES, self._this(message_id)).scalar() or 0
        if tries + 1 < len(WAITS):
            self._change(message_id, tries=tries + 1, due_at=self.now + WAITS[tries + 1])
        else:
            self._change(message_id, tries=tries + 1, state="given_up", ended_at=self.now)

    def keep(self, message_id: str, sha256: str, size: int) -> bool:
        """The original is in the media store: its SHA-256 in hex, `size` in bytes. False where it is what had come."""
        held = self.connection.execute(_HELD, self._this(message_id)).scalar()
        if held == sha256:
            return False
        if self._change(message_id, state="kept", sha256=sha256, size=size, ended_at=self.now):
            told = {"sha256": sha256, "size": size, "came": held}
            Audit(self.connection, self.now).append("bot", "original.keep", message_id, told)
        return True

    def best_of(self, photos: Iterable[str]) -> Mapping[str, str]:
        """The SHA-256 of the originals of these photos, by the SHA-256 of what came; missing where there is none."""
        found = {}
        for lot in lots(photos):
            found.update({row[0]: row[1] for row in self.connection.execute(_BEST, {"of_photos": lot})})
        return found

    def _this(self, message_id: str) -> dict[str, Any]:
        return {"of_namespace": self.namespace, "of_message": message_id}

    def _change(self, message_id: str, **values: Any) -> bool:
        return self.connection.execute(_CHANGE.values(**values), self._this(message_id)).rowcount > 0

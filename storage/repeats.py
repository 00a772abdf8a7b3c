"""The same message under another id: a gateway that logs in again may tell the last hour anew, with new ids.

Same room, sender, second of sending and content is one message: nobody says the same words twice in one second.
Both rows stay; the later one points to the first and has no effect.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, func, or_, select, update

from domain.messages import Kind, Message, storable
from storage.audit import Audit
from storage.original_tables import LATER
from storage.statements import AnyRow, Prepared
from storage.tables import inbox

#: Kinds whose content is known at once; a file's is known when its hash is.
_WORDS = frozenset({Kind.TEXT, Kind.LOCATION})

_OURS = inbox.c.namespace == bindparam("of_namespace")
_THIS = (_OURS, inbox.c.message_id == bindparam("of_message"))
_like = (
    select(inbox.c.message_id, inbox.c.seq, inbox.c.text, inbox.c.location)
    .where(
        _OURS,
        inbox.c.sender == bindparam("of_sender"),
        inbox.c.sent_at >= bindparam("since"),
        inbox.c.sent_at < bindparam("before"),
        func.coalesce(inbox.c.room, "") == bindparam("in_room"),
        inbox.c.kind == bindparam("of_kind"),
        inbox.c.message_id != bindparam("of_message"),
        inbox.c.state != "repeat",
    )
    .order_by(inbox.c.seq)
)
_LIKE = Prepared(_like)
_SAME_FILE = Prepared(_like.where(or_(inbox.c.file_sha256 == bindparam("sha256"), bindparam("sha256") == LATER)))
_FILE = Prepared(
    select(inbox.c.seq, inbox.c.room, inbox.c.sender, inbox.c.sent_at, inbox.c.kind, inbox.c.file_sha256).where(*_THIS)
)
_NOTE = Prepared(update(inbox).where(*_THIS).values(state="repeat", repeat_of=bindparam("of_first")))
_LATEST = Prepared(
    select(inbox.c.sent_at)
    .where(_OURS, inbox.c.sender == bindparam("of_sender"), inbox.c.message_id != bindparam("of_message"))
    .order_by(inbox.c.sent_at.desc())
    .limit(1)
)
_FIRST = Prepared(select(inbox.c.repeat_of).where(*_THIS))


@dataclass(frozen=True, slots=True)
class Repeats:
    """The repeats among the messages of one gateway (`namespace`).

    `latest` remembers when each sender's last words were sent: what is sent in a later second repeats nothing, and
    needs no look. A time too late, of a transaction that was undone, only costs a look.
    """

    connection: Connection
    now: datetime
    namespace: str
    latest: dict[str, datetime] = field(default_factory=dict)

    def of_words(self, message: Message) -> str | None:
        """The id of the earlier message that this kept text or place says again; None for anything new."""
        if message.kind not in _WORDS or self._is_the_latest(message):
            return None
        words, place = storable(message.text), message.location
        for row in self._like(_LIKE, message.id, message.room, message.sender, message.at, message.kind):
            if row.text == words and (None if row.location is None else tuple(row.location)) == place:
                return str(row.message_id)
        return None

    def _is_the_latest(self, message: Message) -> bool:
        """Whether all other words of the sender, kept before, were sent in earlier seconds."""
        latest = self.latest.get(message.sender)
        if latest is None:
            latest = _LATEST.scalar(self.connection, {**self._this(message.id), "of_sender": message.sender})
        self.latest[message.sender] = message.at if latest is None else max(latest, message.at)
        return latest is None or message.at >= latest.replace(microsecond=0) + timedelta(seconds=1)

    def of_file(self, message_id: str) -> tuple[str, str] | None:
        """(repeat, first) when the file that has just come is that of another message of the same second, or the
        original that was had of it later.
        """
        this = _FILE.first(self.connection, self._this(message_id))
        if this is None or this.file_sha256 is None:
            return None
        seq, room, sender, at, kind, sha256 = this
        others = self._like(_SAME_FILE, message_id, room, sender, at, kind, sha256=sha256)
        if not others:
            return None
        other = others[0]
        return (message_id, other.message_id) if other.seq < seq else (other.message_id, message_id)

    def note(self, message_id: str, first: str) -> None:
        """The message repeats the first one: it stays kept and counts for nothing."""
        _NOTE.run(self.connection, {**self._this(message_id), "of_first": first})
        Audit(self.connection, self.now).append("bot", "message.repeat", message_id, {"of": first})

    def first_of(self, message_id: str) -> str:
        """The message that counts: the first one for a repeat, itself for any other id."""
        return _FIRST.scalar(self.connection, self._this(message_id)) or message_id

    def pointing_to_first(self, message: Message) -> Message:
        """The message with a quote or recall of a repeat turned to the message that counts."""
        if message.quote is None and message.target is None:
            return message
        quote = self.first_of(message.quote) if message.quote else message.quote
        target = self.first_of(message.target) if message.target else message.target
        return replace(message, quote=quote, target=target)

    def _like(
        self, statement: Prepared, message_id: str, room: str | None, sender: str, at: datetime, kind: str, **more: Any
    ) -> list[AnyRow]:
        second = at.replace(microsecond=0)
        values = {
            **self._this(message_id),
            "in_room": room or "",
            "of_sender": sender,
            "since": second,
            "before": second + timedelta(seconds=1),
            "of_kind": kind,
            **more,
        }
        return statement.all(self.connection, values)

    def _this(self, message_id: str) -> dict[str, Any]:
        return {"of_namespace": self.namespace, "of_message": message_id}

"""Every message once, with the bytes as they came."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, or_, select, update

from domain.messages import WITH_FILE, Kind, Message
from domain.purposes import Purpose
from storage.audit import Audit
from storage.statements import AnyRow, Prepared, insert_new
from storage.tables import ASKING, AWAITING_FILE, RECALLING, UNHANDLED, inbox

MESSAGE = tuple(
    inbox.c[name]
    for name in (
        "message_id",
        "room",
        "sender",
        "sender_name",
        "sent_at",
        "kind",
        "text",
        "file_name",
        "location",
        "quote",
        "mentions",
        "target",
    )
)
_THIS = (inbox.c.namespace == bindparam("of_namespace"), inbox.c.message_id == bindparam("of_message"))
_OURS = inbox.c.namespace == bindparam("of_namespace")

_KEEP = Prepared(insert_new(inbox, ("namespace", "message_id")))
_GET = Prepared(select(*MESSAGE).where(*_THIS))
_SHA256 = Prepared(select(inbox.c.file_sha256).where(*_THIS))
_RECALLED = Prepared(select(inbox.c.recalled_at).where(*_THIS))
_AWAITED = or_(inbox.c.file_state == "awaited", inbox.c.file_state == "lost")
_ATTACH = Prepared(
    update(inbox)
    .where(*_THIS, _AWAITED)
    .values(
        file_state="kept",
        file_sha256=bindparam("sha256"),
        file_size=bindparam("size"),
        file_error=None,
        rendition=bindparam("of_rendition"),
    )
)
_LOSE_FILE = Prepared(
    update(inbox)
    .where(*_THIS, inbox.c.file_state == "awaited")
    .values(file_state="lost", file_error=bindparam("reason"))
)
_SETTLE = Prepared(
    update(inbox)
    .where(*_THIS)
    .values(state="handled", purpose=bindparam("for_purpose"), asks_receipt=bindparam("asks"), error=None)
)
_FAIL = Prepared(update(inbox).where(*_THIS).values(state="failed", error=bindparam("for_error")))
_SET_ASIDE = Prepared(update(inbox).where(*_THIS).values(state="own"))
_RECALL = Prepared(update(inbox).where(*_THIS, inbox.c.recalled_at.is_(None)).values(recalled_at=bindparam("at")))
_ASKED = Prepared(
    select(inbox.c.seq)
    .where(
        _OURS,
        ASKING,
        inbox.c.room == bindparam("in_room"),
        inbox.c.sent_at > bindparam("since"),
        inbox.c.sent_at < bindparam("before"),
        inbox.c.recalled_at.is_(None),
    )
    .limit(1)
)
_HOLDING = Prepared(
    select(*MESSAGE)
    .where(
        _OURS,
        inbox.c.room == bindparam("in_room"),
        inbox.c.sent_at >= bindparam("since"),
        inbox.c.text.like(bindparam("pattern"), escape="/"),
        inbox.c.recalled_at.is_(None),
    )
    .order_by(inbox.c.sent_at.desc(), inbox.c.seq.desc())
    .limit(5)
)
_FOLLOWING = (
    select(*MESSAGE)
    .where(
        _OURS,
        inbox.c.sender == bindparam("of_sender"),
        inbox.c.sent_at >= bindparam("since"),
        inbox.c.sent_at <= bindparam("until"),
        inbox.c.recalled_at.is_(None),
        inbox.c.state != "repeat",
    )
    .order_by(inbox.c.sent_at, inbox.c.seq)
)
_in_room = _FOLLOWING.where(inbox.c.room == bindparam("in_room"))
_in_private = _FOLLOWING.where(inbox.c.room.is_(None))
_FOLLOWING_IN_ROOM, _FOLLOWING_IN_PRIVATE = Prepared(_in_room), Prepared(_in_private)
_NEWEST_IN_ROOM, _NEWEST_IN_PRIVATE = (
    Prepared(found.order_by(None).order_by(inbox.c.sent_at.desc(), inbox.c.seq.desc()).limit(bindparam("most")))
    for found in (_in_room, _in_private)
)
_SAID_IN = Prepared(
    select(*MESSAGE)
    .where(
        _OURS,
        inbox.c.room == bindparam("in_room"),
        inbox.c.sent_at > bindparam("since"),
        inbox.c.sent_at <= bindparam("until"),
        inbox.c.kind == Kind.TEXT.value,
        inbox.c.recalled_at.is_(None),
    )
    .order_by(inbox.c.sent_at, inbox.c.seq)
    .limit(bindparam("most"))
)
_SHOWN_BY = Prepared(
    select(*MESSAGE)
    .where(
        _OURS,
        inbox.c.room == bindparam("in_room"),
        inbox.c.sender_name == bindparam("of_name"),
        inbox.c.sent_at >= bindparam("since"),
        inbox.c.sent_at <= bindparam("until"),
        inbox.c.kind != Kind.TEXT.value,
        inbox.c.recalled_at.is_(None),
    )
    .order_by(inbox.c.sent_at.desc(), inbox.c.seq.desc())
    .limit(20)
)
_UNHANDLED = Prepared(select(*MESSAGE).where(_OURS, UNHANDLED).order_by(inbox.c.seq))
_AWAITING = Prepared(select(inbox.c.message_id).where(_OURS, AWAITING_FILE).order_by(inbox.c.seq))
_TAKEN_BACK = Prepared(
    select(inbox.c.seq)
    .where(
        _OURS,
        RECALLING,
        inbox.c.target == bindparam("of_message"),
        inbox.c.kind == Kind.RECALL.value,
        inbox.c.sender == bindparam("of_sender"),
    )
    .limit(1)
)
_WANTED = Prepared(select(inbox.c.seq).where(*_THIS, _AWAITED))
_LAST_RECEIVED = Prepared(select(func.max(inbox.c.received_at)).where(_OURS))
_ERRORS = Prepared(
    select(inbox.c.message_id, inbox.c.error).where(_OURS, inbox.c.state == "failed").order_by(inbox.c.seq)
)
_ALL = Prepared(
    select(*MESSAGE, inbox.c.purpose, inbox.c.recalled_at, inbox.c.file_sha256, inbox.c.seq)
    .where(_OURS)
    .order_by(inbox.c.seq)
)


@dataclass(frozen=True, slots=True)
class Kept:
    """A kept message and what became of it. `seq` grows in order of arrival, with gaps."""

    message: Message
    purpose: Purpose | None
    recalled: bool
    sha256: str | None
    seq: int


@dataclass(frozen=True, slots=True)
class Inbox:
    """The inbox of one gateway (`namespace`)."""

    connection: Connection
    now: datetime
    namespace: str

    def keep(self, message: Message, raw: bytes) -> bool:
        """Keep a message and the bytes it came as; False when its id was kept before."""
        row = self._row(message, raw)
        if not _KEEP.run(self.connection, row):
            return False
        self._log(message.sender, "message.keep", message.id, {"namespace": self.namespace, "raw": row["raw_sha256"]})
        return True

    def attach(self, message_id: str, sha256: str, size: int, rendition: str = "") -> bool:
        """The message's file is in the media store: its SHA-256 in hex, `size` in bytes. The first one stays.

        False where none is awaited, by a message that has its file or that never had one.
        """
        if not self._change(_ATTACH, message_id, sha256=sha256, size=size, of_rendition=rendition or None):
            return False
        self._log("bot", "file.keep", message_id, {"sha256": sha256, "size": size})
        return True

    def lose_file(self, message_id: str, reason: str) -> None:
        """The message's file will not come."""
        self._change(_LOSE_FILE, message_id, reason=reason)
        self._log("bot", "file.lose", message_id, {})

    def settle(self, message_id: str, purpose: Purpose, *, asks_receipt: bool = False) -> None:
        """The message has been handled, as this; `asks_receipt`: it wants 收到 from the room."""
        self._change(_SETTLE, message_id, for_purpose=purpose, asks=asks_receipt or None)

    def fail(self, message_id: str, error: str) -> None:
        """Handling the message raised; it stays kept and is not tried again by itself."""
        self._change(_FAIL, message_id, for_error=error)

    def set_aside(self, message_id: str) -> None:
        """A human said it on the bot's own phone: kept, never read."""
        self._change(_SET_ASIDE, message_id)

    def message(self, message_id: str) -> Message | None:
        row = _GET.first(self.connection, self._this(message_id))
        return None if row is None else message_of(row)

    def sha256_of(self, message_id: str) -> str | None:
        """The SHA-256 of the message's file; None while it has none."""
        sha256: str | None = _SHA256.scalar(self.connection, self._this(message_id))
        return sha256

    def mark_recalled(self, message_id: str) -> None:
        """The sender took it back; the message and its file stay as they are."""
        self._change(_RECALL, message_id, at=self.now)
        self._log("bot", "message.recall", message_id, {})

    def taken_back_before(self, message: Message) -> bool:
        """Did its own sender take it back before it came? Gateways redeliver in any order."""
        values = {**self._this(message.id), "of_sender": message.sender}
        return _TAKEN_BACK.first(self.connection, values) is not None

    def is_recalled(self, message_id: str) -> bool:
        return _RECALLED.scalar(self.connection, self._this(message_id)) is not None

    def asked_since(self, room: str, since: datetime, before: datetime) -> bool:
        """Did a message of that room, sent after `since` and before `before`, ask for 收到 (and was not taken back)?"""
        times = {"of_namespace": self.namespace, "in_room": room, "since": since, "before": before}
        return _ASKED.first(self.connection, times) is not None

    def following(self, room: str | None, sender: str, since: datetime, until: datetime) -> list[Message]:
        """What the sender sent there from `since` to `until`, both included, in order; without what was taken back."""
        statement = _FOLLOWING_IN_PRIVATE if room is None else _FOLLOWING_IN_ROOM
        values = {"of_namespace": self.namespace, "of_sender": sender, "since": since, "until": until}
        return self._messages(statement, values if room is None else {**values, "in_room": room})

    def newest(self, room: str | None, sender: str, since: datetime, until: datetime, *, most: int) -> list[Message]:
        """The newest of `following`, those first."""
        statement = _NEWEST_IN_PRIVATE if room is None else _NEWEST_IN_ROOM
        values = {"of_namespace": self.namespace, "of_sender": sender, "since": since, "until": until, "most": most}
        return self._messages(statement, values if room is None else {**values, "in_room": room})

    def holding(self, room: str, piece: str, since: datetime) -> list[Message]:
        """Texts of a room that hold this piece, newest first, 5 at most; without what was taken back."""
        escaped = re.sub("([/%_])", r"/\1", piece)
        values = {"of_namespace": self.namespace, "in_room": room, "since": since, "pattern": f"%{escaped}%"}
        return self._messages(_HOLDING, values)

    def said_in(self, room: str, since: datetime, until: datetime, *, most: int = 500) -> list[Message]:
        """Texts of a room after `since`, up to `until`, in order; without what was taken back."""
        times = {"of_namespace": self.namespace, "in_room": room, "since": since, "until": until, "most": most}
        return self._messages(_SAID_IN, times)

    def shown_by(self, room: str, name: str, since: datetime, until: datetime) -> list[Message]:
        """What somebody shown under this name has sent there but texts, newest first, 20 at most."""
        values = {"of_namespace": self.namespace, "in_room": room, "of_name": name, "since": since, "until": until}
        return self._messages(_SHOWN_BY, values)

    def unhandled(self) -> list[Message]:
        """Kept, neither handled nor failed, in order of arrival."""
        return self._messages(_UNHANDLED, {"of_namespace": self.namespace})

    def awaiting_files(self) -> list[str]:
        """Ids of the messages whose file has neither come nor been given up, in order of arrival."""
        return [row.message_id for row in _AWAITING.all(self.connection, {"of_namespace": self.namespace})]

    def awaits_file(self, message_id: str) -> bool:
        """Whether this message has a file that has not come; one that was given up may still be brought again."""
        return _WANTED.first(self.connection, self._this(message_id)) is not None

    def last_received_at(self) -> datetime | None:
        """When the last message came in; None before the first."""
        received_at: datetime | None = _LAST_RECEIVED.scalar(self.connection, {"of_namespace": self.namespace})
        return received_at

    def errors(self) -> dict[str, str]:
        """What handling raised, by the id of the message."""
        rows = _ERRORS.all(self.connection, {"of_namespace": self.namespace})
        return {message_id: error for message_id, error in rows}

    def all(self) -> list[Kept]:
        """Everything kept, in order of arrival."""
        return [_kept(row) for row in _ALL.all(self.connection, {"of_namespace": self.namespace})]

    def _log(self, actor: str, action: str, message_id: str, detail: Mapping[str, Any]) -> None:
        Audit(self.connection, self.now).append(actor, action, message_id, detail)

    def _this(self, message_id: str) -> dict[str, Any]:
        return {"of_namespace": self.namespace, "of_message": message_id}

    def _change(self, statement: Prepared, message_id: str, **values: Any) -> bool:
        return statement.run(self.connection, {**self._this(message_id), **values}) > 0

    def _messages(self, statement: Prepared, values: Mapping[str, Any]) -> list[Message]:
        return [message_of(row) for row in statement.all(self.connection, values)]

    def _row(self, message: Message, raw: bytes) -> dict[str, Any]:
        return {
            "namespace": self.namespace,
            "message_id": message.id,
            "room": message.room,
            "sender": message.sender,
            "sender_name": message.sender_name,
            "sent_at": message.at,
            "received_at": self.now,
            "kind": message.kind,
            "text": message.text,
            "file_name": message.file_name,
            "location": message.location,
            "quote": message.quote,
            "mentions": message.mentions or None,
            "target": message.target,
            "raw": raw,
            "raw_sha256": hashlib.sha256(raw).hexdigest(),
            "file_state": "awaited" if message.kind in WITH_FILE else "none",
            "state": "kept",
        }


def message_of(row: AnyRow) -> Message:
    (message_id, room, sender, name, at, kind, text, file_name, location, quote, mentions, target) = row[:12]
    return Message(
        id=message_id,
        room=room,
        sender=sender,
        sender_name=name,
        at=at,
        kind=Kind(kind),
        text=text,
        file_name=file_name,
        location=None if location is None else (location[0], location[1]),
        quote=quote,
        mentions=tuple(mentions or ()),
        target=target,
    )


def _kept(row: AnyRow) -> Kept:
    purpose, recalled_at, sha256, seq = row[12:]
    return Kept(message_of(row), Purpose(purpose) if purpose else None, recalled_at is not None, sha256, seq)

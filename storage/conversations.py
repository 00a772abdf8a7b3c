"""What was said in a room or on a private line, a page at a time: people's messages and the bot's own posts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, func, literal_column, or_, select

from domain.conversations import LAST, Conversation, Heard, Place, Source, Told
from storage.inbox import MESSAGE, message_of
from storage.outbox import POST, post_of
from storage.statements import AnyRow, Prepared
from storage.tables import inbox, outbox, outbox_ids, sends

CONSOLE = "console-"  # what begins the id of a command given on the console: nobody said it in a chat

_HEARD = select(
    *MESSAGE, inbox.c.file_state, inbox.c.file_sha256, inbox.c.file_size, inbox.c.recalled_at, inbox.c.seq
).where(inbox.c.namespace == bindparam("of_namespace"))
_IN_ROOM = (inbox.c.room == bindparam("in_room"),)
_IN_PRIVATE = (
    inbox.c.room.is_(None),
    inbox.c.sender == bindparam("of_person"),
    ~inbox.c.message_id.startswith(CONSOLE),
)
_EARLIER = (
    inbox.c.sent_at <= bindparam("until"),
    or_(inbox.c.sent_at < bindparam("until"), inbox.c.seq < bindparam("below")),
)
_NEWEST = (inbox.c.sent_at.desc(), inbox.c.seq.desc())
_HEARD_IN_ROOM, _HEARD_IN_PRIVATE = (
    Prepared(_HEARD.where(*there, *_EARLIER).order_by(*_NEWEST).limit(bindparam("most")))
    for there in (_IN_ROOM, _IN_PRIVATE)
)
_ONE_HEARD = Prepared(_HEARD.where(inbox.c.message_id == bindparam("of_message")))

_SAID = sends.c.outcome == literal_column("'said'")
_answered = inbox.alias("answered")
_AFTER = func.coalesce(_answered.c.seq, literal_column(str(LAST.after)))
_TOLD = (
    select(*POST, sends.c.platform_id, sends.c.at, sends.c.part, _AFTER.label("after"), sends.c.id)
    .join_from(sends, outbox, sends.c.outbox_id == outbox.c.id)
    .outerjoin(
        _answered,
        and_(_answered.c.namespace == outbox.c.namespace, _answered.c.message_id == outbox.c.answers),
    )
    .where(sends.c.namespace == bindparam("of_namespace"), _SAID, sends.c.platform_id.is_not(None))
)
_TOLD_THERE = Prepared(
    _TOLD.where(
        sends.c.lane == bindparam("in_lane"),
        sends.c.at <= bindparam("until"),
        or_(
            sends.c.at < bindparam("until"),
            bindparam("last") > _AFTER,
            and_(bindparam("last") == _AFTER, sends.c.id < bindparam("below")),
        ),
    )
    .order_by(sends.c.at.desc(), _AFTER.desc(), sends.c.id.desc())
    .limit(bindparam("most"))
)
_ONE_TOLD = Prepared(
    _TOLD.join(outbox_ids, outbox_ids.c.outbox_id == outbox.c.id).where(
        outbox_ids.c.namespace == bindparam("of_namespace"),
        outbox_ids.c.platform_id == bindparam("of_message"),
        sends.c.platform_id == bindparam("of_message"),
    )
)

_SINCE = select(inbox.c.seq).where(
    inbox.c.namespace == bindparam("of_namespace"),
    inbox.c.sent_at > bindparam("since"),
    inbox.c.sender != bindparam("but_of"),
    inbox.c.kind != literal_column("'recall'"),
)
_UNREAD_IN_ROOM = Prepared(
    select(func.count()).select_from(_SINCE.where(*_IN_ROOM).limit(bindparam("most")).subquery())
)
_UNREAD_TOLD = Prepared(
    select(func.count()).select_from(
        select(sends.c.id)
        .where(
            sends.c.namespace == bindparam("of_namespace"),
            _SAID,
            sends.c.lane == bindparam("in_lane"),
            sends.c.at > bindparam("since"),
        )
        .limit(bindparam("most"))
        .subquery()
    )
)


@dataclass(frozen=True, slots=True)
class Conversations:
    """The conversations of one gateway (`namespace`). A private post stands on the line of its contact."""

    connection: Connection
    namespace: str

    def heard(self, there: Conversation, before: Place, most: int) -> list[Heard]:
        """What people said there before that place, newest first, notices of recalls among it."""
        below = before.after + (before.source is Source.BOT)
        values = {"of_namespace": self.namespace, "until": before.at, "below": below, "most": most}
        if there.room is None:
            rows = _HEARD_IN_PRIVATE.all(self.connection, {**values, "of_person": there.person})
        else:
            rows = _HEARD_IN_ROOM.all(self.connection, {**values, "in_room": there.room})
        return [_heard(row) for row in rows]

    def told(self, there: Conversation, before: Place, most: int) -> list[Told]:
        """What the bot said there before that place, newest first."""
        below = before.number if before.source is Source.BOT else 0
        page = {"until": before.at, "last": before.after, "below": below, "most": most}
        values = {"of_namespace": self.namespace, "in_lane": there.room or there.person, **page}
        return [_told(row) for row in _TOLD_THERE.all(self.connection, values)]

    def find(self, message_id: str) -> Heard | Told | None:
        """What is known under this id, whoever said it."""
        values = {"of_namespace": self.namespace, "of_message": message_id}
        if (row := _ONE_HEARD.first(self.connection, values)) is not None:
            return _heard(row)
        row = _ONE_TOLD.first(self.connection, values)
        return None if row is None else _told(row)

    def unread(self, there: Conversation, since: datetime, person: str, most: int) -> int:
        """How much was said there after that time by others than this person; `most` of people and bot each."""
        values = {"of_namespace": self.namespace, "since": since, "most": most}
        told = _UNREAD_TOLD.scalar(self.connection, {**values, "in_lane": there.room or there.person})
        if there.room is None:
            return int(told)
        heard = _UNREAD_IN_ROOM.scalar(self.connection, {**values, "in_room": there.room, "but_of": person})
        return int(told) + int(heard)


def _heard(row: AnyRow) -> Heard:
    state, sha256, size, recalled_at, seq = row[len(MESSAGE) :]
    message = message_of(row)
    return Heard(Place(message.at, seq, Source.PEOPLE, seq), message, state, sha256, size, recalled_at is not None)


def _told(row: AnyRow) -> Told:
    platform_id, at, part, after, number = row[len(POST) :]
    return Told(Place(at, after, Source.BOT, number), platform_id, part, post_of(row))

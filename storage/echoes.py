"""What the bot's own account is heard to say, held against what was to be said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, Connection, Text, and_, bindparam, func, or_, select

from domain.posts import Once, Post, PostKind
from storage.columns import Words
from storage.statements import Prepared
from storage.tables import outbox, outbox_ids

BEFORE = timedelta(minutes=5)  # so long after its claim a post may be said
AFTER = timedelta(minutes=1)  # so far the platform's clock may be behind ours
STILL_GOING = 2_000  # posts: a broadcast to a whole campaign may be under way
LAST_POSTS = 100  # what is forwarded was said lately; looking further back would cost each message
SHORTEST = 20  # characters; shorter words of ours anybody may say

_o = outbox.c
_COLUMNS = (
    *(_o[name] for name in ("once", "kind", "room", "contact", "text", "media", "mentions", "urgent", "about")),
    _o.id,
    _o.state,
)
_person: BindParameter[str] = bindparam("to_person", type_=Text)
_newest = select(func.max(_o.id)).scalar_subquery()
_NEAR = (
    select(*_COLUMNS)
    .where(
        _o.namespace == bindparam("of_namespace"),
        _o.id > _newest - STILL_GOING,
        func.coalesce(_o.room, "") == bindparam("in_room"),
        or_(_o.room.is_not(None), _person == "", _o.contact == _person),
        _o.claimed_at >= bindparam("since"),
        _o.claimed_at <= bindparam("until"),
        or_(
            _o.state.in_(["sending", "unknown"]),
            and_(_o.state.in_(["failed", "owed"]), _o.reason.like("unknown%")),
            and_(_o.state == "sent", _o.platform_id.is_(None)),
        ),
    )
    .order_by(_o.id)
)
_IDS = select(func.count()).where(outbox_ids.c.outbox_id == bindparam("of_post"))
_said: BindParameter[str] = bindparam("said", type_=Words)  # half an emoji must not stop the asking
_FORWARDED = Prepared(
    select(_o.text)
    .where(
        _o.namespace == bindparam("of_namespace"),
        _o.id > _newest - LAST_POSTS,
        _o.state == "sent",
        func.length(_o.text).between(SHORTEST, bindparam("longest")),
        func.replace(_said, _o.text, "") != _said,
    )
    .order_by(func.length(_o.text).desc())
)


@dataclass(frozen=True, slots=True)
class Said:
    """A post of which an echo is still possible, by its number."""

    id: int
    post: Post


@dataclass(frozen=True, slots=True)
class Echoes:
    """The outbox of one gateway (`namespace`), as the echo matcher sees it."""

    connection: Connection
    namespace: str

    def near(self, room: str | None, person: str | None, at: datetime) -> list[Said]:
        """Posts to that room, or (None) in private to that person (None: to anybody), about that time of which no id
        is known for sure, in order.
        """
        values = {
            "of_namespace": self.namespace,
            "in_room": room or "",
            "to_person": person or "",
            "since": at - BEFORE,
            "until": at + AFTER,
        }
        return [Said(row.id, _post(row)) for row in self.connection.execute(_NEAR, values)]

    def ids_of(self, post_id: int) -> int:
        """How many ids of a post are known: one for each part that was surely said."""
        return int(self.connection.execute(_IDS, {"of_post": post_id}).scalar_one())

    def without_forwards(self, text: str) -> str:
        """The text without those posts of ours of the last hours that it holds word for word."""
        if len(text) < SHORTEST:
            return text
        values = {"of_namespace": self.namespace, "said": text, "longest": len(text)}
        for row in _FORWARDED.all(self.connection, values):
            text = text.replace(row.text, "\n")
        return text


def _post(row: Any) -> Post:
    return Post(
        once=Once(*row.once),
        kind=PostKind(row.kind),
        room=row.room,
        contact=row.contact,
        text=row.text,
        media=tuple(item if isinstance(item, str) else item[0] for item in row.media),
        mentions=tuple(row.mentions),
        urgent=row.urgent,
        about=frozenset(row.about),
    )

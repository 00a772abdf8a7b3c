"""Every post owed, once; what became of it, and under which ids the platform knows it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Text, and_, bindparam, cast, exists, func, literal_column, or_, select, update

from domain.posts import Once, Post, PostKind
from domain.rosters import Roster
from domain.scopes import may_get
from domain.withheld import withheld_slot
from storage.audit import Audit
from storage.statements import AnyRow, Prepared, insert_new
from storage.tables import OWED, SENDING, outbox, outbox_ids
from storage.timetable import Timetable

PATIENCE = 4  # so often a post is tried before later ones of its room may pass it

POST = tuple(
    outbox.c[name]
    for name in (
        "once",
        "kind",
        "room",
        "contact",
        "text",
        "media",
        "mentions",
        "urgent",
        "not_before",
        "answers",
        "about",
        "released_by",
    )
)
_CALLS_BEFORE = 40  # characters of marks that may stand before the words quoted
_LAST_POSTS = 400  # some hours of a campaign: what is pasted was said lately
_LAST_HOUR = 2_500  # posts: more than an account may say in one
_OURS = outbox.c.namespace == bindparam("of_namespace")
_THIS = outbox.c.id == bindparam("of_id")
_before_it = outbox.alias("before_it")
_earlier = (
    _before_it.c.lane == outbox.c.lane,
    _before_it.c.id < outbox.c.id,
    _before_it.c.namespace == outbox.c.namespace,
)
_in_flight = exists().where(*_earlier, _before_it.c.state == literal_column("'sending'"))
_tried_again = exists().where(
    *_earlier,
    _before_it.c.state == literal_column("'owed'"),
    _before_it.c.claimed_at.is_not(None),  # tried, though perhaps none of its attempts is held against it
    _before_it.c.attempts <= PATIENCE,
    _before_it.c.not_before > bindparam("at"),
)

# An unknown send keeps its room waiting for its echo, for a minute (60,000,000 microseconds) at most.
_unknown_before = exists().where(
    _before_it.c.lane == outbox.c.lane,
    _before_it.c.state == literal_column("'unknown'"),
    _before_it.c.id < outbox.c.id,
    _before_it.c.claimed_at + literal_column("60000000") > bindparam("at"),
)

_OWE = Prepared(insert_new(outbox, ("once_key",)))
_DUE = (
    select(*POST, outbox.c.id, outbox.c.owed_at)
    .where(
        _OURS,
        OWED,
        or_(outbox.c.not_before.is_(None), outbox.c.not_before <= bindparam("at")),
        or_(outbox.c.urgent, and_(~_in_flight, ~_tried_again, ~_unknown_before)),
        outbox.c.lane.not_in(bindparam("passed_over", expanding=True)),
    )
    .order_by(outbox.c.urgent.desc(), outbox.c.id)
    .limit(bindparam("most"))
)
_CLAIM = Prepared(
    update(outbox)
    .where(_THIS, OWED, or_(outbox.c.urgent, ~_unknown_before))
    .values(state="sending", claimed_at=bindparam("at"), attempts=outbox.c.attempts + 1)
    .returning(outbox.c.id)
)
_SENT = Prepared(
    update(outbox)
    .where(_THIS, outbox.c.state != "sent")
    .values(state="sent", sent_at=bindparam("at"), platform_id=bindparam("known_as"), reason=None)
    .returning(outbox.c.once_key)
)
_UNKNOWN = update(outbox).where(_THIS, outbox.c.state == "sending").values(state="unknown")
_FAILED = update(outbox).where(_THIS, outbox.c.state != "sent").values(state="failed", reason=bindparam("because"))
_RELEASE = (
    update(outbox)
    .where(_THIS, outbox.c.state.in_(["sending", "unknown"]))
    .values(state="owed", not_before=bindparam("until"))
)
_ANOTHER_KEY = outbox.c.once_key.concat("|stale ").concat(cast(outbox.c.id, Text))
_WITHDRAW = update(outbox).where(_THIS, OWED).values(state="failed", reason="stale", once_key=_ANOTHER_KEY)
_STUCK = select(*POST).where(_OURS, or_(OWED, SENDING), outbox.c.urgent, outbox.c.owed_at < bindparam("owed_before"))
_GIVEN_UP = (
    select(outbox.c.id)
    .where(
        _OURS,
        outbox.c.id > select(func.max(outbox.c.id) - _LAST_HOUR).scalar_subquery(),
        outbox.c.lane == bindparam("in_lane"),
        outbox.c.state == "failed",
        outbox.c.urgent,
        outbox.c.owed_at >= bindparam("owed_from"),
    )
    .limit(1)
)
_MAY_ARRIVE = (
    select(outbox.c.id)
    .where(outbox.c.once_key.in_(bindparam("once_keys", expanding=True)), _OURS, outbox.c.state != "failed")
    .limit(1)
)
_INTERRUPTED = select(*POST, outbox.c.id, outbox.c.owed_at).where(_OURS, SENDING).order_by(outbox.c.id)
_ID = Prepared(insert_new(outbox_ids, ("namespace", "platform_id")))
_BY_ID = Prepared(
    select(*POST)
    .join(outbox_ids, outbox_ids.c.outbox_id == outbox.c.id)
    .where(outbox_ids.c.namespace == bindparam("of_namespace"), outbox_ids.c.platform_id == bindparam("known_as"))
)
_ALL_SENT = (
    select(*POST, outbox.c.sent_at, outbox.c.platform_id)
    .where(_OURS, outbox.c.state == "sent")
    .order_by(outbox.c.sent_at, outbox.c.id)
)
_TOLD = Prepared(
    select(outbox.c.kind, outbox.c.text, outbox.c.platform_id)
    .where(
        _OURS,
        outbox.c.id > select(func.max(outbox.c.id) - _LAST_POSTS).scalar_subquery(),
        outbox.c.lane == bindparam("in_lane"),
        or_(*(outbox.c.state == state for state in ("sending", "sent", "unknown"))),
    )
    .order_by(outbox.c.id.desc())
)
_DROP_ANSWERS = (
    update(outbox)
    .where(_OURS, OWED, outbox.c.answers == bindparam("to_message"))
    .values(state="failed", reason="repeat")
)
_GO_ON = update(outbox).where(_THIS, outbox.c.state == "sending").values(state="owed", attempts=0)
_FORGIVE = update(outbox).where(_THIS, outbox.c.attempts > 0).values(attempts=outbox.c.attempts - 1)
_ATTEMPTS = Prepared(select(outbox.c.attempts).where(_THIS))


@dataclass(frozen=True, slots=True)
class Owed:
    """A post that is to be said, and since when."""

    id: int
    post: Post
    owed_at: datetime


@dataclass(frozen=True, slots=True)
class SentPost:
    """A post that was said, when, and the platform's id of it (None where it gives none)."""

    post: Post
    sent_at: datetime
    platform_id: str | None


@dataclass(frozen=True, slots=True)
class Outbox:
    """The outbox of one gateway (`namespace`). A post is owed, sending, sent, unknown or failed."""

    connection: Connection
    now: datetime
    namespace: str
    roster: Roster

    def owe(self, post: Post) -> bool:
        """Owe a post; False when a post with this once key was ever owed before, or nobody there may hear it."""
        return self._may_go(post) and _OWE.run(self.connection, self._row(post)) == 1

    def owe_all(self, posts: Iterable[Post]) -> None:
        """Owe many in one go, in this order; those whose once key was ever owed before are left out."""
        _OWE.run_each(self.connection, [self._row(post) for post in posts if self._may_go(post)])

    def _may_go(self, post: Post) -> bool:
        """The one place where it is seen whether what a post is made of is for whom it is for."""
        if may_get(post, self.roster):
            return True
        self._withhold(post)
        return False

    def stops(self, owed: Owed) -> bool:
        """Whether a post that waits may not be heard there any more, by the roster of now: then it is given up.

        To whom has left since nothing is said, which is no slip that anybody should look into.
        """
        if may_get(owed.post, self.roster):
            return False
        if any(person.id == owed.post.contact for person in self.roster.former):
            self.mark_failed(owed.id, "left")
            return True
        self.mark_failed(owed.id, "withheld")
        self._withhold(owed.post)
        return True

    def _withhold(self, post: Post) -> None:
        """Somebody has made a mistake: it is not said, goes on record, and the duty officer hears that it happened."""
        detail = {"kind": post.kind.value, "room": post.room, "contact": post.contact, "about": sorted(post.about)}
        Audit(self.connection, self.now).append("bot", "post.withhold", str(post.once), detail)
        Timetable(self.connection, self.now, post.once.campaign).plan(withheld_slot(self.now))

    def due(self, limit: int = 20, passing_over: Collection[str] = ()) -> list[Owed]:
        """What may be said now: urgent first, else in the order owed; nothing for the rooms and people passed over.

        A post waits while an earlier one is on its way to the same room, or was refused a moment ago and
        will be tried again; an urgent one does not.
        """
        values = {"of_namespace": self.namespace, "at": self.now, "most": limit, "passed_over": list(passing_over)}
        return [_owed(row) for row in self.connection.execute(_DUE, values)]

    def is_out_of_reach(self, contact: str, since: datetime) -> bool:
        """Whether an urgent post of since then to this person could not be delivered, and was given up."""
        values = {"of_namespace": self.namespace, "in_lane": contact, "owed_from": since}
        return self.connection.execute(_GIVEN_UP, values).first() is not None

    def may_arrive(self, posts: Iterable[Once]) -> bool:
        """Whether one of these was ever owed and is not given up: it was said, or may still be."""
        values = {"of_namespace": self.namespace, "once_keys": [str(once) for once in posts]}
        return self.connection.execute(_MAY_ARRIVE, values).first() is not None

    def urgent_since(self, before: datetime) -> list[Post]:
        """Urgent posts that were owed before then and have not gone out."""
        values = {"of_namespace": self.namespace, "owed_before": before}
        return [post_of(row) for row in self.connection.execute(_STUCK, values)]

    def claim(self, post_id: int) -> bool:
        """Take a post for sending; False when somebody else has it, or it is no longer owed."""
        return _CLAIM.first(self.connection, {"of_id": post_id, "at": self.now}) is not None

    def attempts(self, post_id: int) -> int:
        """How often the post was claimed so far."""
        return int(_ATTEMPTS.scalar(self.connection, {"of_id": post_id}))

    def mark_sent(self, post_id: int, platform_id: str | None, at: datetime) -> None:
        this = {"of_id": post_id, "at": at, "known_as": platform_id}
        once = _SENT.scalar(self.connection, this)
        if once is not None:
            Audit(self.connection, self.now).append("bot", "post.send", once, {"known_as": platform_id})
        if platform_id is not None:
            self.note_id(post_id, platform_id)

    def go_on(self, post_id: int) -> None:
        """One part of the post was said and there are more: it keeps its place, and its attempts begin anew."""
        self.connection.execute(_GO_ON, {"of_id": post_id})

    def forgive(self, post_id: int) -> None:
        """The last attempt does not count: it failed for a reason that has nothing to do with the post."""
        self.connection.execute(_FORGIVE, {"of_id": post_id})

    def note_id(self, post_id: int, platform_id: str) -> None:
        """One more id of a post: each picture of it has its own."""
        row = {"namespace": self.namespace, "platform_id": platform_id, "outbox_id": post_id}
        _ID.run(self.connection, row)

    def mark_unknown(self, post_id: int) -> None:
        """Claimed, and nobody knows whether it was said: never sent again by itself."""
        self.connection.execute(_UNKNOWN, {"of_id": post_id})

    def mark_failed(self, post_id: int, reason: str) -> None:
        """Given up."""
        self.connection.execute(_FAILED, {"of_id": post_id, "because": reason})

    def release(self, post_id: int, not_before: datetime | None) -> None:
        """It was surely not said: owe it again, not before then."""
        self.connection.execute(_RELEASE, {"of_id": post_id, "until": not_before})

    def withdraw(self, post_id: int) -> None:
        """It is not said, and may be owed anew, in other words, under the same once key."""
        self.connection.execute(_WITHDRAW, {"of_id": post_id})

    def drop_answers(self, message_id: str) -> None:
        """What answers that message and has not gone out is not said any more."""
        self.connection.execute(_DROP_ANSWERS, {"of_namespace": self.namespace, "to_message": message_id})

    def interrupted(self) -> list[Owed]:
        """Claimed and never marked: what a crash left in the middle of sending."""
        return [_owed(row) for row in self.connection.execute(_INTERRUPTED, {"of_namespace": self.namespace})]

    def by_platform_id(self, platform_id: str) -> Post | None:
        """The post that the platform knows under this id."""
        values = {"of_namespace": self.namespace, "known_as": platform_id}
        row = _BY_ID.first(self.connection, values)
        return None if row is None else post_of(row)

    def told(self, lane: str) -> list[tuple[PostKind, str]]:
        """What was said lately in a room or to a person, newest first: of which kind, and the text."""
        rows = _TOLD.raw(self.connection, {"of_namespace": self.namespace, "in_lane": lane})
        return [(PostKind(kind), text) for kind, text, _ in rows]

    def said_as(self, lane: str, words: str) -> str | None:
        """The platform's id of what was said there lately and begins with these words."""
        values = {"of_namespace": self.namespace, "in_lane": lane}
        wanted = " ".join(words.split()).rstrip("…")
        for row in _TOLD.all(self.connection, values):
            if wanted and row.platform_id and wanted in " ".join(row.text.split())[: len(wanted) + _CALLS_BEFORE]:
                return str(row.platform_id)
        return None

    def all_sent(self) -> list[SentPost]:
        """Everything said, in the order in which it was said."""
        rows = self.connection.execute(_ALL_SENT, {"of_namespace": self.namespace})
        return [SentPost(post_of(row), row.sent_at, row.platform_id) for row in rows]

    def _row(self, post: Post) -> dict[str, Any]:
        once = post.once
        return {
            "namespace": self.namespace,
            "once_key": str(once),
            "once": [once.campaign, once.rule, once.subject, once.due, once.revision, once.part],
            "kind": post.kind,
            "lane": post.lane,
            "room": post.room,
            "contact": post.contact,
            "text": post.text,
            "media": list(zip(post.media, post.file_names, strict=True)) if post.file_names else post.media,
            "mentions": post.mentions,
            "urgent": post.urgent,
            "not_before": post.not_before,
            "answers": post.answers,
            "about": sorted(post.about),
            "released_by": post.released_by,
            "owed_at": self.now,
            "state": "owed",
            "attempts": 0,
        }


def post_of(row: AnyRow) -> Post:
    once, kind, room, contact, text, media, mentions, urgent, not_before, answers, about, released_by = row[:12]
    return Post(
        once=Once(*once),
        kind=PostKind(kind),
        room=room,
        contact=contact,
        text=text,
        media=tuple(item if isinstance(item, str) else item[0] for item in media),
        mentions=tuple(mentions),
        urgent=urgent,
        not_before=not_before,
        answers=answers,
        file_names=tuple(item[1] for item in media if not isinstance(item, str)),
        about=frozenset(about),
        released_by=released_by,
    )


def _owed(row: AnyRow) -> Owed:
    return Owed(row.id, post_of(row), row.owed_at)

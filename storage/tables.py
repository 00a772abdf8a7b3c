"""What is remembered, table by table. Rows never leave storage.

`campaign` is the key of the campaign, `namespace` the gateway that gave a message its id. Names
that are words of SQL carry a suffix (`group_key`). States are plain words, checked by the tests.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    UniqueConstraint,
    and_,
    literal_column,
)

from storage.columns import Document, Moment, RowId, Words

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
    }
)


def index_of_some(name: str, rows: ColumnElement[bool], *columns: ColumnElement[Any], unique: bool = False) -> None:
    """An index of these rows only. A query must say `rows` in the same words to be helped by it."""
    Index(name, *columns, unique=unique, sqlite_where=rows, postgresql_where=rows)


#: The next number of something, counted inside the transaction: no gaps, alike on both databases.
counters = Table(
    "counters",
    metadata,
    Column("campaign", Words, primary_key=True),
    Column("name", Words, primary_key=True),
    Column("value", Integer, nullable=False),
)

# ── what came in ────────────────────────────────────────────────────────────────────────────────

inbox = Table(
    "inbox",
    metadata,
    Column("seq", RowId, primary_key=True),
    Column("namespace", Words, nullable=False),
    Column("message_id", Words, nullable=False),
    Column("room", Words),
    Column("sender", Words, nullable=False),
    Column("sender_name", Words, nullable=False),
    Column("sent_at", Moment, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("kind", Words, nullable=False),
    Column("text", Words, nullable=False),
    Column("file_name", Words, nullable=False),
    Column("location", Document),
    Column("quote", Words),
    Column("mentions", Document),
    Column("target", Words),
    Column("raw", LargeBinary, nullable=False),
    Column("raw_sha256", Words, nullable=False),
    Column("file_state", Words, nullable=False),  # none, awaited, kept, lost
    Column("file_sha256", Words),
    Column("file_size", RowId),
    Column("file_error", Words),
    Column("rendition", Words),  # of a picture, as far as the platform told: original, normal, thumbnail
    Column("state", Words, nullable=False),  # kept, handled, failed, repeat, own, late
    Column("repeat_of", Words),  # of a repeat: the id of the first
    Column("purpose", Words),
    Column("asks_receipt", Boolean),  # true or null
    Column("recalled_at", Moment),
    Column("error", Words),
    UniqueConstraint("namespace", "message_id"),
)
Index("ix_inbox_room_sent", inbox.c.namespace, inbox.c.room, inbox.c.sent_at)
Index("ix_inbox_sender_sent", inbox.c.namespace, inbox.c.sender, inbox.c.sent_at)
# The three queues are short while the inbox grows, so each has an index of its own rows only.
UNHANDLED = inbox.c.state == literal_column("'kept'")
AWAITING_FILE = inbox.c.file_state == literal_column("'awaited'")
ASKING = inbox.c.asks_receipt.is_not(None)
index_of_some("ix_inbox_unhandled", UNHANDLED, inbox.c.namespace, inbox.c.seq)
index_of_some("ix_inbox_awaiting", AWAITING_FILE, inbox.c.namespace, inbox.c.seq)
RECALLING = inbox.c.target.is_not(None)
index_of_some("ix_inbox_recalling", RECALLING, inbox.c.namespace, inbox.c.target)
WITH_FILE_KEPT = inbox.c.file_sha256.is_not(None)
index_of_some("ix_inbox_file", WITH_FILE_KEPT, inbox.c.file_sha256)
_listed = (inbox.c[name] for name in ("sent_at", "seq", "kind", "room", "sender"))
index_of_some("ix_inbox_files", WITH_FILE_KEPT, *_listed)
index_of_some("ix_inbox_asking", ASKING, inbox.c.namespace, inbox.c.room, inbox.c.sent_at)

# ── what goes out ───────────────────────────────────────────────────────────────────────────────

outbox = Table(
    "outbox",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("namespace", Words, nullable=False),
    Column("once_key", Words, nullable=False, unique=True),
    Column("once", Document, nullable=False),
    Column("kind", Words, nullable=False),
    Column("lane", Words, nullable=False),  # the room, or the contact in private: order is kept in it
    Column("room", Words),
    Column("contact", Words),
    Column("text", Words, nullable=False),
    Column("media", Document, nullable=False),
    Column("mentions", Document, nullable=False),
    Column("urgent", Boolean, nullable=False),
    Column("not_before", Moment),
    Column("answers", Words),
    Column("about", Document, nullable=False),  # keys of the groups whose rows it is made of
    Column("released_by", Words),
    Column("owed_at", Moment, nullable=False),
    Column("state", Words, nullable=False),  # owed, sending, sent, unknown, failed
    Column("attempts", Integer, nullable=False),
    Column("claimed_at", Moment),
    Column("sent_at", Moment),
    Column("platform_id", Words),
    Column("reason", Words),
)
OWED = outbox.c.state == literal_column("'owed'")
SENDING = outbox.c.state == literal_column("'sending'")
index_of_some("ix_outbox_next", OWED, outbox.c.namespace, outbox.c.urgent.desc(), outbox.c.id)  # as it is said
index_of_some("ix_outbox_sending", SENDING, outbox.c.lane, outbox.c.id)
UNKNOWN = outbox.c.state == literal_column("'unknown'")
index_of_some("ix_outbox_unknown", UNKNOWN, outbox.c.lane, outbox.c.id)
RETRIED = and_(outbox.c.state == literal_column("'owed'"), outbox.c.claimed_at.is_not(None))
index_of_some("ix_outbox_retried", RETRIED, outbox.c.lane, outbox.c.id)

#: Every id the platform ever gave to one of our own messages: text and pictures of a post have one each.
outbox_ids = Table(
    "outbox_ids",
    metadata,
    Column("namespace", Words, primary_key=True),
    Column("platform_id", Words, primary_key=True),
    Column("outbox_id", RowId, ForeignKey("outbox.id"), nullable=False),
)

#: Every attempt to say a part of a post: a long text and each picture are parts of their own.
sends = Table(
    "sends",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("namespace", Words, nullable=False),
    Column("outbox_id", RowId, ForeignKey("outbox.id"), nullable=False),
    Column("part", Integer, nullable=False),  # from 1
    Column("lane", Words, nullable=False),
    Column("urgent", Boolean, nullable=False),
    Column("at", Moment, nullable=False),  # when the platform was asked
    Column("outcome", Words, nullable=False),  # going, said, refused, too_often, unknown
    Column("platform_id", Words),
)
Index("ix_sends_post", sends.c.outbox_id)
Index("ix_sends_recent", sends.c.namespace, sends.c.at)

# ── visits ──────────────────────────────────────────────────────────────────────────────────────

visits = Table(
    "visits",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("campaign", Words, nullable=False),
    Column("number", Integer, nullable=False),
    Column("group_key", Words, nullable=False),
    Column("team", Integer),
    Column("day", Date, nullable=False),
    Column("place", Words, nullable=False),
    Column("place_key", Words, nullable=False),
    Column("county", Words),
    Column("industrial", Boolean, nullable=False),
    Column("lookback", Boolean, nullable=False),
    Column("outcome", Words, nullable=False),
    Column("urgent", Boolean, nullable=False),
    Column("marked", Boolean),  # urgent by hand: true or null
    Column("hand", Document),  # what people have set by hand; null for nothing
    Column("categories", Document, nullable=False),
    Column("room", Words),
    Column("author", Words, nullable=False),
    Column("reported_at", Moment, nullable=False),
    Column("last_at", Moment, nullable=False),
    Column("problems", Integer, nullable=False),  # `Visit.problems`
    Column("revision", Integer, nullable=False),
    Column("withdrawn_at", Moment),
    Column("said_revision", Integer),
    Column("said_text", Words),
    Column("said_at", Moment),
    Column("alerted_revision", Integer),
    Column("alerted_text", Words),
    Column("search", Words),  # what it is found by (storage/visit_digests.py)
    UniqueConstraint("campaign", "number"),
)
Index("ix_visits_recent", visits.c.campaign, visits.c.group_key, visits.c.last_at, visits.c.number)
Index("ix_visits_named", visits.c.campaign, visits.c.group_key, visits.c.place_key, visits.c.last_at, visits.c.number)
BY_HAND = visits.c.hand.is_not(None)
index_of_some("ix_visits_by_hand", BY_HAND, visits.c.campaign, visits.c.number)
Index("ix_visits_day", visits.c.campaign, visits.c.day, visits.c.group_key, visits.c.place_key)

findings = Table(
    "findings",
    metadata,
    Column("visit_id", RowId, ForeignKey("visits.id"), primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True),
    Column("text", Words, nullable=False),
    Column("category", Words, nullable=False),
)

visit_messages = Table(
    "visit_messages",
    metadata,
    Column("visit_id", RowId, ForeignKey("visits.id"), primary_key=True, autoincrement=False),
    Column("namespace", Words, primary_key=True),
    Column("message_id", Words, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    Column("sender", Words, nullable=False),
    Column("kind", Words, nullable=False),
    Column("part", Words, nullable=False),
)
Index("ix_visit_messages_message", visit_messages.c.namespace, visit_messages.c.message_id)

loose = Table(
    "loose",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("campaign", Words, nullable=False),
    Column("namespace", Words, nullable=False),
    Column("message_id", Words, nullable=False),
    Column("group_key", Words, nullable=False),
    Column("team", Integer),
    Column("sender", Words, nullable=False),
    Column("room", Words),
    Column("at", Moment, nullable=False),
    Column("kind", Words, nullable=False),
    UniqueConstraint("namespace", "message_id"),
)
Index("ix_loose_group", loose.c.campaign, loose.c.group_key, loose.c.at)

# ── papers, instructions ────────────────────────────────────────────────────────────────────────

submissions = Table(
    "submissions",
    metadata,
    Column("campaign", Words, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("group_key", Words, nullable=False),
    Column("paper", Words, nullable=False),
    Column("day", Date, nullable=False),
    Column("channel", Words, nullable=False),
    Column("sender", Words, nullable=False),
    Column("room", Words),
    Column("at", Moment, nullable=False),
    Column("message_ids", Document, nullable=False),
    Column("characters", Integer),
    Column("photos", Integer),
    Column("accepted", Boolean, nullable=False),
    Column("faults", Document, nullable=False),
    Column("minutes_late", Integer, nullable=False),
    Column("period", Words, nullable=False),  # '' where it is the day
)
Index("ix_submissions_day", submissions.c.campaign, submissions.c.day, submissions.c.group_key)
Index("ix_submissions_period", submissions.c.campaign, submissions.c.period)

submission_messages = Table(
    "submission_messages",
    metadata,
    Column("campaign", Words, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("namespace", Words, primary_key=True),
    Column("message_id", Words, primary_key=True),
)
Index("ix_submission_messages_message", submission_messages.c.namespace, submission_messages.c.message_id)

# ── time, slow work, the log ────────────────────────────────────────────────────────────────────

timetable = Table(
    "timetable",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("campaign", Words, nullable=False),
    Column("rule", Words, nullable=False),
    Column("subject", Words, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("run_at", Moment, nullable=False),
    Column("state", Words, nullable=False),  # open, done, skipped
    Column("ran_at", Moment),
    Column("note", Words),
    UniqueConstraint("campaign", "rule", "subject", "due_at"),
)
OPEN = timetable.c.state == literal_column("'open'")
index_of_some("ix_timetable_open", OPEN, timetable.c.campaign, timetable.c.run_at, timetable.c.id)

clock = Table(
    "clock",
    metadata,
    Column("campaign", Words, primary_key=True),
    Column("ticked_to", Moment, nullable=False),
)

jobs = Table(
    "jobs",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("campaign", Words, nullable=False),
    Column("kind", Words, nullable=False),
    Column("subject", Words, nullable=False),
    Column("payload", Document, nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("state", Words, nullable=False),  # waiting, done, failed
    Column("result", Document),
    Column("error", Words),
    Column("ended_at", Moment),
    UniqueConstraint("campaign", "kind", "subject"),
)
WAITING = jobs.c.state == literal_column("'waiting'")
index_of_some("ix_jobs_waiting", WAITING, jobs.c.campaign, jobs.c.id)

audit = Table(
    "audit",
    metadata,
    Column("seq", RowId, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("actor", Words, nullable=False),
    Column("action", Words, nullable=False),
    Column("subject", Words, nullable=False),
    Column("detail", Words, nullable=False),
    Column("previous", Words, nullable=False),
    Column("hash", Words, nullable=False),
)

#: The end of the chain, in one row: it keeps two writers from forking it and betrays a cut tail.
audit_head = Table(
    "audit_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("seq", RowId, nullable=False),
    Column("hash", Words, nullable=False),
)

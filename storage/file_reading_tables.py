"""What machines read of stored files, and which files wait to be read."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Table, UniqueConstraint, literal_column

from storage.columns import Document, Moment, RowId, Words
from storage.tables import index_of_some, metadata

#: One row a file, however often it was sent; `id` grows in the order of reading.
file_readings = Table(
    "file_readings",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("sha256", Words, nullable=False, unique=True),
    Column("kind", Words, nullable=False),  # image, video, audio
    Column("engine", Words, nullable=False),
    Column("fault", Words, nullable=False),  # "": it was read
    Column("captured_at", Moment),  # as the print says
    Column("watermark", Document),
    Column("whole", Words),  # the two hashes, 64 hexadecimal digits each
    Column("top", Words),
    Column("inside", Words),  # of what a screenshot shows: both hashes, 128 digits
    Column("facts", Document, nullable=False),  # blur, width, height, duration, codec
    Column("sheet", Words, nullable=False),  # derived objects, by their SHA-256; "": none
    Column("playable", Words, nullable=False),
    Column("read_at", Moment, nullable=False),
)

#: Pairs of pictures that look the same, the one that was read earlier first; in bits that differ.
likenesses = Table(
    "likenesses",
    metadata,
    Column("earlier", Words, primary_key=True),
    Column("later", Words, primary_key=True),
    Column("whole", Integer, nullable=False),
    Column("top", Integer, nullable=False),
    Column("noted_at", Moment, nullable=False),
)
Index("ix_likenesses_later", likenesses.c.later)

#: One row for each message whose file is read: a file that is sent twice is looked at twice, and read once.
reading_jobs = Table(
    "reading_jobs",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("namespace", Words, nullable=False),
    Column("message_id", Words, nullable=False),
    Column("sha256", Words, nullable=False),
    Column("kind", Words, nullable=False),
    Column("state", Words, nullable=False),  # waiting, done
    Column("asked_at", Moment, nullable=False),
    Column("ended_at", Moment),
    UniqueConstraint("namespace", "message_id"),
)
UNREAD = reading_jobs.c.state == literal_column("'waiting'")
index_of_some("ix_reading_jobs_waiting", UNREAD, reading_jobs.c.namespace, reading_jobs.c.id)

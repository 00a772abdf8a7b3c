"""What was asked of people because of pictures: remarks that were told, and whether two records share a picture."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Table

from storage.columns import Moment, Words
from storage.tables import metadata

#: What whoever dispatches was told of a picture's print, each kind once a message.
told_remarks = Table(
    "told_remarks",
    metadata,
    Column("campaign", Words, primary_key=True),
    Column("namespace", Words, primary_key=True),
    Column("message_id", Words, primary_key=True),
    Column("kind", Words, primary_key=True),
    Column("told_at", Moment, nullable=False),
)

#: One row for each pair of records; `low` and `high` are their numbers, so that a pair is asked about once.
picture_questions = Table(
    "picture_questions",
    metadata,
    Column("campaign", Words, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("namespace", Words, nullable=False),
    Column("low", Integer, nullable=False),
    Column("high", Integer, nullable=False),
    Column("earlier_record", Integer, nullable=False),
    Column("later_record", Integer, nullable=False),
    Column("earlier_message", Words, nullable=False),
    Column("later_message", Words, nullable=False),
    Column("earlier_file", Words, nullable=False),
    Column("later_file", Words, nullable=False),
    Column("whole", Integer),  # bits that differ; null: the same file
    Column("top", Integer),
    Column("pictures", Integer, nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("answer", Words),  # same, different, dropped; null: open
    Column("answered_by", Words),
    Column("answered_at", Moment),
    Column("note", Words),
)
Index(
    "ix_picture_questions_records",
    picture_questions.c.campaign,
    picture_questions.c.low,
    picture_questions.c.high,
    unique=True,
)
Index("ix_picture_questions_earlier", picture_questions.c.earlier_file)
Index("ix_picture_questions_later", picture_questions.c.later_file)

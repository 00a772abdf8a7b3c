"""Papers that the bot has made, and the smaller copies of photos that they show."""

from __future__ import annotations

from sqlalchemy import Column, Date, Index, Integer, Table

from storage.columns import Document, Moment, RowId, Words
from storage.tables import metadata

#: A derived object names its parent; `fault` says why there is none ("": there is).
renditions = Table(
    "renditions",
    metadata,
    Column("parent", Words, primary_key=True),
    Column("paper", Words, nullable=False),
    Column("thumb", Words, nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("fault", Words, nullable=False),
    Column("made_at", Moment, nullable=False),
)

made_papers = Table(
    "made_papers",
    metadata,
    Column("campaign", Words, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("kind", Words, nullable=False),
    Column("group_key", Words),  # null: of several groups
    Column("day", Date),
    Column("round", Integer),
    Column("visits", Document, nullable=False),  # the numbers of those it tells of
    Column("sha256", Words, nullable=False),
    Column("file_name", Words, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("as_of", Moment, nullable=False),
    Column("asked_by", Words, nullable=False),
)
Index("ix_made_papers_day", made_papers.c.campaign, made_papers.c.day, made_papers.c.kind)

#: 工作建议 of a group's leader; the newest of a round that was not taken back counts.
round_advices = Table(
    "round_advices",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("campaign", Words, nullable=False),
    Column("group_key", Words, nullable=False),
    Column("round", Integer, nullable=False),
    Column("text", Words, nullable=False),
    Column("author", Words, nullable=False),
    Column("at", Moment, nullable=False),
    Column("namespace", Words, nullable=False),
    Column("message_id", Words, nullable=False),
    Column("taken_back_at", Moment),
)
Index("ix_round_advices_round", round_advices.c.campaign, round_advices.c.round, round_advices.c.group_key)

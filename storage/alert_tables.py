"""What could not wait, and who has acknowledged it."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, Table, UniqueConstraint, and_

from storage.columns import Moment, RowId, Words
from storage.tables import index_of_some, metadata

#: `name` is what people call it by. It is open until somebody on duty has read it, or it is over (taken back).
alerts = Table(
    "alerts",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("campaign", Words, nullable=False),
    Column("name", Words, nullable=False),
    Column("kind", Words, nullable=False),
    Column("group_key", Words, nullable=False),
    Column("team", Integer),
    Column("author", Words, nullable=False),
    Column("message_id", Words, nullable=False),
    Column("at", Moment, nullable=False),
    Column("title", Words, nullable=False),
    Column("repeats", Integer, nullable=False),
    Column("read_by", Words),
    Column("read_at", Moment),
    Column("over_at", Moment),
    Column("elsewhere_at", Moment),  # when it was handed to the second channel
    UniqueConstraint("campaign", "name"),
)
OPEN_ALERT = and_(alerts.c.read_at.is_(None), alerts.c.over_at.is_(None))
index_of_some("ix_alerts_open", OPEN_ALERT, alerts.c.campaign, alerts.c.id)

#: Who has acknowledged one for himself.
alert_readers = Table(
    "alert_readers",
    metadata,
    Column("alert_id", ForeignKey("alerts.id"), primary_key=True),
    Column("person", Words, primary_key=True),
    Column("at", Moment, nullable=False),
)

#: A team whose check was broken off, until it goes on.
stops = Table(
    "stops",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("campaign", Words, nullable=False),
    Column("group_key", Words, nullable=False),
    Column("team", Integer, nullable=False),
    Column("since", Moment, nullable=False),
    Column("by", Words, nullable=False),
    Column("ended_at", Moment),
    Column("ended_by", Words),
)
OPEN_STOP = stops.c.ended_at.is_(None)
index_of_some("ix_stops_open", OPEN_STOP, stops.c.campaign, stops.c.group_key, stops.c.team, unique=True)

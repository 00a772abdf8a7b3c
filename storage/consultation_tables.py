"""Questions that were passed on to the experts, their answers, and who has asked the same."""

from __future__ import annotations

from sqlalchemy import Column, Integer, Table

from storage.columns import Moment, Words
from storage.tables import metadata

#: `number` is what experts and askers know a question by; the question itself is a message of the inbox.
consultations = Table(
    "consultations",
    metadata,
    Column("campaign", Words, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("namespace", Words, nullable=False),
    Column("message_id", Words, nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("answered_at", Moment),
)

#: An expert's words that answer a question; the newest that he has not taken back is offered to who asks the same.
consultation_answers = Table(
    "consultation_answers",
    metadata,
    Column("campaign", Words, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("namespace", Words, primary_key=True),
    Column("message_id", Words, primary_key=True),
    Column("answered_at", Moment, nullable=False),
)

#: A later message that asks the same; `passed_on_at`: its sender has had it go to the experts all the same (再问).
consultation_repeats = Table(
    "consultation_repeats",
    metadata,
    Column("campaign", Words, primary_key=True),
    Column("namespace", Words, primary_key=True),
    Column("message_id", Words, primary_key=True),
    Column("number", Integer, nullable=False),
    Column("passed_on_at", Moment),
)

"""Who may log in to the console, who is logged in, and which wrong passwords were tried: no password, no token."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, Table

from storage.columns import Moment, Words
from storage.tables import metadata

users = Table(
    "users",
    metadata,
    Column("name", Words, primary_key=True),  # by which one logs in, as domain.passwords.login_of writes it
    Column("person", Words, nullable=False),  # of the roster; what he may do is what that roster says
    Column("password_hash", Words, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("logged_in_at", Moment),
)

#: A log-in stands until it is ended (its row is gone), for so long unused, or until `ends_at`.
log_ins = Table(
    "log_ins",
    metadata,
    Column("token_sha256", Words, primary_key=True),
    Column("account", Words, ForeignKey("users.name"), nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("ends_at", Moment, nullable=False),
)
Index("ix_log_ins_account", log_ins.c.account)

#: Browsers from which an account was logged in to: others who guess at its password are no reason to keep them waiting.
known_browsers = Table(
    "known_browsers",
    metadata,
    Column("token_sha256", Words, primary_key=True),
    Column("account", Words, ForeignKey("users.name"), nullable=False),
    Column("seen_at", Moment, nullable=False),
)
Index("ix_known_browsers_account", known_browsers.c.account)

#: Wrong passwords in a row. What was typed as a name may be a password: keys are hashes.
wrong_passwords = Table(
    "wrong_passwords",
    metadata,
    Column("kind", Words, primary_key=True),
    Column("key_sha256", Words, primary_key=True),
    Column("tries", Integer, nullable=False),
    Column("last_at", Moment, nullable=False),
    Column("paused_to", Moment, nullable=False),
)
Index("ix_wrong_passwords_last", wrong_passwords.c.last_at)

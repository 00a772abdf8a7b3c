"""What the rows tell of an installation: its clock, its disk, its gateway. Asked by hand, so it may take a second."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from statistics import median

from sqlalchemy import Connection, func, select, text

from storage.original_tables import KEPT, originals
from storage.tables import audit, inbox

LATELY = timedelta(days=14)
NEWEST = 50  # messages, to compare two clocks by
_SIZES = select(func.sum(inbox.c.file_size), func.min(inbox.c.received_at)).where(inbox.c.file_state == "kept")
_NEWEST = select(inbox.c.sent_at, inbox.c.received_at).order_by(inbox.c.seq.desc()).limit(NEWEST)
_COMPRESSED = (
    select(func.count())
    .select_from(audit)
    .where(audit.c.action == "file.rendition", audit.c.subject.not_in(select(originals.c.message_id).where(KEPT)))
)


def media_bytes_a_day(connection: Connection, now: datetime) -> float | None:
    """How much evidence a day brought in the last fortnight; None without any."""
    total, first = connection.execute(_SIZES.where(inbox.c.received_at > now - LATELY)).one()
    return None if not total else float(total) / max(1.0, (now - first) / timedelta(days=1))


def seconds_behind(connection: Connection) -> float:
    """So much, at least, our clock is behind the platform's: messages seem to come before they were sent. 0: it is not.

    The middle one of the newest tells, since a single one may bear any time. That it is ahead cannot be told so: a
    message may also have come late.
    """
    early = [(row.sent_at - row.received_at).total_seconds() for row in connection.execute(_NEWEST)]
    return max(0.0, median(early)) if early else 0.0


def database_clock(connection: Connection) -> float | None:
    """The epoch seconds of the database server's own clock; None for a file."""
    if connection.dialect.name != "postgresql":
        return None
    return float(connection.execute(text("SELECT extract(epoch FROM clock_timestamp())")).scalar_one())


def unsafe_settings(connection: Connection) -> Sequence[str]:
    """Settings of the database under which it may forget what it has acknowledged."""
    if connection.dialect.name == "postgresql":
        names = ("fsync", "full_page_writes", "synchronous_commit")
        told = {name: str(connection.execute(text(f"SHOW {name}")).scalar_one()) for name in names}
        return [f"{name}={value}" for name, value in told.items() if value == "off"]
    mode = str(connection.execute(text("PRAGMA journal_mode")).scalar_one())
    return [] if mode == "wal" else [f"journal_mode={mode}"]


def compressed_pictures(connection: Connection, since: datetime) -> int:
    """How many pictures since then there are only as the platform's compressed copy."""
    return connection.execute(_COMPRESSED.where(audit.c.at > since)).scalar_one()

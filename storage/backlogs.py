"""How much waits to be done, counted from the indexes of the queues alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, func, or_, select, update

from storage.deafness_tables import blind_windows
from storage.file_reading_tables import UNREAD, reading_jobs
from storage.tables import AWAITING_FILE, OWED, UNHANDLED, UNKNOWN, WAITING, audit_head, inbox, jobs, outbox

_w = blind_windows.c
_OPEN_WINDOW = or_(_w.until.is_(None), and_(_w.told_at.is_(None), _w.closed_at.is_(None)))
_COUNTS = {
    "posts_owed": select(func.count()).select_from(outbox).where(OWED),
    "posts_held": select(func.count()).select_from(outbox).where(OWED, outbox.c.not_before > bindparam("now")),
    "posts_unknown": select(func.count()).select_from(outbox).where(UNKNOWN),
    "messages_unhandled": select(func.count()).select_from(inbox).where(UNHANDLED),
    "files_awaited": select(func.count()).select_from(inbox).where(AWAITING_FILE),
    "jobs_waiting": select(func.count()).select_from(jobs).where(WAITING),
    "files_unread": select(func.count()).select_from(reading_jobs).where(UNREAD),
    "blind_windows_open": select(func.count()).select_from(blind_windows).where(_OPEN_WINDOW),
}
_TOUCH = update(audit_head).where(audit_head.c.id == 1).values(seq=audit_head.c.seq)


@dataclass(frozen=True, slots=True)
class Backlog:
    posts_owed: int
    posts_held: int  # of those owed: not before a later time
    posts_unknown: int
    messages_unhandled: int
    files_awaited: int
    jobs_waiting: int
    files_unread: int  # by a machine
    blind_windows_open: int  # still deaf, or not told yet


def count_backlog(connection: Connection, now: datetime) -> Backlog:
    """What waits in this database."""
    return Backlog(**{name: connection.execute(query, {"now": now}).scalar_one() for name, query in _COUNTS.items()})


def touch(connection: Connection) -> None:
    """Write without changing anything: whether the database takes it shows when it is committed."""
    connection.execute(_TOUCH)

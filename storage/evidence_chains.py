"""The chain of evidence of a record, from what was kept of it."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

from sqlalchemy import bindparam, or_, select

from domain.calendars import at_time
from domain.evidence_chains import Chain, chain_of, is_of_place
from domain.messages import Kind
from domain.visits import Visit
from storage.tables import inbox
from storage.visits import namespace_of
from storage.work import UnitOfWork

_i = inbox.c
_SAYING = (Kind.TEXT, Kind.FORWARD)
_TEXTS = (
    select(_i.text)
    .where(_i.namespace == bindparam("of_namespace"), _i.message_id.in_(bindparam("of_messages", expanding=True)))
    .order_by(_i.sent_at, _i.seq)
)
_FILES = (
    select(_i.file_sha256, _i.file_name)
    .where(
        _i.file_sha256.is_not(None),
        _i.sent_at >= bindparam("since"),
        _i.sent_at < bindparam("until"),
        _i.kind == Kind.FILE.value,
        or_(
            _i.room.in_(bindparam("of_rooms", expanding=True)),
            _i.room.is_(None) & _i.sender.in_(bindparam("of_people", expanding=True)),
        ),
        _i.recalled_at.is_(None),
    )
    .order_by(_i.seq)
)


def chain_on_record(visit: Visit, work: UnitOfWork) -> Chain:
    """What the chat has of a visit: its own messages, and files of its group that have its name, of some days."""
    evidence = work.visits.evidence_of([visit.number or 0])[visit.number or 0]
    saying = [link.message_id for link in visit.links if link.kind in _SAYING]
    namespace = namespace_of(work.connection, work.campaign.key, visit.number or 0) or work.namespace
    values = {"of_namespace": namespace, "of_messages": saying}
    texts = list(work.connection.execute(_TEXTS, values).scalars())
    return chain_of(evidence.photos, evidence.videos, texts, _names_of_files(visit, work), work.lexicon)


def _names_of_files(visit: Visit, work: UnitOfWork) -> list[str]:
    """Each file once, by its last name."""
    days = timedelta(days=int(work.lexicon.tables["evidence"]["days"]))
    since = at_time(visit.day, time(0))
    values: dict[str, Any] = {
        "since": since,
        "until": since + days,
        "of_rooms": [room.id for room in work.roster.rooms_of(visit.group)],
        "of_people": [person.id for person in work.roster.people if person.group == visit.group],
    }
    names = {row.file_sha256: row.file_name for row in work.connection.execute(_FILES, values)}
    return [name for name in names.values() if is_of_place(name, visit.place, work.lexicon)]

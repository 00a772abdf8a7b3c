"""What a record is made of: its messages as they came, with their files and hashes; and the papers made of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select

from domain.made_papers import MadePaper
from domain.messages import Kind
from domain.visits import Visit
from storage.original_tables import LATER
from storage.papers import Papers
from storage.tables import inbox
from storage.visits import namespace_of

_i = inbox.c
_NAMES = (
    "message_id",
    "room",
    "sender",
    "sender_name",
    "sent_at",
    "received_at",
    "kind",
    "text",
    "file_name",
    "file_state",
    "file_sha256",
    "file_size",
    "raw_sha256",
    "recalled_at",
)
_OF = (
    select(*(_i[name] for name in _NAMES), LATER)
    .where(_i.namespace == bindparam("of_namespace"), _i.message_id.in_(bindparam("of_messages", expanding=True)))
    .order_by(_i.sent_at, _i.seq)
)


@dataclass(frozen=True, slots=True)
class Traced:
    """A message as it was kept. `state` of its file: none, awaited, kept, lost, erased; the hashes are SHA-256.
    `original` is of a picture that came compressed and was had uncompressed later.
    """

    message_id: str
    room: str | None
    sender: str
    sender_name: str
    sent_at: datetime
    received_at: datetime
    kind: Kind
    text: str
    file_name: str
    state: str
    sha256: str | None
    size: int | None
    raw_sha256: str
    recalled_at: datetime | None
    original: str | None = None


@dataclass(frozen=True, slots=True)
class Traces:
    connection: Connection
    now: datetime
    campaign: str
    namespace: str

    def messages_of(self, visit: Visit) -> tuple[Traced, ...]:
        """The messages of a visit in the order sent, also those of one that was taken out."""
        ids = [link.message_id for link in (visit.links or visit.hand.shelved)]
        namespace = namespace_of(self.connection, self.campaign, visit.number or 0) or self.namespace
        values: dict[str, Any] = {"of_namespace": namespace, "of_messages": ids}
        return tuple(_traced(row) for row in self.connection.execute(_OF, values))

    def papers_of(
        self, visit: Visit, round_number: int | None, groups: Sequence[str], *, whole: bool
    ) -> list[MadePaper]:
        """The papers made of a visit that somebody who sees these groups may have; `whole`: those of several, too."""
        papers = Papers(self.connection, self.now, self.campaign)
        of_round = [] if round_number is None else papers.of_round(round_number)
        found = {paper.number: paper for paper in (*papers.of_day(visit.day), *of_round)}
        return [
            paper
            for _, paper in sorted(found.items())
            if visit.number in paper.visits and (paper.group in groups or (paper.group is None and whole))
        ]


def _traced(row: Any) -> Traced:
    return Traced(
        message_id=row.message_id,
        room=row.room,
        sender=row.sender,
        sender_name=row.sender_name,
        sent_at=row.sent_at,
        received_at=row.received_at,
        kind=Kind(row.kind),
        text=row.text,
        file_name=row.file_name,
        state=row.file_state,
        sha256=row.file_sha256,
        size=row.file_size,
        raw_sha256=row.raw_sha256,
        recalled_at=row.recalled_at,
        original=row.original,
    )

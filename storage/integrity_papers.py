"""Which integrity papers people have told of, by person and round."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select

from domain.integrity_papers import Due
from storage.integrity_tables import integrity_papers
from storage.statements import Prepared, insert_new

_p = integrity_papers.c
_ADD = Prepared(insert_new(integrity_papers, ("campaign", "paper", "round", "person")))
_TOLD = Prepared(
    select(_p.person).where(
        _p.campaign == bindparam("of_campaign"),
        _p.paper == bindparam("of_paper"),
        _p.round == bindparam("of_round"),
    )
)
_TAKE_BACK = Prepared(
    delete(integrity_papers).where(_p.namespace == bindparam("of_namespace"), _p.message_id == bindparam("of_message"))
)


@dataclass(frozen=True, slots=True)
class IntegrityPapers:
    """The papers of one campaign; message ids are those of one gateway."""

    connection: Connection
    campaign: str
    namespace: str

    def note(self, due: Due, person: str, message_id: str, at: datetime) -> bool:
        """The person has it; False when that was known."""
        row = {"campaign": self.campaign, "paper": due.paper, "round": due.round, "person": person}
        more = {"namespace": self.namespace, "message_id": message_id, "told_at": at}
        return _ADD.run(self.connection, {**row, **more}) > 0

    def told_of(self, due: Due) -> frozenset[str]:
        """The people who have it."""
        values = {"of_campaign": self.campaign, "of_paper": due.paper, "of_round": due.round}
        return frozenset(row.person for row in _TOLD.all(self.connection, values))

    def take_back(self, message_id: str) -> None:
        """What a message told of, it tells no more."""
        _TAKE_BACK.run(self.connection, {"of_namespace": self.namespace, "of_message": message_id})

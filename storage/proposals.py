"""Who may be whom, as rows: open until somebody confirms one of them or the matter is settled otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select, update

from domain.messages import storable
from domain.proposals import Proposal
from storage.audit import Audit
from storage.binding_tables import PROPOSED, proposals
from storage.counters import next_number

_p = proposals.c
_OURS = (_p.campaign == bindparam("of_campaign"), _p.namespace == bindparam("of_namespace"), PROPOSED)
_OPEN = select(_p.number, _p.contact, _p.name, _p.subject, _p.is_room, _p.room, _p.at).where(*_OURS).order_by(_p.number)
_KNOWN = select(_p.id).where(*_OURS, _p.contact == bindparam("of_contact"), _p.subject == bindparam("of_subject"))
_SETTLE = (
    update(proposals)
    .where(*_OURS, (_p.contact == bindparam("of_contact")) | (_p.subject == bindparam("of_subject")))
    .values(settled_at=bindparam("when"), settled_by=bindparam("by"))
)


@dataclass(frozen=True, slots=True)
class Proposals:
    """The proposals of one campaign for one account's `namespace`."""

    connection: Connection
    now: datetime
    campaign: str
    namespace: str

    def open(self) -> list[Proposal]:
        """What nobody has settled, by number."""
        return [Proposal(*row) for row in self.connection.execute(_OPEN, self._here())]

    def propose(self, contact: str, name: str, subject: str, room: str | None, *, is_room: bool = False) -> bool:
        """This contact may be this person (this platform room this room); False when that is proposed already."""
        contact = storable(contact)
        if self.connection.execute(_KNOWN, {**self._here(), "of_contact": contact, "of_subject": subject}).first():
            return False
        number = next_number(self.connection, self.campaign, "proposals")
        row = {"contact": contact, "name": name, "subject": subject, "is_room": is_room, "room": room}
        here = {"campaign": self.campaign, "namespace": self.namespace, "number": number, "at": self.now}
        self.connection.execute(insert(proposals), {**row, **here})
        detail = {"number": number, "contact": contact, "namespace": self.namespace}
        Audit(self.connection, self.now).append("bot", "binding.propose", subject, detail)
        return True

    def settle(self, contact: str, subject: str, by: str) -> None:
        """Whatever else was proposed of this contact or this subject is settled too."""
        values = {"of_contact": contact, "of_subject": subject, "when": self.now, "by": by}
        self.connection.execute(_SETTLE, {**self._here(), **values})

    def _here(self) -> dict[str, str]:
        return {"of_campaign": self.campaign, "of_namespace": self.namespace}

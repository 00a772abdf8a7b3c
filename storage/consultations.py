"""Questions that were passed on to the experts, by the number under which they are known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select, update

from storage.consultation_tables import consultations
from storage.counters import next_number

_c = consultations.c
_THIS = (_c.campaign == bindparam("of_campaign"), _c.number == bindparam("of_number"))
_ADD = insert(consultations)
_MESSAGE = select(_c.message_id).where(*_THIS, _c.namespace == bindparam("of_namespace"))
_ANSWERED = update(consultations).where(*_THIS, _c.answered_at.is_(None)).values(answered_at=bindparam("at"))


@dataclass(frozen=True, slots=True)
class Consultations:
    """The questions of one campaign; message ids are those of one gateway."""

    connection: Connection
    now: datetime
    campaign: str
    namespace: str

    def open(self, message_id: str) -> int:
        """Note a question that goes to the experts; its number, from 1."""
        number = next_number(self.connection, self.campaign, "consultation")
        row = {"campaign": self.campaign, "number": number, "namespace": self.namespace}
        self.connection.execute(_ADD, {**row, "message_id": message_id, "asked_at": self.now, "answered_at": None})
        return number

    def message_of(self, number: int) -> str | None:
        """The message that asked it; None for a number never given."""
        values = {"of_campaign": self.campaign, "of_number": number, "of_namespace": self.namespace}
        return self.connection.execute(_MESSAGE, values).scalar()

    def note_answer(self, number: int) -> None:
        """It has been answered; the first time counts."""
        self.connection.execute(_ANSWERED, {"of_campaign": self.campaign, "of_number": number, "at": self.now})

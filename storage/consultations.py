"""Questions that were passed on to the experts, by the number under which they are known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, insert, select, update

from domain.consultations import Asked
from storage.consultation_tables import consultation_answers, consultation_repeats, consultations
from storage.counters import next_number
from storage.statements import Prepared, insert_new
from storage.tables import inbox

_c, _a, _r = consultations.c, consultation_answers.c, consultation_repeats.c
_THIS = (_c.campaign == bindparam("of_campaign"), _c.number == bindparam("of_number"))
_ADD = insert(consultations)
_MESSAGE = select(_c.message_id).where(*_THIS, _c.namespace == bindparam("of_namespace"))
_ANSWERED = update(consultations).where(*_THIS, _c.answered_at.is_(None)).values(answered_at=bindparam("at"))
_KEPT = and_(inbox.c.namespace == bindparam("of_namespace"), inbox.c.recalled_at.is_(None))
_ASKED = (
    select(_c.number, inbox.c.text, _c.asked_at, _c.answered_at)
    .join(inbox, and_(_KEPT, inbox.c.message_id == _c.message_id))
    .where(_c.campaign == bindparam("of_campaign"), _c.namespace == bindparam("of_namespace"))
    .order_by(_c.number.desc())
    .limit(bindparam("most"))
)
_ADD_ANSWER = Prepared(insert_new(consultation_answers, ("campaign", "number", "namespace", "message_id")))
_ANSWER = (
    select(_a.message_id)
    .join(inbox, and_(_KEPT, inbox.c.message_id == _a.message_id))
    .where(
        _a.campaign == bindparam("of_campaign"),
        _a.number == bindparam("of_number"),
        _a.namespace == bindparam("of_namespace"),
    )
    .order_by(inbox.c.seq.desc())
    .limit(1)
)
_ADD_REPEAT = Prepared(insert_new(consultation_repeats, ("campaign", "namespace", "message_id")))
_REPEATS = (
    select(_r.message_id, _r.number)
    .join(inbox, and_(_KEPT, inbox.c.message_id == _r.message_id))
    .where(
        _r.campaign == bindparam("of_campaign"),
        _r.namespace == bindparam("of_namespace"),
        _r.passed_on_at.is_(None),
    )
    .order_by(inbox.c.seq)
)
_REPEATS_OF = _REPEATS.where(_r.number == bindparam("of_number"))
_REPEATS_BY = _REPEATS.where(inbox.c.sender == bindparam("of_sender"), inbox.c.sent_at >= bindparam("since"))
_PASSED_ON = (
    update(consultation_repeats)
    .where(
        _r.campaign == bindparam("of_campaign"),
        _r.namespace == bindparam("of_namespace"),
        _r.message_id == bindparam("of_message"),
    )
    .values(passed_on_at=bindparam("at"))
)

REMEMBERED = 200  # questions: so many of the newest are compared with a new one


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
        return self.connection.execute(_MESSAGE, {**self._ours, "of_number": number}).scalar()

    def asked(self) -> list[Asked]:
        """Those that nobody took back, newest first."""
        rows = self.connection.execute(_ASKED, {**self._ours, "most": REMEMBERED})
        return [Asked(row.number, row.text, row.asked_at, row.answered_at is not None) for row in rows]

    def note_answer(self, number: int, message_id: str) -> None:
        """It has been answered by this message; the first time counts."""
        self.connection.execute(_ANSWERED, {"of_campaign": self.campaign, "of_number": number, "at": self.now})
        row = {"campaign": self.campaign, "number": number, "namespace": self.namespace}
        _ADD_ANSWER.run(self.connection, {**row, "message_id": message_id, "answered_at": self.now})

    def answer_of(self, number: int) -> str | None:
        """The message of its newest answer that was not taken back."""
        return self.connection.execute(_ANSWER, {**self._ours, "of_number": number}).scalar()

    def note_repeat(self, number: int, message_id: str) -> None:
        """A message asks the same as this question."""
        row = {"campaign": self.campaign, "namespace": self.namespace, "message_id": message_id, "number": number}
        _ADD_REPEAT.run(self.connection, {**row, "passed_on_at": None})

    def repeats_of(self, number: int) -> list[str]:
        """The messages that ask the same and were not passed on themselves, in order."""
        rows = self.connection.execute(_REPEATS_OF, {**self._ours, "of_number": number})
        return [row.message_id for row in rows]

    def repeats_by(self, sender: str, since: datetime) -> list[str]:
        """The messages of one person, sent since then, that ask what was asked before, in order; none passed on."""
        rows = self.connection.execute(_REPEATS_BY, {**self._ours, "of_sender": sender, "since": since})
        return [row.message_id for row in rows]

    def pass_on(self, message_id: str) -> int:
        """A message that asks the same goes to the experts all the same; its own number."""
        self.connection.execute(_PASSED_ON, {**self._ours, "of_message": message_id, "at": self.now})
        return self.open(message_id)

    @property
    def _ours(self) -> dict[str, str]:
        return {"of_campaign": self.campaign, "of_namespace": self.namespace}

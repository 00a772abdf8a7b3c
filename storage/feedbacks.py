"""What groups told of an instruction, beyond 收到."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, delete, select

from domain.feedbacks import Feedback
from storage.instruction_tables import feedbacks, instructions
from storage.statements import Prepared, insert_new

_f, _i = feedbacks.c, instructions.c
_ID = Prepared(select(_i.id).where(_i.campaign == bindparam("of_campaign"), _i.number == bindparam("of_number")))
_ADD = Prepared(insert_new(feedbacks, ("instruction_id", "message_id")))
_TAKE_BACK = Prepared(delete(feedbacks).where(_f.message_id == bindparam("of_message")))
_OF = (
    select(feedbacks, _i.number)
    .join(instructions, _i.id == _f.instruction_id)
    .where(_i.campaign == bindparam("of_campaign"), _i.number.in_(bindparam("of_numbers", expanding=True)))
    .order_by(_f.id)
)


@dataclass(frozen=True, slots=True)
class Feedbacks:
    """The feedback to the instructions of one campaign."""

    connection: Connection
    campaign: str

    def add(self, feedback: Feedback) -> None:
        """Keep one; the same message is kept once. LookupError: no such number."""
        values = {"of_campaign": self.campaign, "of_number": feedback.instruction}
        instruction_id = _ID.scalar(self.connection, values)
        if instruction_id is None:
            raise LookupError(f"no instruction {feedback.instruction} in {self.campaign}")
        row = {
            "instruction_id": instruction_id,
            "group_key": feedback.group,
            "team": feedback.team,
            "sender": feedback.sender,
            "message_id": feedback.message_id,
            "at": feedback.at,
        }
        _ADD.run(self.connection, row)

    def take_back(self, message_id: str) -> None:
        """The message was taken back: it tells nothing any more."""
        _TAKE_BACK.run(self.connection, {"of_message": message_id})

    def of(self, *numbers: str) -> list[Feedback]:
        """What was told of these instructions, in the order noted."""
        rows = self.connection.execute(_OF, {"of_campaign": self.campaign, "of_numbers": numbers})
        return [Feedback(r.number, r.group_key, r.team, r.sender, r.message_id, r.at) for r in rows]

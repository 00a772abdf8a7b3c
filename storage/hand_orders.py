"""Instructions that dispatchers have posted by hand, a row for each room, and which of them are counted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select, update

from domain.hand_orders import HandOrder
from storage.instruction_tables import hand_orders
from storage.statements import AnyRow, Prepared, insert_new

_h = hand_orders.c
_OURS = (_h.campaign == bindparam("of_campaign"), _h.namespace == bindparam("of_namespace"))
_ADD = Prepared(insert_new(hand_orders, ("namespace", "message_id")))
_DROP = Prepared(delete(hand_orders).where(*_OURS, _h.message_id == bindparam("of_message")))
_BY = (
    select(hand_orders)
    .where(*_OURS, _h.sender == bindparam("of_sender"), _h.at >= bindparam("since"))
    .order_by(_h.at, _h.message_id)
)
_OF_MESSAGE = Prepared(select(_h.instruction).where(*_OURS, _h.message_id == bindparam("of_message")))
_GET = Prepared(select(hand_orders).where(*_OURS, _h.message_id == bindparam("of_message")))
_OF_INSTRUCTION = select(hand_orders).where(*_OURS, _h.instruction == bindparam("of_number")).order_by(_h.at)
_TRACK = (
    update(hand_orders)
    .where(*_OURS, _h.message_id.in_(bindparam("of_messages", expanding=True)))
    .values(instruction=bindparam("to_number"))
)


@dataclass(frozen=True, slots=True)
class HandOrders:
    """Those of one campaign; message ids are those of one gateway (`namespace`)."""

    connection: Connection
    campaign: str
    namespace: str

    def add(self, order: HandOrder) -> None:
        """Keep one; the same message once."""
        row = {
            "namespace": self.namespace,
            "message_id": order.message_id,
            "campaign": self.campaign,
            "sender": order.sender,
            "room": order.room,
            "group_key": order.group,
            "text": order.text,
            "at": order.at,
            "instruction": order.instruction,
        }
        _ADD.run(self.connection, row)

    def take_back(self, message_id: str) -> None:
        """The message was taken back: its room has nothing of it any more."""
        _DROP.run(self.connection, {**self._ours(), "of_message": message_id})

    def get(self, message_id: str) -> HandOrder | None:
        """The post that this message is."""
        row = _GET.first(self.connection, {**self._ours(), "of_message": message_id})
        return None if row is None else _order(row)

    def by(self, sender: str, since: datetime) -> list[HandOrder]:
        """What somebody has posted since then, in order."""
        rows = self.connection.execute(_BY, {**self._ours(), "of_sender": sender, "since": since})
        return [_order(row) for row in rows]

    def track(self, message_ids: Iterable[str], number: str) -> None:
        """From now on these are the instruction with this number."""
        values = {**self._ours(), "of_messages": list(message_ids), "to_number": number}
        self.connection.execute(_TRACK, values)

    def number_of(self, message_id: str) -> str | None:
        """The number of the instruction that this message is; None for any other message."""
        number: str | None = _OF_MESSAGE.scalar(self.connection, {**self._ours(), "of_message": message_id})
        return number

    def of(self, number: str) -> list[HandOrder]:
        """The posts that are this instruction."""
        rows = self.connection.execute(_OF_INSTRUCTION, {**self._ours(), "of_number": number})
        return [_order(row) for row in rows]

    def _ours(self) -> dict[str, str]:
        return {"of_campaign": self.campaign, "of_namespace": self.namespace}


def _order(row: AnyRow) -> HandOrder:
    return HandOrder(row.message_id, row.sender, row.room, row.group_key, row.text, row.at, row.instruction)

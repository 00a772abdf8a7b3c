"""Instructions of the dispatchers, the posts that carry them and the 收到 that answer them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, bindparam, delete, insert, select

from domain.calendars import day_of
from domain.instructions import Instruction, Receipt
from storage.counters import next_number
from storage.statements import AnyRow, Prepared, insert_new
from storage.tables import instruction_groups, instruction_posts, instructions, outbox, outbox_ids, receipts

_AT_MOST = 12  # open instructions that an answer may be held against

_i, _g, _p = instructions.c, instruction_groups.c, instruction_posts.c
_OURS = _i.campaign == bindparam("of_campaign")
_NUMBERED = (_OURS, _i.number == bindparam("of_number"))

_ISSUE = insert(instructions).returning(_i.id)
_ADDRESS = insert(instruction_groups)
_GET = Prepared(select(instructions).where(*_NUMBERED))
_OF_DAY = Prepared(select(instructions).where(_OURS, _i.day == bindparam("on")).order_by(_i.id))
_OPEN = Prepared(
    select(instructions)
    .join(instruction_groups, _g.instruction_id == _i.id)
    .where(
        _g.campaign == bindparam("of_campaign"),
        _g.group_key == bindparam("of_group"),
        _g.issued_at < bindparam("before"),
    )
    .order_by(_g.issued_at.desc(), _i.id.desc())
    .limit(_AT_MOST)
)
_NOTE_POST = insert_new(instruction_posts, ("once_key",), _p.instruction_id)
_BY_POST = Prepared(
    select(instructions)
    .join(instruction_posts, _p.instruction_id == _i.id)
    .join(outbox, outbox.c.once_key == _p.once_key)
    .join(outbox_ids, outbox_ids.c.outbox_id == outbox.c.id)
    .where(
        _OURS,
        outbox_ids.c.namespace == bindparam("of_namespace"),
        outbox_ids.c.platform_id == bindparam("known_as"),
    )
)
_RECEIVE = Prepared(insert_new(receipts, ("instruction_id", "sender")))
_TAKE_BACK = Prepared(delete(receipts).where(receipts.c.message_id == bindparam("of_message")))
_OF_MESSAGE = Prepared(select(instructions).where(_OURS, _i.message_id == bindparam("of_message")))
_RECEIPTS = Prepared(
    select(receipts, _i.number)
    .join(instructions, _i.id == receipts.c.instruction_id)
    .where(*_NUMBERED)
    .order_by(receipts.c.id)
)


@dataclass(frozen=True, slots=True)
class Instructions:
    """The instructions of one campaign; platform ids are those of one gateway."""

    connection: Connection
    now: datetime
    campaign: str
    namespace: str

    def issue(self, author: str, text: str, groups: Iterable[str], message_id: str) -> Instruction:
        """A new instruction, numbered MMDD-n by the day of `now`."""
        day, addressed = day_of(self.now), tuple(dict.fromkeys(groups))
        count = next_number(self.connection, self.campaign, f"instruction {day.isoformat()}")
        number = f"{day:%m%d}-{count}"
        row = {
            "campaign": self.campaign,
            "number": number,
            "day": day,
            "author": author,
            "text": text,
            "groups": addressed,
            "issued_at": self.now,
            "message_id": message_id,
        }
        instruction_id = self.connection.execute(_ISSUE, row).scalar_one()
        self._address(instruction_id, addressed)
        return Instruction(number, author, text, addressed, self.now, message_id)

    def get(self, number: str) -> Instruction | None:
        row = _GET.first(self.connection, self._numbered(number))
        return None if row is None else _instruction(row)

    def of_day(self, day: date) -> list[Instruction]:
        """The instructions of a day, in the order given."""
        rows = _OF_DAY.all(self.connection, {"of_campaign": self.campaign, "on": day})
        return [_instruction(row) for row in rows]

    def note_post(self, number: str, group: str, once: str) -> None:
        """The post with this once key carries the instruction to a room of the group. LookupError: no such number."""
        row = {"once_key": once, "instruction_id": self._id(number), "group_key": group}
        self.connection.execute(_NOTE_POST[self.connection.dialect.name], row)

    def open_in(self, group: str, before: datetime) -> list[Instruction]:
        """Instructions to the group that were issued before then: newest first, 12 at most."""
        values = {"of_campaign": self.campaign, "of_group": group, "before": before}
        return [_instruction(row) for row in _OPEN.all(self.connection, values)]

    def by_post(self, platform_message_id: str) -> Instruction | None:
        """The instruction that the bot's message with this platform id carries."""
        values = {"of_campaign": self.campaign, "of_namespace": self.namespace, "known_as": platform_message_id}
        row = _BY_POST.first(self.connection, values)
        return None if row is None else _instruction(row)

    def receive(self, receipt: Receipt) -> bool:
        """Note a 收到; False when this sender has answered this instruction before. LookupError: no such number."""
        row = {
            "instruction_id": self._id(receipt.instruction),
            "group_key": receipt.group,
            "team": receipt.team,
            "sender": receipt.sender,
            "message_id": receipt.message_id,
            "at": receipt.at,
        }
        return _RECEIVE.run(self.connection, row) == 1

    def take_back(self, message_id: str) -> None:
        """The message was taken back: a 收到 that it was no longer counts."""
        _TAKE_BACK.run(self.connection, {"of_message": message_id})

    def of_message(self, message_id: str) -> Instruction | None:
        """The instruction that this message gave."""
        row = _OF_MESSAGE.first(self.connection, {"of_campaign": self.campaign, "of_message": message_id})
        return None if row is None else _instruction(row)

    def receipts_of(self, number: str) -> list[Receipt]:
        """The 收到 to an instruction, in the order noted."""
        rows = _RECEIPTS.all(self.connection, self._numbered(number))
        return [Receipt(r.number, r.group_key, r.team, r.sender, r.message_id, r.at) for r in rows]

    def _numbered(self, number: str) -> dict[str, str]:
        return {"of_campaign": self.campaign, "of_number": number}

    def _id(self, number: str) -> int:
        row = _GET.first(self.connection, self._numbered(number))
        if row is None:
            raise LookupError(f"no instruction {number} in {self.campaign}")
        return int(row.id)

    def _address(self, instruction_id: int, groups: tuple[str, ...]) -> None:
        rows = [
            {
                "instruction_id": instruction_id,
                "group_key": group,
                "campaign": self.campaign,
                "issued_at": self.now,
            }
            for group in groups
        ]
        if rows:
            self.connection.execute(_ADDRESS, rows)


def _instruction(row: AnyRow) -> Instruction:
    return Instruction(row.number, row.author, row.text, tuple(row.groups), row.issued_at, row.message_id)

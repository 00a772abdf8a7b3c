"""Instructions of the dispatchers, the posts that carry them and the 收到 that answer them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, exists, insert, literal_column, select, update

from domain.calendars import day_of
from domain.instructions import Instruction, Receipt, Status
from storage.counters import last_number, next_number
from storage.instruction_tables import instruction_groups, instruction_posts, instructions, receipts
from storage.statements import AnyRow, Prepared, insert_new
from storage.tables import outbox, outbox_ids

_COUNTED = "instruction {}"  # the counter of a day
_AT_MOST = 12  # open instructions that an answer may be held against

_i, _g, _p = instructions.c, instruction_groups.c, instruction_posts.c
_OURS = _i.campaign == bindparam("of_campaign")
_NUMBERED = (_OURS, _i.number == bindparam("of_number"))

_ADD = insert(instructions).returning(_i.id)
_ADDRESS = insert(instruction_groups)
_GET = Prepared(select(instructions).where(*_NUMBERED))
_OF_DAY = Prepared(select(instructions).where(_OURS, _i.day == bindparam("on")).order_by(_i.id))
_OPEN = Prepared(
    select(instructions, _g.issued_at.label("asked_at"))
    .join(instruction_groups, _g.instruction_id == _i.id)
    .where(
        _g.campaign == bindparam("of_campaign"),
        _g.group_key == bindparam("of_group"),
        _g.issued_at < bindparam("before"),
        _i.status == literal_column("'issued'"),
    )
    .order_by(_g.issued_at.desc(), _i.id.desc())
    .limit(_AT_MOST)
)
_CHANGE = (
    update(instructions)
    .where(*_NUMBERED)
    .values(
        status=bindparam("to_status"),
        ended=bindparam("because"),
        issued_at=bindparam("as_of"),
        due_at=bindparam("to_due"),
    )
)
_SET_GROUPS = update(instructions).where(*_NUMBERED).values(groups=bindparam("to_groups"))
_LEAVE = delete(instruction_groups).where(
    _g.instruction_id == bindparam("of_id"), _g.group_key == bindparam("of_group")
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
_OF_MESSAGE = Prepared(select(instructions).where(_OURS, _i.message_id == bindparam("of_message")).order_by(_i.id))
_AMONG = (_OURS, _i.number.in_(bindparam("of_numbers", expanding=True)))
_GET_ALL = select(instructions).where(*_AMONG)
_RECEIPTS = (
    select(receipts, _i.number)
    .join(instructions, _i.id == receipts.c.instruction_id)
    .where(*_AMONG)
    .order_by(receipts.c.id)
)


@dataclass(frozen=True, slots=True)
class Instructions:
    """The instructions of one campaign; platform ids are those of one gateway."""

    connection: Connection
    now: datetime
    campaign: str
    namespace: str

    def add(
        self,
        author: str,
        text: str,
        groups: Iterable[str],
        message_id: str,
        *,
        status: Status = Status.ISSUED,
        kind: str = "",
        due_at: datetime | None = None,
        sensitive: bool = False,
        replaces: str | None = None,
    ) -> Instruction:
        """A new instruction, numbered MMDD-n by the day of `now`; its groups are asked from now on, unless it waits."""
        day, addressed = day_of(self.now), tuple(dict.fromkeys(groups))
        count = next_number(self.connection, self.campaign, _COUNTED.format(day.isoformat()))
        told = (author, text, addressed, self.now, message_id, status, kind, due_at, sensitive, replaces)
        added = Instruction(f"{day:%m%d}-{count}", *told)
        instruction_id = self.connection.execute(_ADD, self._row(added, day)).scalar_one()
        if status is Status.ISSUED:
            self._address(instruction_id, addressed, self.now)
        return added

    def issue(self, waiting: Instruction, due_at: datetime | None) -> Instruction:
        """One that has waited goes out now, as of `now`; feedback is due then. LookupError: no such number."""
        issued = replace(waiting, status=Status.ISSUED, issued_at=self.now, due_at=due_at)
        self._change(issued)
        self._address(self._id(issued.number), issued.groups, self.now)
        return issued

    def address(self, instruction: Instruction, groups: Iterable[str], at: datetime) -> Instruction:
        """It is for these groups, too, and asks them from then on."""
        more = tuple(group for group in dict.fromkeys(groups) if group not in instruction.groups)
        addressed = replace(instruction, groups=instruction.groups + more)
        values = {**self._numbered(instruction.number), "to_groups": addressed.groups}
        self.connection.execute(_SET_GROUPS, values)
        self._address(self._id(instruction.number), more, at)
        return addressed

    def release(self, instruction: Instruction, group: str) -> Instruction:
        """It is not for this group any more."""
        left = replace(instruction, groups=tuple(key for key in instruction.groups if key != group))
        self.connection.execute(_SET_GROUPS, {**self._numbered(instruction.number), "to_groups": left.groups})
        self.connection.execute(_LEAVE, {"of_id": self._id(instruction.number), "of_group": group})
        return left

    def end(self, instruction: Instruction, status: Status, because: str = "") -> Instruction:
        """It holds no more, and why: the reason, or the number of its correction."""
        ended = replace(instruction, status=status, ended=because)
        self._change(ended)
        return ended

    def get(self, number: str) -> Instruction | None:
        row = _GET.first(self.connection, self._numbered(number))
        return None if row is None else _instruction(row)

    def numbered(self, numbers: Sequence[str]) -> dict[str, Instruction]:
        """Those of them that were given, by their numbers."""
        rows = self.connection.execute(_GET_ALL, {"of_campaign": self.campaign, "of_numbers": list(numbers)})
        return {row.number: _instruction(row) for row in rows}

    def of_day(self, day: date) -> list[Instruction]:
        """The instructions of a day, in the order given."""
        rows = _OF_DAY.all(self.connection, {"of_campaign": self.campaign, "on": day})
        return [_instruction(row) for row in rows]

    def seen_by(
        self, groups: Collection[str] | None, *, number: str | None = None, before: str | None = None, most: int = 40
    ) -> list[Instruction]:
        """The instructions that have gone to one of these groups, newest first; None: all there are.

        With a `number` that one alone; with `before` only what was given before that one.
        """
        wanted = [_i.campaign == self.campaign]
        if groups is not None:
            mine = _g.instruction_id == _i.id, _g.group_key.in_(list(groups))
            wanted.append(exists().where(*mine))
        if number is not None:
            wanted.append(_i.number == number)
        if before is not None:
            older = select(_i.id).where(_i.campaign == self.campaign, _i.number == before)
            wanted.append(_i.id < older.scalar_subquery())
        rows = self.connection.execute(select(instructions).where(*wanted).order_by(_i.id.desc()).limit(most))
        return [_instruction(row) for row in rows]

    def next_number(self) -> str:
        """The number that the next one will have, if none is given meanwhile."""
        day = day_of(self.now)
        return f"{day:%m%d}-{last_number(self.connection, self.campaign, _COUNTED.format(day.isoformat())) + 1}"

    def note_post(self, number: str, group: str, once: str) -> None:
        """The post with this once key carries the instruction to a room of the group. LookupError: no such number."""
        row = {"once_key": once, "instruction_id": self._id(number), "group_key": group}
        self.connection.execute(_NOTE_POST[self.connection.dialect.name], row)

    def open_in(self, group: str, before: datetime) -> list[Instruction]:
        """Instructions to the group that were issued before then: newest first, 12 at most.

        `issued_at` is when that group was asked.
        """
        values = {"of_campaign": self.campaign, "of_group": group, "before": before}
        rows = _OPEN.all(self.connection, values)
        return [replace(_instruction(row), issued_at=row.asked_at) for row in rows]

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

    def of_message(self, message_id: str) -> list[Instruction]:
        """The instructions that this message gave, in order: 预警解除 may give several."""
        rows = _OF_MESSAGE.all(self.connection, {"of_campaign": self.campaign, "of_message": message_id})
        return [_instruction(row) for row in rows]

    def receipts_of(self, *numbers: str) -> list[Receipt]:
        """The 收到 to these instructions, in the order noted."""
        rows = self.connection.execute(_RECEIPTS, {"of_campaign": self.campaign, "of_numbers": numbers})
        return [Receipt(r.number, r.group_key, r.team, r.sender, r.message_id, r.at) for r in rows]

    def _change(self, instruction: Instruction) -> None:
        values = {
            "to_status": instruction.status,
            "because": instruction.ended,
            "as_of": instruction.issued_at,
            "to_due": instruction.due_at,
        }
        self.connection.execute(_CHANGE, {**self._numbered(instruction.number), **values})

    def _row(self, added: Instruction, day: date) -> dict[str, Any]:
        return {
            "campaign": self.campaign,
            "number": added.number,
            "day": day,
            "author": added.author,
            "text": added.text,
            "groups": added.groups,
            "issued_at": added.issued_at,
            "message_id": added.message_id,
            "status": added.status,
            "kind": added.kind,
            "due_at": added.due_at,
            "sensitive": added.sensitive,
            "replaces": added.replaces,
            "ended": added.ended,
        }

    def _numbered(self, number: str) -> dict[str, str]:
        return {"of_campaign": self.campaign, "of_number": number}

    def _id(self, number: str) -> int:
        row = _GET.first(self.connection, self._numbered(number))
        if row is None:
            raise LookupError(f"no instruction {number} in {self.campaign}")
        return int(row.id)

    def _address(self, instruction_id: int, groups: tuple[str, ...], at: datetime) -> None:
        rows = [
            {
                "instruction_id": instruction_id,
                "group_key": group,
                "campaign": self.campaign,
                "issued_at": at,
            }
            for group in groups
        ]
        if rows:
            self.connection.execute(_ADDRESS, rows)


def _instruction(row: AnyRow) -> Instruction:
    return Instruction(
        number=row.number,
        author=row.author,
        text=row.text,
        groups=tuple(row.groups),
        issued_at=row.issued_at,
        message_id=row.message_id,
        status=Status(row.status),
        kind=row.kind,
        due_at=row.due_at,
        sensitive=row.sensitive,
        replaces=row.replaces,
        ended=row.ended,
    )

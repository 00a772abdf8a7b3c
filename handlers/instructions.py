"""指令: a dispatcher dictates, each addressed group's room reads; and who has answered."""

from __future__ import annotations

from documents.instructions import (
    NONE_THAT_DAY,
    NOT_HERE,
    ONLY_DISPATCHERS,
    answered_by,
    bad_order_text,
    no_such_instruction_text,
    status_text,
)
from documents.papers import group_name_of
from domain.calendars import day_of
from domain.instructions import Instruction, Status, answers_by_group
from domain.messages import EVERYONE, Message
from domain.orders import BadOrder, number_in, order_of
from domain.posts import NOBODYS, Reply
from domain.purposes import Purpose
from domain.rosters import DISPATCHERS, Role, RoomKind
from handlers.asking import answer, asks_for, intent_in, refuse, request_in, targets_in
from handlers.consents import give
from handlers.issuing import WHERE_ORDERED, chase_slot, names_of
from handlers.routing import Router
from storage.work import UnitOfWork

router = Router()

_NAMES = ("instruction", "preview", "agree", "drop", "copies", "void", "correct")


@router.on(
    Purpose.COMMAND, when=asks_for("instruction"), roles=DISPATCHERS, rooms=WHERE_ORDERED, serves=("instruction",)
)
def issue_instruction(message: Message, work: UnitOfWork) -> Reply | None:
    """Issue, post to every room of the groups, plan the chase; one short answer to the dispatcher."""
    intent = intent_in(message, work)
    text = intent.rest if intent else message.text
    order = order_of(text, work.roster, work.lexicon, everyone=EVERYONE in message.mentions)
    if isinstance(order, BadOrder):
        return answer(bad_order_text(order), message, work, about=NOBODYS)
    told = give(message, order.text, order.groups, work, sensitive=order.sensitive)
    return answer(told, message, work, about=order.groups)


@router.on(Purpose.COMMAND, when=asks_for("receipts"), roles=DISPATCHERS, serves=("receipts",))
def show_who_answered(message: Message, work: UnitOfWork) -> Reply | None:
    """One instruction by number, or all of a day; other groups' names only in the command room or in private."""
    room = work.roster.room.get(message.room or "")
    private = room is not None and room.kind is not RoomKind.COMMAND
    text, groups = _status(message, work)
    return answer(text, message, work, about=groups, private=private)


@router.on(Purpose.COMMAND, when=asks_for(*_NAMES, "receipts"))
def refuse_instruction(message: Message, work: UnitOfWork) -> Reply | None:
    """Anybody else; and a dispatcher in a group's room, where the names of other groups would be heard."""
    if work.roster.person[message.sender].role is Role.DISPATCHER:
        return refuse(NOT_HERE, message, work, private=True)
    return refuse(ONLY_DISPATCHERS, message, work)


def withdraw_order(message_id: str, work: UnitOfWork) -> None:
    """A message was taken back: a 收到 counts no longer, and nobody is chased for an order taken back."""
    work.instructions.take_back(message_id)
    instruction = work.instructions.of_message(message_id)
    if instruction is not None and instruction.status is Status.WAITING:
        work.instructions.end(instruction, Status.DROPPED)
    elif instruction is not None:
        work.timetable.skip(chase_slot(instruction, work), "order taken back")


def _status(message: Message, work: UnitOfWork) -> tuple[str, set[str]]:
    """The text, and the groups that it is about."""
    number = number_in(request_in(message, work))
    if number is not None:
        instruction = work.instructions.get(number)
        if instruction is None:
            return no_such_instruction_text(number), set()
        return _status_of(instruction, work), set(instruction.groups)
    given = work.instructions.of_day(targets_in(message, work).day or day_of(message.at))
    of_day = [instruction for instruction in given if instruction.status is not Status.DROPPED]
    text = "\n".join(_status_of(instruction, work) for instruction in of_day) or NONE_THAT_DAY
    return text, {group for instruction in of_day for group in instruction.groups}


def _status_of(instruction: Instruction, work: UnitOfWork) -> str:
    answers, silent = answers_by_group(instruction, work.instructions.receipts_of(instruction.number))
    told = {
        group_name_of(group, work.roster): answered_by(
            any(r.team is None for r in given), sorted({r.team for r in given if r.team})
        )
        for group, given in answers.items()
    }
    return status_text(instruction, told, names_of(silent, work))

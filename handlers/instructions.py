"""指令: a dispatcher dictates, each addressed group's room reads; and who has answered."""

from __future__ import annotations

from collections.abc import Sequence

from documents.instructions import (
    NONE_THAT_DAY,
    NOT_HERE,
    ONLY_DISPATCHERS,
    answered_by,
    bad_order_text,
    instruction_text,
    issued_text,
    no_such_instruction_text,
    status_text,
)
from documents.papers import group_name_of
from domain.calendars import day_of
from domain.instructions import CHASE, Instruction, answers_by_group
from domain.messages import EVERYONE, Message
from domain.orders import BadOrder, number_in, order_of
from domain.posts import Once, Post, PostKind, Reply
from domain.purposes import Purpose
from domain.quiet_hours import quiet_end
from domain.rosters import Role, RoomKind
from domain.slots import Slot
from handlers.asking import answer, asks_for, intent_in, request_in, targets_in
from handlers.routing import Router
from storage.work import UnitOfWork

router = Router()

DISPATCHERS = frozenset({Role.DISPATCHER})
_PLACES: frozenset[RoomKind | None] = frozenset({RoomKind.COMMAND, None})


@router.on(Purpose.COMMAND, when=asks_for("instruction"), roles=DISPATCHERS, rooms=_PLACES, serves=("instruction",))
def issue_instruction(message: Message, work: UnitOfWork) -> Reply | None:
    """Issue, post to every room of the groups, plan the chase; one short answer to the dispatcher."""
    intent = intent_in(message, work)
    text = intent.rest if intent else message.text
    order = order_of(text, work.roster, work.lexicon, everyone=EVERYONE in message.mentions)
    if isinstance(order, BadOrder):
        return answer(bad_order_text(order), message, work)
    instruction = work.instructions.issue(message.sender, order.text, order.groups, message.id)
    work.audit.append(message.sender, "instruction", instruction.number, {"groups": list(order.groups)})
    reached = [group for group in order.groups if _post_to(group, instruction, work)]
    work.timetable.plan(_chase_slot(instruction, work))
    missed = [group for group in order.groups if group not in reached]
    waiting = [g for g in reached if all(work.guards.is_guarded(room.id) for room in work.roster.rooms_of(g))]
    sent = [group for group in reached if group not in waiting]
    text = issued_text(instruction, *(_names(groups, work) for groups in (sent, missed, waiting)))
    return answer(text, message, work)


@router.on(Purpose.COMMAND, when=asks_for("receipts"), roles=DISPATCHERS, serves=("receipts",))
def show_who_answered(message: Message, work: UnitOfWork) -> Reply | None:
    """One instruction by number, or all of a day; other groups' names only in the command room or in private."""
    room = work.roster.room.get(message.room or "")
    private = room is not None and room.kind is not RoomKind.COMMAND
    return answer(_status(message, work), message, work, private=private)


@router.on(Purpose.COMMAND, when=asks_for("instruction", "receipts"))
def refuse_instruction(message: Message, work: UnitOfWork) -> Reply | None:
    """Anybody else; and a dispatcher in a group's room, where the names of other groups would be heard."""
    if work.roster.person[message.sender].role is Role.DISPATCHER:
        return answer(NOT_HERE, message, work, private=True)
    return answer(ONLY_DISPATCHERS, message, work)


def _post_to(group: str, instruction: Instruction, work: UnitOfWork) -> bool:
    """Owe the instruction to every work room of the group; False when it has none.

    In quiet hours it is urgent: an order that a dispatcher gives at night is meant for the night.
    """
    rooms = work.roster.rooms_of(group)
    at_night = quiet_end(work.now, work.campaign) is not None
    for part, room in enumerate(rooms, 1):
        due = instruction.issued_at.isoformat()
        once = Once(work.campaign.key, "instruction", f"{instruction.number}/{group}", due, part=part)
        text = instruction_text(instruction)
        post = Post(once, PostKind.INSTRUCTION, room.id, None, text, mentions=(EVERYONE,), urgent=at_night)
        work.outbox.owe(post)
        work.instructions.note_post(instruction.number, group, str(once))
    return bool(rooms)


def _chase_slot(instruction: Instruction, work: UnitOfWork) -> Slot:
    """When the silent are to be named: after the profile's wait, never in quiet hours."""
    run_at = instruction.issued_at + work.campaign.receipt_wait
    return Slot(CHASE, instruction.number, instruction.issued_at, quiet_end(run_at, work.campaign) or run_at)


def withdraw_order(message_id: str, work: UnitOfWork) -> None:
    """A message was taken back: a 收到 counts no longer, and nobody is chased for an order taken back."""
    work.instructions.take_back(message_id)
    instruction = work.instructions.of_message(message_id)
    if instruction is not None:
        work.timetable.skip(_chase_slot(instruction, work), "order taken back")


def _status(message: Message, work: UnitOfWork) -> str:
    number = number_in(request_in(message, work))
    if number is not None:
        instruction = work.instructions.get(number)
        return _status_of(instruction, work) if instruction else no_such_instruction_text(number)
    of_day = work.instructions.of_day(targets_in(message, work).day or day_of(message.at))
    return "\n".join(_status_of(instruction, work) for instruction in of_day) or NONE_THAT_DAY


def _status_of(instruction: Instruction, work: UnitOfWork) -> str:
    answers, silent = answers_by_group(instruction, work.instructions.receipts_of(instruction.number))
    told = {
        group_name_of(group, work.roster): answered_by(
            any(r.team is None for r in given), sorted({r.team for r in given if r.team})
        )
        for group, given in answers.items()
    }
    return status_text(instruction, told, _names(silent, work))


def _names(groups: Sequence[str], work: UnitOfWork) -> list[str]:
    return [group_name_of(group, work.roster) for group in groups]

"""收到: tied to the instruction that it answers. Never answered itself."""

from __future__ import annotations

from domain.calendars import day_of
from domain.instructions import Instruction, Receipt
from domain.messages import Kind, Message
from domain.posts import Reply
from domain.purposes import Purpose
from domain.receipts import assents, is_acknowledgement
from domain.rosters import FIELD_ROLES, SPEAKING_ROLES, Person, RoomKind
from handlers.routing import Router
from storage.work import UnitOfWork

router = Router()


def is_receipt(message: Message, work: UnitOfWork) -> bool:
    return _answered(message, work) is not None


@router.on(Purpose.RECEIPT, when=is_receipt, roles=FIELD_ROLES, rooms=frozenset({RoomKind.GROUP}))
def note_receipt(message: Message, work: UnitOfWork) -> Reply | None:
    """The sender's team has it; a leader or liaison, though of a team himself, answers for the group."""
    instruction = _answered(message, work)
    if instruction is not None:
        work.instructions.receive(receipt_of(message, instruction, work.roster.person[message.sender]))
    return None


def receipt_of(message: Message, instruction: Instruction, sender: Person) -> Receipt:
    team = None if sender.role in SPEAKING_ROLES else sender.team
    return Receipt(instruction.number, sender.group or "", team, sender.id, message.id, message.at)


def says_received(message: Message, sender: Person, work: UnitOfWork) -> bool:
    """Whether its words are 收到; beside a quote any assent is."""
    if message.quote is not None:
        return assents(message.text, work.lexicon)
    names = (sender.name, message.sender_name, *sender.alias.values())
    return is_acknowledgement(message.text, work.lexicon, names=names)


def quoted_instruction(message_id: str, work: UnitOfWork) -> Instruction | None:
    """The instruction that a quoted message is: the bot's post, or a dispatcher's own that is counted."""
    number = work.hand_orders.number_of(message_id)
    return work.instructions.get(number) if number else work.instructions.by_post(message_id)


def _answered(message: Message, work: UnitOfWork) -> Instruction | None:
    """The instruction that a 收到 answers: the one it quotes, or the last one open in that room.

    Without a quote it counts only on the same day, while no later request for 收到 stands in the
    room, and once a person: the second 收到 answers somebody else.
    """
    sender = work.roster.person[message.sender]
    if message.kind is not Kind.TEXT or message.room is None or sender.group is None:
        return None
    if not says_received(message, sender, work):
        return None
    if message.quote is not None:
        quoted = quoted_instruction(message.quote, work)
        return quoted if quoted is not None and sender.group in quoted.groups else None
    return _last_open(message, message.room, sender.group, work)


def _last_open(message: Message, room: str, group: str, work: UnitOfWork) -> Instruction | None:
    if work.roster.room[room].group != group:
        return None
    opened = work.instructions.open_in(group, message.at)
    if not opened or day_of(opened[0].issued_at) != day_of(message.at):
        return None
    latest = opened[0]
    if work.inbox.asked_since(room, latest.issued_at, message.at):
        return None
    given = work.instructions.receipts_of(latest.number)
    return None if any(receipt.sender == message.sender for receipt in given) else latest

"""作废, 更正: an instruction that was given holds no more, or holds in other words.

Any dispatcher may, not only its author, who may be off duty by then. The author hears of it; the log names who did it.
Taking back the message that gave it is 作废, too: the bot's own posts stand in the rooms all the same.
"""

from __future__ import annotations

from documents.amendments import NO_WORDS, WHICH, ended_text, void_text, voided_text
from documents.instructions import bad_order_text, no_such_instruction_text
from domain.cautions import cautions_in
from domain.hand_orders import HandOrder
from domain.instructions import Instruction, Status
from domain.messages import EVERYONE, Message
from domain.orders import LONGEST_ORDER, BadOrder, OrderFault, amendment_of
from domain.posts import NOBODYS, Once, Post, PostKind, Reply
from domain.purposes import Purpose
from domain.rosters import DISPATCHERS
from handlers.asking import answer, asks_for, words_in
from handlers.consents import give
from handlers.issuing import WHERE_ORDERED, end, is_for_the_night, names_of, tell_author
from handlers.routing import Router
from storage.work import UnitOfWork

router = Router()


@router.on(Purpose.COMMAND, when=asks_for("void"), roles=DISPATCHERS, rooms=WHERE_ORDERED, serves=("void",))
def void_instruction(message: Message, work: UnitOfWork) -> Reply | None:
    """Told in the rooms that have it; where it is still queued it is not said at all."""
    amended = _amended(message, work)
    if isinstance(amended, str):
        return answer(amended, message, work, about=NOBODYS)
    instruction, reason = amended
    return answer(void(instruction, reason, message, work), message, work, about=instruction.groups)


@router.on(Purpose.COMMAND, when=asks_for("correct"), roles=DISPATCHERS, rooms=WHERE_ORDERED, serves=("correct",))
def correct_instruction(message: Message, work: UnitOfWork) -> Reply | None:
    """A new instruction to the same groups, that says which one it replaces and is answered anew."""
    amended = _amended(message, work)
    if isinstance(amended, str):
        return answer(amended, message, work, about=NOBODYS)
    instruction, text = amended
    if not text:
        return answer(NO_WORDS, message, work, about=NOBODYS)
    if len(text) > LONGEST_ORDER:
        return answer(bad_order_text(BadOrder(OrderFault.TOO_LONG)), message, work, about=NOBODYS)
    return answer(correct(instruction, text, message, work), message, work, about=instruction.groups)


def void(instruction: Instruction, reason: str, message: Message, work: UnitOfWork) -> str:
    """An issued one is void, by this message: what its sender is told. Its author hears of it."""
    told = _void(instruction, reason, message, work)
    tell_author(instruction, (message.sender,), work)
    return told


def correct(instruction: Instruction, text: str, message: Message, work: UnitOfWork) -> str:
    """An issued one is replaced by these words, by this message: what its sender is told."""
    return give(message, text, instruction.groups, work, sensitive=instruction.sensitive, replaces=instruction.number)


def withdraw_order(message: Message, target: str, work: UnitOfWork) -> Reply | None:
    """A message was taken back: a 收到 counts no longer, what waits is dropped, what it gave is void."""
    work.instructions.take_back(target)
    by_hand = work.hand_orders.get(target)
    if by_hand is not None:
        work.hand_orders.take_back(target)
        if by_hand.instruction is not None:
            _leave_room(by_hand, by_hand.instruction, message, work)
        return None
    given = work.instructions.of_message(target)
    for waiting in (one for one in given if one.status is Status.WAITING):
        work.instructions.end(waiting, Status.DROPPED)
    issued = [one for one in given if one.status is Status.ISSUED]
    if not issued:
        return None
    told = [_void(one, "", message, work) for one in issued]
    return answer("\n".join(told), message, work, about={group for one in issued for group in one.groups})


def _leave_room(order: HandOrder, number: str, message: Message, work: UnitOfWork) -> None:
    """The group of a post that was taken back is not asked, unless it has it in another room; the others still are."""
    instruction, left = work.instructions.get(number), work.hand_orders.of(number)
    if instruction is None or any(other.group == order.group for other in left):
        return
    instruction = work.instructions.release(instruction, order.group)
    if not instruction.groups and instruction.status is Status.ISSUED:
        _void(instruction, "", message, work)


def _void(instruction: Instruction, reason: str, message: Message, work: UnitOfWork) -> str:
    """End it, tell the rooms that have it; what is said to who ended it.

    The reason goes out without a second 同意: one whose words would ask for it in an instruction is left out.
    """
    cautions = cautions_in(reason, work.lexicon)
    said = "" if cautions else reason
    rooms = end(instruction, Status.VOIDED, reason, work)
    work.audit.append(message.sender, "instruction.void", instruction.number, {"message": message.id})
    for room, known_as in rooms.items():
        _tell_void(instruction, known_as, said, room, work)
    having = {work.roster.room[room].group for room in rooms if room in work.roster.room}
    told = names_of([group for group in instruction.groups if group in having], work)
    untold = names_of([group for group in instruction.groups if group not in having], work)
    return voided_text(instruction.number, told, untold, left_out=(*cautions.sensitive, *cautions.drastic))


def _amended(message: Message, work: UnitOfWork) -> tuple[Instruction, str] | str:
    """The instruction that is meant and what is said of it, or why nothing is done."""
    amendment = amendment_of(words_in(message, work), work.lexicon)
    if amendment is None:
        return WHICH
    instruction = work.instructions.get(amendment.number)
    if instruction is None:
        return no_such_instruction_text(amendment.number)
    return (instruction, amendment.text) if instruction.status is Status.ISSUED else ended_text(instruction)


def _tell_void(instruction: Instruction, known_as: str, reason: str, room: str, work: UnitOfWork) -> None:
    once = Once(work.campaign.key, "void", f"{instruction.number}/{room}", instruction.issued_at.isoformat())
    text, urgent = void_text(known_as, reason), is_for_the_night(work)
    post = Post(once, PostKind.INSTRUCTION, room, None, text, mentions=(EVERYONE,), urgent=urgent, about=NOBODYS)
    work.outbox.owe(post)

"""【调度指令】 posted by hand in a group's room: the bot offers once to count its 收到, and does so at 跟踪."""

from __future__ import annotations

from documents.hand_orders import NOTHING_TO_TRACK, tracked_text
from domain.hand_orders import OFFER, HandOrder, hand_order_text
from domain.instructions import CHASE, Instruction, Status, chase_subject
from domain.messages import Kind, Message, spoken
from domain.posts import NOBODYS, Reply
from domain.purposes import Purpose
from domain.quiet_hours import by_day
from domain.receipts import asks_receipt
from domain.rosters import DISPATCHERS, FIELD_ROLES, RoomKind
from domain.slots import Slot
from handlers.asking import answer, asks_for
from handlers.issuing import chase_slot, names_of, note, plan_chases
from handlers.receipts import receipt_of, says_received
from handlers.routing import Router
from storage.work import UnitOfWork

router = Router()


def is_hand_posted(message: Message, work: UnitOfWork) -> bool:
    if message.kind is not Kind.TEXT or message.is_addressed:
        return False
    return hand_order_text(spoken(message.text), work.lexicon) is not None


@router.on(Purpose.CHATTER, when=is_hand_posted, roles=DISPATCHERS, rooms=frozenset({RoomKind.GROUP}))
def note_hand_order(message: Message, work: UnitOfWork) -> Reply | None:
    """Kept; what goes on with one that is counted already is counted, too."""
    text, room = hand_order_text(spoken(message.text), work.lexicon), work.roster.room[message.room or ""]
    if text is None or room.group is None:
        return None
    order = HandOrder(message.id, message.sender, room.id, room.group, text, message.at)
    alike = [one for one in _lately(message, work) if one.text == text]
    work.hand_orders.add(order)
    tracked = _tracked(alike, work)
    if tracked is not None:
        _go_on(tracked, order, work)
    elif all(one.instruction for one in alike):
        work.timetable.plan(Slot(OFFER, message.id, message.at, message.at + work.campaign.offer_wait))
    return None


@router.on(Purpose.COMMAND, when=asks_for("track"), roles=DISPATCHERS, serves=("track",))
def track(message: Message, work: UnitOfWork) -> Reply | None:
    """The sender's latest that is not counted yet, in all rooms that have it, from when it was posted."""
    untracked = [order for order in _lately(message, work) if order.instruction is None]
    if not untracked:
        return answer(NOTHING_TO_TRACK, message, work, about=NOBODYS, private=True)
    posts = [order for order in untracked if order.text == untracked[-1].text]
    instruction = _track(posts, work)
    received = sum(_count_since(order, instruction, work) for order in posts)
    text = tracked_text(instruction, names_of(instruction.groups, work), received)
    return answer(text, message, work, about=instruction.groups, private=True)


def _tracked(alike: list[HandOrder], work: UnitOfWork) -> Instruction | None:
    """The latest instruction of these posts that holds; what was voided or corrected is not taken up again."""
    found = (work.instructions.get(order.instruction) for order in reversed(alike) if order.instruction)
    return next((one for one in found if one is not None and one.status is Status.ISSUED), None)


def _go_on(instruction: Instruction, order: HandOrder, work: UnitOfWork) -> None:
    """One more room of an instruction: its group is asked with the others, or alone after them."""
    work.hand_orders.track([order.message_id], instruction.number)
    if order.group in instruction.groups:
        return
    work.instructions.address(instruction, [order.group], order.at)
    if order.at < chase_slot(instruction, work).run_at:
        return
    run_at = order.at + work.campaign.receipt_wait
    subject = chase_subject(instruction.number, [order.group])
    work.timetable.plan(Slot(CHASE, subject, order.at, by_day(run_at, work.campaign)))


def _lately(message: Message, work: UnitOfWork) -> list[HandOrder]:
    return work.hand_orders.by(message.sender, message.at - work.campaign.offer_lasts)


def _track(posts: list[HandOrder], work: UnitOfWork) -> Instruction:
    first = posts[0]
    groups = [order.group for order in posts]
    instruction = note(first.sender, first.text, groups, first.message_id, work, said_at=first.at)
    work.hand_orders.track([order.message_id for order in posts], instruction.number)
    work.audit.append(first.sender, "instruction.track", instruction.number, {"groups": list(instruction.groups)})
    plan_chases(instruction, work)
    return instruction


def _count_since(order: HandOrder, instruction: Instruction, work: UnitOfWork) -> int:
    """Note who has answered in the room before: beside a quote of it, or until somebody asked for another 收到.

    Words are looked at only of who has not answered yet, and whether another 收到 was asked for only before an answer.
    """
    answered: set[str] = set()
    unread: list[str] = []
    asked_again, count = False, 0
    for said in work.inbox.said_in(order.room, order.at, work.now):
        unread.append(said.text)
        sender = work.roster.person.get(said.sender)
        if sender is None or sender.group != order.group or sender.role not in FIELD_ROLES or sender.id in answered:
            continue
        is_to_it = said.quote == order.message_id if said.quote else not asked_again
        if not is_to_it or not says_received(said, sender, work):
            continue
        asked_again = asked_again or any(asks_receipt(text, work.lexicon) for text in unread)
        unread.clear()
        if said.quote or not asked_again:
            answered.add(sender.id)
            count += work.instructions.receive(receipt_of(said, instruction, sender))
    return count

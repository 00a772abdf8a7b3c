"""A while after a dispatcher's first post of an instruction by hand: one private offer for all rooms that have it."""

from __future__ import annotations

from documents.hand_orders import offer_text
from documents.papers import group_name_of
from domain.hand_orders import OFFER
from domain.posts import Once, Post, PostKind
from domain.slots import Slot
from schedules.timing import Rule
from storage.work import UnitOfWork


def offer_tracking(slot: Slot, work: UnitOfWork) -> None:
    message = work.inbox.message(slot.subject)
    if message is None or message.sender not in work.roster.person:
        return
    posted = work.hand_orders.by(message.sender, slot.due_at)
    first = next((order for order in posted if order.message_id == message.id), None)
    if first is None or first.instruction is not None:
        return  # taken back, or asked for meanwhile
    groups = dict.fromkeys(order.group for order in posted if order.text == first.text)
    text = offer_text(first.text, [group_name_of(group, work.roster) for group in groups], first.at)
    once = Once(work.campaign.key, OFFER, message.id, slot.due_at.isoformat())
    work.outbox.owe(Post(once, PostKind.ANSWER, None, message.sender, text, about=frozenset(groups)))


RULE = Rule(OFFER, offer_tracking, grace=lambda work: work.campaign.offer_lasts)

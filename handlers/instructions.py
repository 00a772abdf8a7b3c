"""指令: a dispatcher dictates, each addressed group's room reads."""

from __future__ import annotations

from documents.instructions import (
    NOT_HERE,
    OF_OTHERS,
    ONLY_DISPATCHERS,
    bad_order_text,
    templates_text,
)
from domain.calendars import day_of
from domain.checks import check_asked_for
from domain.messages import EVERYONE, Kind, Message
from domain.orders import BadOrder, OrderFault, hands_list_out, order_of
from domain.posts import NOBODYS, Reply
from domain.purposes import Purpose
from domain.rosters import DISPATCHERS
from handlers.asking import answer, asks_for, keep_to_dispatchers, request_in, with_window, words_in
from handlers.consents import give
from handlers.issuing import WHERE_ORDERED
from handlers.routing import Router
from storage.work import UnitOfWork

router = Router()

_COLONS = " :："

_NAMES = ("instruction", "preview", "agree", "drop", "copies", "void", "correct", "track", "order_template")


@router.on(
    Purpose.COMMAND, when=asks_for("instruction"), roles=DISPATCHERS, rooms=WHERE_ORDERED, serves=("instruction",)
)
def issue_instruction(message: Message, work: UnitOfWork) -> Reply | None:
    """Issue, post to every room of the groups, plan the chase; one short answer to the dispatcher."""
    text = words_in(message, work)
    everyone = EVERYONE in message.mentions
    order = order_of(text, work.roster, work.lexicon, everyone=everyone)
    about = NOBODYS
    if isinstance(order, BadOrder) and order.fault is OrderFault.EMPTY and hands_list_out(text, work.lexicon):
        quoted, about = _quoted_list(message, work)
        order = order_of(f"{text.rstrip(_COLONS)}：{quoted}", work.roster, work.lexicon, everyone=everyone)
    if isinstance(order, BadOrder):
        return answer(bad_order_text(order), message, work, about=NOBODYS)
    if any(about - {group} for group in order.groups):
        return answer(OF_OTHERS, message, work, about=NOBODYS)
    told = give(message, order.text, order.groups, work, sensitive=order.sensitive)
    return answer(with_window(told, day_of(message.at), work), message, work, about=order.groups)


@router.on(
    Purpose.COMMAND, when=asks_for("order_template"), roles=DISPATCHERS, rooms=WHERE_ORDERED, serves=("order_template",)
)
def give_template(message: Message, work: UnitOfWork) -> Reply | None:
    """The profile's text for the kind of check that is named; for all where none is."""
    templates = work.campaign.order_templates
    kind = check_asked_for(request_in(message, work), work.lexicon)
    texts = [templates[kind]] if kind in templates else list(templates.values())
    return answer(templates_text(texts), message, work, about=NOBODYS)


def _quoted_list(message: Message, work: UnitOfWork) -> tuple[str, frozenset[str]]:
    """The text that a message quotes, and the groups whose rows it is made of: known of the bot's own posts."""
    post = work.outbox.by_platform_id(message.quote) if message.quote else None
    if post is not None:
        return post.text, post.about
    said = work.inbox.message(message.quote) if message.quote else None
    return (said.text if said is not None and said.kind is Kind.TEXT else ""), NOBODYS


@router.on(Purpose.COMMAND, when=asks_for(*_NAMES, "receipts"))
def refuse_instruction(message: Message, work: UnitOfWork) -> Reply | None:
    return keep_to_dispatchers(ONLY_DISPATCHERS, NOT_HERE, message, work)

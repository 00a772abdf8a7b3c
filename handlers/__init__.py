"""When someone speaks: every habit of the bot, in one literal list; the first that takes a message has it."""

from __future__ import annotations

from domain.messages import Message
from domain.posts import Once, Post, Reply
from domain.purposes import Purpose
from domain.receipts import asks_receipt
from handlers import (
    daily_reports,
    declarations,
    helps,
    instructions,
    missing,
    problem_lists,
    progress,
    questions,
    recalls,
    receipts,
    repeats,
    strangers,
    submissions,
    templates,
    unknown_commands,
    urgents,
    visits,
)
from handlers.references import with_references
from handlers.routing import Route
from storage.work import UnitOfWork

ROUTERS = (
    recalls.router,
    submissions.router,
    declarations.router,
    instructions.router,
    strangers.router,
    urgents.router,
    helps.router,
    missing.router,
    templates.router,
    problem_lists.router,
    progress.router,
    daily_reports.router,
    questions.router,
    unknown_commands.router,
    receipts.router,
    visits.router,
)

#: What somebody did by saying something; the audit log names who.
ACTS = frozenset({Purpose.COMMAND, Purpose.SUBMISSION, Purpose.DECLARATION})

file_arrived = submissions.file_arrived
file_lost = submissions.file_lost
post_drawn = progress.post_drawn
post_table = problem_lists.post_table
post_without_table = problem_lists.post_without_table
take_out = repeats.take_out
word_read = submissions.word_read


def handle(message: Message, work: UnitOfWork) -> None:
    """Route one message and owe its answer. Strangers and unknown rooms: kept, and silence."""
    if work.inbox.taken_back_before(message):
        work.inbox.mark_recalled(message.id)
        work.inbox.settle(message.id, Purpose.CHATTER)
        return
    message = with_references(message, work)
    strangers.watch(message, work)
    route = _route_of(message, work)
    if route is not None and route.purpose in ACTS:
        work.audit.append(message.sender, route.purpose.value, message.id, {"handler": route.handler.__name__})
    reply = route.handler(message, work) if route else None
    if reply is not None:
        work.outbox.owe(_addressed(reply, message, work))
    work.inbox.settle(
        message.id,
        route.purpose if route else Purpose.CHATTER,
        asks_receipt=message.sender in work.roster.person and asks_receipt(message.text, work.lexicon),
    )


def _route_of(message: Message, work: UnitOfWork) -> Route | None:
    sender = work.roster.person.get(message.sender)
    room = work.roster.room.get(message.room) if message.room is not None else None
    if sender is None or (message.room is not None and room is None):
        return None
    routes = (route for router in ROUTERS for route in router.routes)
    return next((route for route in routes if route.takes(message, sender, room, work)), None)


def _addressed(reply: Reply, message: Message, work: UnitOfWork) -> Post:
    """The reply as a post to where the message came from: its room, or its sender in private."""
    return Post(
        once=Once(work.campaign.key, reply.kind.value, message.room or message.sender, message.id),
        kind=reply.kind,
        room=message.room,
        contact=None if message.room else message.sender,
        text=reply.text,
        mentions=reply.mentions,
        urgent=reply.urgent,
        answers=message.id,
    )

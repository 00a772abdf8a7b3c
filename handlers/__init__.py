"""When someone speaks: every habit of the bot, in one literal list; the first that takes a message has it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from documents.bindings import PAUSED
from domain.messages import WITH_FILE, Kind, Message, spoken
from domain.posts import NOBODYS, Once, Post, Reply
from domain.proposals import LATE_WORDS
from domain.purposes import Purpose
from domain.receipts import asks_receipt
from domain.rosters import Role
from domain.slots import Slot
from handlers import (
    alerts,
    amendments,
    answers,
    bindings,
    checklists,
    consents,
    controls,
    corrections,
    daily_reports,
    declarations,
    duty_boards,
    emergencies,
    excuses,
    explanations,
    feedbacks,
    file_readings,
    hand_orders,
    handover_forms,
    helps,
    host_contacts,
    instruction_tallies,
    instructions,
    integrity_papers,
    ledgers,
    local_notices,
    made_answers,
    missing,
    packages,
    paper_files,
    period_papers,
    picture_questions,
    problem_lists,
    progress,
    questions,
    rankings,
    recalls,
    receipts,
    repeats,
    rosters,
    round_changes,
    round_handovers,
    signatures,
    stops,
    strangers,
    submissions,
    templates,
    tips,
    typical_cases,
    unknown_commands,
    urgents,
    verdicts,
    visits,
)
from handlers.asking import answer, intent_in, note_refusal
from handlers.references import with_references
from handlers.routing import Route
from storage.audit import savepoint
from storage.outages import is_outage
from storage.work import UnitOfWork

_SERVING = (
    recalls.router,
    tips.router,
    integrity_papers.router,
    submissions.router,
    corrections.router,
    signatures.router,
    answers.router,
    excuses.router,  # before what is said to be handed in: a reason may say so
    declarations.router,
    emergencies.router,
    feedbacks.router,
    amendments.router,
    checklists.router,
    consents.router,
    hand_orders.router,
    instruction_tallies.router,
    instructions.router,
    controls.router,
    strangers.router,
    alerts.router,
    duty_boards.router,
    host_contacts.router,
    rosters.router,
    round_handovers.router,
    verdicts.router,
    round_changes.router,
    stops.router,
    local_notices.router,
    urgents.router,
    bindings.router,
    picture_questions.router,
    helps.router,
    explanations.router,
    missing.router,
    packages.router,
    templates.router,
    typical_cases.router,
    handover_forms.router,
    period_papers.router,
    ledgers.router,
    rankings.router,
    problem_lists.router,
    progress.router,
    daily_reports.router,
    questions.router,
)
ROUTERS = (*_SERVING, unknown_commands.router_beside(_SERVING), receipts.router, visits.router)

#: What somebody did by saying something; the audit log names who.
ACTS = frozenset({Purpose.COMMAND, Purpose.SUBMISSION, Purpose.DECLARATION})

#: What may be heard late: it makes a record and asks nothing of the bot.
RECORDS = frozenset(
    {Purpose.EVIDENCE, Purpose.SUBMISSION, Purpose.DECLARATION, Purpose.RECEIPT, Purpose.FEEDBACK, Purpose.RECALL}
)
LATE_AT_ONCE = 20  # a unit of work

PassOn = Callable[[Reply, Message, UnitOfWork], None]

explained = explanations.explained
file_arrived = submissions.file_arrived
file_read = file_readings.file_read
file_lost = submissions.file_lost
list_read = checklists.list_read
mail_settled = packages.mail_settled
package_made = packages.package_made
post_made = made_answers.post_made
post_paper = paper_files.post_paper
post_without_paper = paper_files.post_without_paper
take_out = repeats.take_out
word_read = submissions.word_read


def owe(reply: Reply, message: Message, work: UnitOfWork) -> None:
    """Have the answer posted to where the message came from."""
    work.outbox.owe(_addressed(reply, message, work))


def handle(
    message: Message, work: UnitOfWork, *, late: bool = False, proven: bool = False, pass_on: PassOn = owe
) -> None:
    """Route one kept message and pass on its answer. Strangers and unknown rooms: kept, and silence.

    What is heard `late`, after its sender was bound, is a record or nothing: never a command. `proven`: who says it
    has shown a password.
    """
    if _counts_for_nothing(message, work):
        work.inbox.settle(message.id, Purpose.CHATTER)
        return
    message = with_references(work.repeats.pointing_to_first(message), work)
    strangers.watch(message, work)
    bindings.notice(message, work)
    route = _route_of(message, work, past=late and message.at < work.now - work.campaign.urgent.together)
    if route is None and not late and _is_command_of_nobody(message, work):
        note_refusal(message, work)
    if late and route is not None and (route.purpose not in RECORDS or _is_privileged(route, message, work)):
        route = None
    if route is not None and route.purpose in ACTS:
        work.audit.append(message.sender, route.purpose.value, message.id, {"handler": route.handler.__name__})
    if route is not None and not proven and _is_privileged(route, message, work) and work.trust.is_lost():
        work.audit.append("bot", "command.pause", message.id, {})
        reply = answer(PAUSED, message, work, about=NOBODYS)
    else:
        reply = route.handler(message, work) if route else None
    if reply is not None:
        pass_on(reply, message, work)
    work.inbox.settle(
        message.id,
        route.purpose if route else Purpose.CHATTER,
        asks_receipt=message.sender in work.roster.person and asks_receipt(message.text, work.lexicon),
    )


def _counts_for_nothing(message: Message, work: UnitOfWork) -> bool:
    """Whether it is our own words, passed on without a cry of his own, or was taken back before it came."""
    if message.kind is Kind.TEXT:
        said = spoken(message.text)
        own = work.echoes.without_forwards(said)
        if own != said and not emergencies.is_cry(replace(message, text=own), work):
            return True
    if not work.inbox.taken_back_before(message):
        return False
    work.inbox.mark_recalled(message.id)
    return True


def _is_command_of_nobody(message: Message, work: UnitOfWork) -> bool:
    """Whether something is asked of the bot by who may ask nothing there: it is not answered.

    A stranger in a known room has an alarm of his own.
    """
    is_known, is_ours = message.sender in work.roster.person, message.room in work.roster.room
    return not is_ours and (message.room is not None or not is_known) and intent_in(message, work) is not None


def read_late_words(slot: Slot, work: UnitOfWork) -> None:
    """Read what was kept before its sender or its room was bound, in its order; a newer binding has its own turn."""
    if work.bindings.last_opened_at() > slot.due_at:
        return
    waiting = work.late_words.waiting(LATE_AT_ONCE + 1)
    for message_id in waiting[:LATE_AT_ONCE]:
        try:
            with savepoint(work.connection):
                _read_late(message_id, work)
        except Exception as error:
            if work.connection.invalidated or is_outage(error):
                raise
            work.inbox.fail(message_id, type(error).__name__)
    if len(waiting) > LATE_AT_ONCE:
        work.timetable.plan(Slot(LATE_WORDS, waiting[LATE_AT_ONCE], slot.due_at, work.now))


def _read_late(message_id: str, work: UnitOfWork) -> None:
    message = work.inbox.message(message_id)
    assert message is not None  # it waits in the inbox
    handle(message, work, late=True)
    if message.kind in WITH_FILE and work.inbox.sha256_of(message_id) is not None:
        file_arrived(message_id, work)


def _is_privileged(route: Route, message: Message, work: UnitOfWork) -> bool:
    """Whether it takes a dispatcher's right: not while it is in doubt who is who."""
    sender = work.roster.person[message.sender]
    return route.purpose in ACTS and sender.role is Role.DISPATCHER and not route.always


def _route_of(message: Message, work: UnitOfWork, *, past: bool) -> Route | None:
    """Whose it is. A call for help that is `past` rings no more: if it is evidence as well, that is kept."""
    sender = work.roster.person.get(message.sender)
    if sender is None:
        return None
    room = work.roster.room.get(message.room) if message.room is not None else None
    is_unknown = room is None and message.room is not None
    routers = (router for router in ROUTERS if not past or router is not emergencies.router)
    routes = (route for router in routers for route in router.routes if route.anywhere or not is_unknown)
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
        about=reply.about,
    )

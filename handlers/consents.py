"""敏感指令: what must not leak, and what would close firms, goes out when a second dispatcher agrees (同意 1020-3)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from documents.amendments import ended_text
from documents.consents import (
    BOUND_SINCE,
    NOT_INDEPENDENT,
    NOT_SENSITIVE,
    NOT_YOUR_OWN,
    WHICH,
    Preview,
    agreed_text,
    already_out_text,
    copies_text,
    dropped_by_text,
    dropped_text,
    held_text,
    kept_preview_text,
    preview_text,
    superseded_text,
    waiting_text,
)
from documents.feedbacks import due_text
from documents.instructions import bad_order_text, no_such_instruction_text
from domain.cautions import cautions_in
from domain.duty_channels import Address, duty_channel
from domain.feedbacks import feedback_due_in
from domain.instructions import EXPIRE, Instruction, Status
from domain.messages import EVERYONE, Message
from domain.orders import BadOrder, number_in, order_of
from domain.posts import NOBODYS, Once, Post, PostKind, Reply
from domain.purposes import Purpose
from domain.rosters import DISPATCHERS
from domain.scopes import whose
from domain.slots import Slot
from handlers.asking import answer, asks_for, refuse, request_in, where_to, words_in
from handlers.issuing import WHERE_ORDERED, Issued, is_for_the_night, issue, names_of, note, send_out, told_of
from handlers.routing import Router
from storage.work import UnitOfWork

router = Router()


def give(
    message: Message,
    text: str,
    groups: Sequence[str],
    work: UnitOfWork,
    *,
    sensitive: bool = False,
    replaces: str | None = None,
) -> str:
    """Issue what a dispatcher dictates, or keep it for a second one where its words ask for that: what he is told."""
    cautions = cautions_in(text, work.lexicon)
    sensitive = sensitive or bool(cautions.sensitive)
    if not sensitive and not cautions:
        return told_of(issue(message.sender, text, groups, message.id, work, replaces=replaces), work)
    held = note(
        message.sender, text, groups, message.id, work, status=Status.WAITING, replaces=replaces, sensitive=sensitive
    )
    work.audit.append(message.sender, "instruction.hold", held.number, {"groups": list(held.groups)})
    work.timetable.plan(Slot(EXPIRE, held.number, held.issued_at, held.issued_at + work.campaign.consent_wait))
    _ask_others(held, message, work)
    return held_text(
        held, preview_of(text, held.groups, sensitive, work.now, work), alone=len(work.roster.dispatchers) < 2
    )


@router.on(Purpose.COMMAND, when=asks_for("agree"), roles=DISPATCHERS, rooms=WHERE_ORDERED, serves=("agree",))
def agree(message: Message, work: UnitOfWork) -> Reply | None:
    """The second dispatcher's word sends it, never its author's, nor of an account that its author has vouched for."""
    waiting = waiting_called(number_in(request_in(message, work)), work)
    if isinstance(waiting, str):
        return answer(waiting, message, work, about=NOBODYS)
    objection = objection_to(message.sender, waiting, work)
    if objection:
        return refuse(objection, message, work)
    return answer(send_agreed(waiting, message, work), message, work, about=waiting.groups)


@router.on(Purpose.COMMAND, when=asks_for("drop"), roles=DISPATCHERS, rooms=WHERE_ORDERED, serves=("drop",))
def drop(message: Message, work: UnitOfWork) -> Reply | None:
    waiting = waiting_called(number_in(request_in(message, work)), work)
    if isinstance(waiting, str):
        return answer(waiting, message, work, about=NOBODYS)
    return answer(drop_waiting(waiting, message, work), message, work, about=waiting.groups)


def send_agreed(waiting: Instruction, message: Message, work: UnitOfWork) -> str:
    """It goes out by a second dispatcher's message, to whom nobody objects: what he is told."""
    replaced = work.instructions.get(waiting.replaces) if waiting.replaces else None
    if replaced is not None and replaced.status is not Status.ISSUED:
        return _drop_correction(waiting, replaced, message, work)
    work.audit.append(message.sender, "instruction.agree", waiting.number, {"message": message.id})
    due_at = feedback_due_in(waiting.text, work.now, work.lexicon)  # 两小时内: from when it is read
    issued: Issued = send_out(work.instructions.issue(waiting, due_at), message.sender, work)
    _tell_author(waiting, agreed_text(waiting.number, work.roster.person[message.sender].name), message, work)
    return told_of(issued, work)


def drop_waiting(waiting: Instruction, message: Message, work: UnitOfWork) -> str:
    """It is not sent, by this message: what its sender is told."""
    work.instructions.end(waiting, Status.DROPPED)
    work.audit.append(message.sender, "instruction.drop", waiting.number, {"message": message.id})
    if waiting.author != message.sender:
        _tell_author(waiting, dropped_by_text(waiting.number, work.roster.person[message.sender].name), message, work)
    return dropped_text(waiting.number)


@router.on(Purpose.COMMAND, when=asks_for("preview"), roles=DISPATCHERS, rooms=WHERE_ORDERED, serves=("preview",))
def showpreview_of(message: Message, work: UnitOfWork) -> Reply | None:
    """To the asker alone: one that waits or is out, by its number, or what he dictates after 预览."""
    text, groups = _previewed(message, work)
    return answer(text, message, work, about=groups, private=True)


@router.on(Purpose.COMMAND, when=asks_for("copies"), roles=DISPATCHERS, rooms=WHERE_ORDERED, serves=("copies",))
def show_copies(message: Message, work: UnitOfWork) -> Reply | None:
    """Which group has which copy; of a group with several rooms, which of them."""
    number = number_in(request_in(message, work)) or ""
    copies = work.instruction_posts.copies_of(number)
    if not copies:
        known = work.instructions.get(number) is not None
        return answer(NOT_SENSITIVE if known else no_such_instruction_text(number), message, work, about=NOBODYS)
    told = []
    for copy in copies:
        room = work.roster.room.get(copy.room)
        several = len(work.roster.rooms_of(copy.group)) > 1
        told.append((copy, names_of([copy.group], work)[0], room.topic if room and several else ""))
    return answer(copies_text(number, told), message, work, about=whose(copies))


def waiting_called(number: str | None, work: UnitOfWork) -> Instruction | str:
    """The instruction of this number that waits, or why there is none."""
    instruction = work.instructions.get(number) if number else None
    if instruction is None:
        return no_such_instruction_text(number) if number else WHICH
    if instruction.status is Status.ISSUED:
        return already_out_text(instruction.number)
    return instruction if instruction.status is Status.WAITING else ended_text(instruction)


def _drop_correction(waiting: Instruction, replaced: Instruction, message: Message, work: UnitOfWork) -> str:
    """What it corrects was voided or corrected while it waited: it would bring back what holds no more."""
    work.instructions.end(waiting, Status.DROPPED)
    work.audit.append(message.sender, "instruction.drop", waiting.number, {"message": message.id})
    text = superseded_text(waiting.number, replaced)
    _tell_author(waiting, text, message, work)
    return text


def objection_to(speaker: str, waiting: Instruction, work: UnitOfWork) -> str:
    """Why he may not agree to it; "" where he may. One who binds a second account of his own would be both."""
    if waiting.author == speaker:
        return NOT_YOUR_OWN
    if have_vouched(speaker, waiting.author, work):
        return NOT_INDEPENDENT
    return BOUND_SINCE if is_bound_since(speaker, waiting.issued_at, work) else ""


def have_vouched(one: str, other: str, work: UnitOfWork) -> bool:
    """Whether the account of one of two people rests on the other's word: they may be one and the same."""
    return one in _vouchers(other, work) or other in _vouchers(one, work)


def is_bound_since(person: str, at: datetime, work: UnitOfWork) -> bool:
    """Whether somebody's account was confirmed only after that time."""
    confirmed = work.bindings.confirmed(person)
    return confirmed is not None and confirmed[1] > at


def _vouchers(person: str, work: UnitOfWork) -> set[str]:
    """Who confirmed the account of a person, who confirmed his, and so on."""
    vouchers: set[str] = set()
    confirmed = work.bindings.confirmed(person)
    while confirmed is not None and confirmed[0] not in vouchers:
        vouchers.add(confirmed[0])
        confirmed = work.bindings.confirmed(confirmed[0])
    return vouchers


def _previewed(message: Message, work: UnitOfWork) -> tuple[str, Sequence[str]]:
    """The text, and the groups that it is about."""
    number = number_in(request_in(message, work))
    kept = work.instructions.get(number) if number else None
    if kept is not None:
        return kept_preview_text(
            kept, preview_of(kept.text, kept.groups, kept.sensitive, kept.issued_at, work)
        ), kept.groups
    order = order_of(words_in(message, work), work.roster, work.lexicon, everyone=EVERYONE in message.mentions)
    if isinstance(order, BadOrder):
        return no_such_instruction_text(number) if number else bad_order_text(order), ()
    return preview_text(preview_of(order.text, order.groups, order.sensitive, work.now, work)), order.groups


def preview_of(text: str, groups: Sequence[str], sensitive: bool, now: datetime, work: UnitOfWork) -> Preview:
    """What would go out, given at `now`, and what asks for a second look."""
    rooms = sum(len(work.roster.rooms_of(group)) for group in groups)
    cautions = cautions_in(text, work.lexicon)
    due_at = feedback_due_in(text, now, work.lexicon)
    due = due_text(due_at, now) if due_at else ""
    return Preview(text, names_of(groups, work), rooms, sensitive or bool(cautions.sensitive), cautions, due)


def _ask_others(held: Instruction, message: Message, work: UnitOfWork) -> None:
    """Where the preview is not read by the other dispatchers, they are told that something waits."""
    if where_to(message, work, about=held.groups)[0] is not None:
        return
    about = frozenset(held.groups)
    for room, contact in _others(message.sender, work):
        once = Once(work.campaign.key, "consent", f"{held.number}/{room or contact}", held.issued_at.isoformat())
        work.outbox.owe(Post(once, PostKind.CONSENT, room, contact, waiting_text(held.number), about=about))


def _others(author: str, work: UnitOfWork) -> list[Address]:
    """The duty channel; by night each in private."""
    guarded = work.guards.guarded_command_rooms()
    everywhere = {room.id for room in work.roster.command_rooms}
    channel = duty_channel(work.roster, everywhere if is_for_the_night(work) else guarded)
    return [address for address in channel if address[1] != author]


def _tell_author(instruction: Instruction, text: str, message: Message, work: UnitOfWork) -> None:
    if instruction.author in work.roster.person:
        once = Once(work.campaign.key, "consent_told", instruction.number, message.id)
        about = frozenset(instruction.groups)
        work.outbox.owe(Post(once, PostKind.CONSENT, None, instruction.author, text, about=about))

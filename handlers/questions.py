"""Questions of the trade: kept on record; asked of the bot itself, one line says where experts answer."""

from __future__ import annotations

import re
from datetime import timedelta

from documents.questions import noted_text
from domain.commands import IntentKind, intent_of
from domain.messages import Kind, Message
from domain.posts import Reply
from domain.purposes import Purpose
from domain.rosters import FIELD_ROLES, Role, RoomKind
from handlers.asking import answer, intent_in
from handlers.routing import Router
from storage.work import UnitOfWork

router = Router()

PHOTO_FOLLOWS = timedelta(minutes=3)  # a photo this soon after the words belongs to the question

_WORK_ROOMS: frozenset[RoomKind | None] = frozenset({RoomKind.GROUP, RoomKind.COMMAND})
_WHERE_PHOTOS_FOLLOW: frozenset[RoomKind | None] = frozenset({RoomKind.EXPERT, None})


def is_question_to_bot(message: Message, work: UnitOfWork) -> bool:
    intent = intent_in(message, work)
    return intent is not None and intent.kind is IntentKind.QUESTION


def is_question_among_experts(message: Message, work: UnitOfWork) -> bool:
    """Any question in an expert room; a remark there is none."""
    return message.kind is Kind.TEXT and intent_of(message.text, work.lexicon, addressed=False) is not None


def is_question_to_expert(message: Message, work: UnitOfWork) -> bool:
    """A question of the trade in a work room, to an expert who is @-ed, or begun with 请教 X老师."""
    if message.kind is not Kind.TEXT or message.is_addressed:
        return False
    people = (work.roster.person.get(contact) for contact in message.mentions)
    called = "|".join(work.lexicon.tables["commands"]["expert_room"]["called"])
    if not any(p and p.role is Role.EXPERT for p in people) and not re.search(called, message.text.strip()[:60]):
        return False
    intent = intent_of(message.text, work.lexicon, addressed=True)
    return intent is not None and intent.kind is IntentKind.QUESTION


def is_photo_of_question(message: Message, work: UnitOfWork) -> bool:
    """A photo or video soon after the sender's question there, with no other words of his between."""
    if message.kind not in (Kind.IMAGE, Kind.VIDEO):
        return False
    said = work.inbox.following(message.room, message.sender, message.at - PHOTO_FOLLOWS, message.at)
    words = [m for m in said if m.kind is Kind.TEXT]
    if not words:
        return False
    return is_question_to_bot(words[-1], work) if message.room is None else is_question_among_experts(words[-1], work)


@router.on(Purpose.QUESTION, when=is_question_to_bot)
def note_question(message: Message, work: UnitOfWork) -> Reply | None:
    """The record is the inbox row; the answer says only what is true: nobody passes it on yet."""
    room = work.roster.room.get(message.room or "")
    if room is not None and room.kind is RoomKind.EXPERT:
        return None
    has_experts = any(r.kind is RoomKind.EXPERT for r in work.roster.rooms)
    return answer(noted_text(has_experts), message, work)


@router.on(Purpose.QUESTION, when=is_question_among_experts, roles=FIELD_ROLES, rooms=frozenset({RoomKind.EXPERT}))
def hear_question_among_experts(message: Message, work: UnitOfWork) -> Reply | None:
    return None


@router.on(Purpose.QUESTION, when=is_question_to_expert, roles=FIELD_ROLES, rooms=_WORK_ROOMS)
def hear_question_to_expert(message: Message, work: UnitOfWork) -> Reply | None:
    return None


@router.on(Purpose.QUESTION, when=is_photo_of_question, roles=FIELD_ROLES, rooms=_WHERE_PHOTOS_FOLLOW)
def keep_photo_of_question(message: Message, work: UnitOfWork) -> Reply | None:
    return None

"""咨询: a question of the trade goes from the bot to the expert room, and the answer back with its reference."""

from __future__ import annotations

import re
from datetime import timedelta

from documents.questions import consultation_answer_text, consultation_text, no_experts_text, passed_on_text
from domain.commands import IntentKind, intent_of, said_to_bot
from domain.messages import Kind, Message, quoted_and_spoken, spoken
from domain.posts import NOBODYS, Once, Post, PostKind, Reply
from domain.purposes import Purpose
from domain.rosters import FIELD_ROLES, Role, RoomKind
from handlers.asking import answer, intent_in, where_to
from handlers.routing import Router
from storage.work import UnitOfWork

router = Router()

PHOTO_FOLLOWS = timedelta(minutes=3)  # a photo this soon after the words belongs to the question

_REFERENCE = re.compile(r"【?咨询\s?(\d{1,6})")
_NAME_AND_REFERENCE = 60  # characters at the head of a quote in which its reference stands

_EXPERT_ROOMS: frozenset[RoomKind | None] = frozenset({RoomKind.EXPERT})
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


def answers_consultation(message: Message, work: UnitOfWork) -> bool:
    """An expert's words that quote a question passed on by the bot, or begin with its number."""
    found = _answered(message, work)
    if found is None or not found[1].strip():
        return False
    asked = work.consultations.message_of(found[0])
    return asked is not None and work.inbox.message(asked) is not None


def _answered(message: Message, work: UnitOfWork) -> tuple[int, str] | None:
    """The number of the question that a text answers, and the answer."""
    if message.kind is not Kind.TEXT:
        return None
    quoted, said = quoted_and_spoken(message.text)
    post = work.outbox.by_platform_id(message.quote) if message.quote else None
    quoted = post.text if post is not None and post.kind is PostKind.CONSULTATION else quoted
    found = _REFERENCE.search(quoted[:_NAME_AND_REFERENCE])
    if found:
        return int(found[1]), said
    headed = _REFERENCE.match(said.strip())
    return (int(headed[1]), said.strip()[headed.end() :].lstrip("：:，, 答】")) if headed else None


def _question(message: Message, work: UnitOfWork) -> str:
    return said_to_bot(spoken(message.text), work.lexicon)


@router.on(Purpose.QUESTION, when=is_question_to_bot, serves=("question",))
def pass_question_on(message: Message, work: UnitOfWork) -> Reply | None:
    """To the expert rooms, in the asker's words and without his name; one that is asked there stays there.

    It is made of no rows: only of the words that he wants passed on, and their answer goes where he has said them.
    """
    room = work.roster.room.get(message.room or "")
    if room is not None and room.kind is RoomKind.EXPERT:
        return None
    rooms = [one.id for one in work.roster.rooms if one.kind is RoomKind.EXPERT]
    if not rooms:
        return answer(no_experts_text(), message, work, about=NOBODYS)
    number = work.consultations.open(message.id)
    for one in rooms:
        once = Once(work.campaign.key, PostKind.CONSULTATION.value, one, message.id)
        text = consultation_text(number, _question(message, work))
        work.outbox.owe(Post(once, PostKind.CONSULTATION, one, None, text, about=NOBODYS))
    return answer(passed_on_text(number), message, work, about=NOBODYS)


@router.on(Purpose.CHATTER, when=answers_consultation, roles=frozenset({Role.EXPERT}), rooms=_EXPERT_ROOMS)
def bring_answer_back(message: Message, work: UnitOfWork) -> Reply | None:
    """Where the question was asked, to who asked it. Each further answer to it is brought as well."""
    number, said = _answered(message, work) or (0, "")
    question = work.inbox.message(work.consultations.message_of(number) or "")
    assert question is not None  # answers_consultation said so
    work.consultations.note_answer(number)
    expert = work.roster.person[message.sender].name
    text = consultation_answer_text(number, _question(question, work), said, expert)
    room, contact = where_to(question, work, about=NOBODYS, kind=PostKind.CONSULTATION_ANSWER)
    once = Once(work.campaign.key, PostKind.CONSULTATION_ANSWER.value, str(number), message.id)
    mentions = (question.sender,) if room else ()
    work.outbox.owe(
        Post(
            once,
            PostKind.CONSULTATION_ANSWER,
            room,
            contact,
            text,
            mentions=mentions,
            answers=question.id,
            about=NOBODYS,
        )
    )
    return None


@router.on(Purpose.QUESTION, when=is_question_among_experts, roles=FIELD_ROLES, rooms=frozenset({RoomKind.EXPERT}))
def hear_question_among_experts(message: Message, work: UnitOfWork) -> Reply | None:
    return None


@router.on(Purpose.QUESTION, when=is_question_to_expert, roles=FIELD_ROLES, rooms=_WORK_ROOMS)
def hear_question_to_expert(message: Message, work: UnitOfWork) -> Reply | None:
    return None


@router.on(Purpose.QUESTION, when=is_photo_of_question, roles=FIELD_ROLES, rooms=_WHERE_PHOTOS_FOLLOW)
def keep_photo_of_question(message: Message, work: UnitOfWork) -> Reply | None:
    return None

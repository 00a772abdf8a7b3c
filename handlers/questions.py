"""咨询: a question of the trade goes from the bot to the expert room, and the answer back with its reference."""

from __future__ import annotations

import re
from datetime import timedelta

from documents.questions import (
    consultation_answer_text,
    consultation_text,
    no_experts_text,
    nothing_to_ask_again_text,
    passed_on_text,
    same_answered_text,
    same_open_text,
)
from domain.calendars import day_of
from domain.commands import IntentKind, intent_of, plain_request, said_to_bot
from domain.consultations import Asked, is_same_question, plain_question
from domain.messages import Kind, Message, quoted_and_spoken, spoken
from domain.posts import NOBODYS, Once, Post, PostKind, Reply
from domain.purposes import Purpose
from domain.rosters import FIELD_ROLES, SERVED, Role, RoomKind
from domain.visits import place_key
from handlers.asking import answer, intent_in, where_to
from handlers.routing import Router
from storage.work import UnitOfWork

router = Router()

_REFERENCE = re.compile(r"【?咨询\s?(\d{1,6})")
_SHORTEST_PLACE = 3  # characters: shorter names stand in many words
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
    since = message.at - work.campaign.questions.photo_follows
    said = work.inbox.following(message.room, message.sender, since, message.at)
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


def _expert_rooms(work: UnitOfWork) -> list[str]:
    return [room.id for room in work.roster.rooms if room.kind is RoomKind.EXPERT]


def _pass_on(question: Message, number: int, work: UnitOfWork) -> str:
    """To the experts, under its number; what its asker is told."""
    for room in _expert_rooms(work):
        once = Once(work.campaign.key, PostKind.CONSULTATION.value, room, question.id)
        text = consultation_text(number, _question(question, work))
        work.outbox.owe(Post(once, PostKind.CONSULTATION, room, None, text, about=NOBODYS))
    return passed_on_text(number)


def _told_before(message: Message, work: UnitOfWork) -> str | None:
    """What is known of the same question, if it was asked before; noted, so that 再问 can send it on."""
    same = _same_before(message, work)
    if same is None:
        return None
    if not same.is_answered:
        work.consultations.note_repeat(same.number, message.id)
        return same_open_text(same.number, same.at)
    answered = work.inbox.message(work.consultations.answer_of(same.number) or "")
    expert = work.roster.person.get(answered.sender) if answered is not None else None
    _, said = (_answered(answered, work) if answered is not None else None) or (0, "")
    if expert is None or not said:
        return None  # the answer was taken back, or is of an older house
    if not _may_hear(message, said, work.consultations.message_of(same.number), work):
        return None
    work.consultations.note_repeat(same.number, message.id)
    return same_answered_text(same.number, same.at, said, expert.name)


def _may_hear(question: Message, said: str, asked: str | None, work: UnitOfWork) -> bool:
    """Whether an answer to what somebody else `asked` may be told to who asks the same.

    Not to another group where it names a place that the first asker's group has checked of late.
    """
    first, asker = work.inbox.message(asked or ""), work.roster.person.get(question.sender)
    person = work.roster.person.get(first.sender) if first is not None else None
    if first is None or person is None or asker is None or person.group in (None, asker.group):
        return True
    days = [day_of(first.at) - timedelta(days=1), day_of(first.at), day_of(work.now)]
    checked = [visit for day in dict.fromkeys(days) for visit in work.visits.of_day(day, person.group)]
    names = {place_key(visit.place).removeprefix(visit.county or "") for visit in checked if visit.place}
    return not any(name in place_key(said) for name in names if len(name) >= _SHORTEST_PLACE)


def _same_before(message: Message, work: UnitOfWork) -> Asked | None:
    """The newest question that asks the same; one with an answer before one without."""
    plain, rule = plain_question(_question(message, work), work.lexicon), work.campaign.questions
    known = ((one, said_to_bot(spoken(one.text), work.lexicon)) for one in work.consultations.asked())
    same = [o for o, text in known if is_same_question(plain, plain_question(text, work.lexicon), rule, work.lexicon)]
    return next((one for one in same if one.is_answered), same[0] if same else None)


def _latest_repeat(message: Message, work: UnitOfWork) -> Message | None:
    """The speaker's latest message there that asked what was asked before and was not passed on."""
    ids = work.consultations.repeats_by(message.sender, message.at - work.campaign.questions.again)
    said = (work.inbox.message(message_id) for message_id in reversed(ids))
    return next((one for one in said if one is not None and one.room == message.room), None)


def asks_again(message: Message, work: UnitOfWork) -> bool:
    """再问, said to the bot; or in the room where the speaker was just told of the earlier answer."""
    if message.is_addressed:
        intent = intent_in(message, work)
        return intent is not None and intent.name == "ask_again"
    again = work.lexicon.any_of("commands", "questions", "again")
    if message.kind is not Kind.TEXT or not again.fullmatch(plain_request(message.text)):
        return False
    return _latest_repeat(message, work) is not None


@router.on(Purpose.QUESTION, when=is_question_to_bot, serves=("question",))
def pass_question_on(message: Message, work: UnitOfWork) -> Reply | None:
    """To the expert rooms, in the asker's words and without his name; one that is asked there stays there.

    It is made of no rows: only of the words that he wants passed on, and their answer goes where he has said them.
    What was asked before is told of instead, to people of the inspection: its answer, or that there is none yet.
    """
    room = work.roster.room.get(message.room or "")
    if room is not None and room.kind is RoomKind.EXPERT:
        return None
    if not _expert_rooms(work):
        return answer(no_experts_text(), message, work, about=NOBODYS)
    is_ours = work.roster.person[message.sender].role in SERVED
    told = _told_before(message, work) if is_ours else None
    if told is None:
        told = _pass_on(message, work.consultations.open(message.id), work)
    return answer(told, message, work, about=NOBODYS)


@router.on(Purpose.QUESTION, when=asks_again, roles=SERVED, serves=("ask_again",))
def pass_question_on_again(message: Message, work: UnitOfWork) -> Reply | None:
    """The speaker's latest question there that was told of before goes to the experts all the same."""
    question = _latest_repeat(message, work)
    if question is None or not _expert_rooms(work):
        return answer(nothing_to_ask_again_text(), message, work, about=NOBODYS)
    told = _pass_on(question, work.consultations.pass_on(question.id), work)
    return answer(told, message, work, about=NOBODYS)


@router.on(Purpose.CHATTER, when=answers_consultation, roles=frozenset({Role.EXPERT}), rooms=_EXPERT_ROOMS)
def bring_answer_back(message: Message, work: UnitOfWork) -> Reply | None:
    """Where the question was asked, to who asked it, and to who asked the same. Each further answer is brought too."""
    number, said = _answered(message, work) or (0, "")
    work.consultations.note_answer(number, message.id)
    asked = work.consultations.message_of(number) or ""
    told = set()
    for message_id in (asked, *work.consultations.repeats_of(number)):
        question = work.inbox.message(message_id)
        assert question is not None  # it is kept: answers_consultation said so, and repeats are of the inbox
        if (question.room, question.sender) not in told and _may_hear(question, said, asked, work):
            told.add((question.room, question.sender))
            _bring(question, number, said, message, work)
    return None


def _bring(question: Message, number: int, said: str, message: Message, work: UnitOfWork) -> None:
    """What an expert's message says of a question, to who asked it."""
    text = consultation_answer_text(number, _question(question, work), said, work.roster.person[message.sender].name)
    kind = PostKind.CONSULTATION_ANSWER
    room, contact = where_to(question, work, about=NOBODYS, kind=kind)
    once = Once(work.campaign.key, kind.value, f"{number}/{question.id}", message.id)
    mentions = (question.sender,) if room else ()
    work.outbox.owe(
        Post(once, kind, room, contact, text, mentions=mentions, answers=question.id, about=NOBODYS),
    )


@router.on(Purpose.QUESTION, when=is_question_among_experts, roles=FIELD_ROLES, rooms=frozenset({RoomKind.EXPERT}))
def hear_question_among_experts(message: Message, work: UnitOfWork) -> Reply | None:
    return None


@router.on(Purpose.QUESTION, when=is_question_to_expert, roles=FIELD_ROLES, rooms=_WORK_ROOMS)
def hear_question_to_expert(message: Message, work: UnitOfWork) -> Reply | None:
    return None


@router.on(Purpose.QUESTION, when=is_photo_of_question, roles=FIELD_ROLES, rooms=_WHERE_PHOTOS_FOLLOW)
def keep_photo_of_question(message: Message, work: UnitOfWork) -> Reply | None:
    return None

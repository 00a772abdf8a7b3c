"""纪律线索: what anybody has to say of conduct goes to the patrol group alone, from nobody's room."""

from __future__ import annotations

from documents.tips import PASSED_ON, PASSED_ON_TO_DUTY, SAY_IT_ALONE, WHAT_TO_WRITE, tip_text
from domain.commands import plain_request, said_to_bot
from domain.duty_channels import duty_channel
from domain.messages import Kind, Message, spoken
from domain.posts import NOBODYS, Once, Post, PostKind, Reply
from domain.purposes import Purpose
from domain.rosters import Role, RoomKind
from handlers.asking import answer, intent_in
from handlers.routing import Router
from storage.work import UnitOfWork

router = Router()

_LEAST = 4  # characters: fewer tell nothing


def tells_of_conduct(message: Message, work: UnitOfWork) -> bool:
    """Said to the bot; in a room also what begins by calling itself so, said to nobody."""
    if message.is_addressed:
        intent = intent_in(message, work)
        return intent is not None and intent.name == "tip"
    if message.kind is not Kind.TEXT:
        return False
    return work.lexicon.any_of("commands", "words", "tip").match(plain_request(spoken(message.text))) is not None


@router.on(Purpose.COMMAND, when=tells_of_conduct, rooms=frozenset({None}), always=True, serves=("tip",))
def pass_tip_on(message: Message, work: UnitOfWork) -> Reply | None:
    """To each of the patrol group who can be reached, in private; where there is none, to the dispatchers, nameless."""
    words = said_to_bot(spoken(message.text), work.lexicon)
    if len(work.lexicon.any_of("commands", "words", "tip").sub("", plain_request(words), count=1)) < _LEAST:
        return answer(WHAT_TO_WRITE, message, work, about=NOBODYS)
    who = work.bindings.identities
    patrol = [p.id for p in work.roster.people if p.role is Role.PATROL and who.contact(p.id) is not None]
    everywhere = {room.id for room in work.roster.command_rooms}
    duty = [contact for _, contact in duty_channel(work.roster, everywhere) if contact != message.sender]
    text = tip_text(words, work.roster.person[message.sender].name if patrol else "")
    for contact in patrol or duty:
        once = Once(work.campaign.key, PostKind.TIP.value, contact or "", message.id)
        work.outbox.owe(Post(once, PostKind.TIP, None, contact, text, about=NOBODYS))
    return answer(PASSED_ON if patrol else PASSED_ON_TO_DUTY, message, work, about=NOBODYS)


@router.on(Purpose.CHATTER, when=tells_of_conduct, rooms=frozenset(RoomKind), always=True, serves=("tip",))
def ask_to_say_it_alone(message: Message, work: UnitOfWork) -> Reply | None:
    """One line to the speaker alone; the room hears nothing of it."""
    return answer(SAY_IT_ALONE, message, work, about=NOBODYS, private=True)

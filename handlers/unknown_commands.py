"""A request that is understood as one but not served yet: one courteous line, never in answer to chatter."""

from __future__ import annotations

from documents.helps import unknown_text
from domain.commands import UNKNOWN
from domain.messages import Message
from domain.posts import Reply
from domain.purposes import Purpose
from handlers.asking import answer, asks_for
from handlers.routing import Router
from storage.work import UnitOfWork

router = Router()


@router.on(Purpose.COMMAND, when=asks_for(UNKNOWN), always=True)
def say_what_can_be_said(message: Message, work: UnitOfWork) -> Reply | None:
    return answer(unknown_text(work.roster.person[message.sender].role), message, work)

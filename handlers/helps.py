"""帮助: what this speaker can say to the bot."""

from __future__ import annotations

from documents.helps import help_text
from domain.messages import Message
from domain.papers import short_city
from domain.posts import NOBODYS, Reply
from domain.purposes import Purpose
from domain.rosters import Role
from handlers.asking import answer, asks_for
from handlers.routing import Router
from storage.work import UnitOfWork

router = Router()


@router.on(Purpose.COMMAND, when=asks_for("help"), always=True, serves=("help",))
def give_help(message: Message, work: UnitOfWork) -> Reply | None:
    speaker = work.roster.person[message.sender]
    cities = [short_city(group) for group in work.roster.groups]
    about = [g.key for g in work.roster.groups] if speaker.role is Role.DISPATCHER else NOBODYS  # it names groups
    return answer(help_text(speaker.role, work.campaign.papers, cities), message, work, about=about)

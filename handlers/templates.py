"""模板: the daily papers' templates, and what is asked of them."""

from __future__ import annotations

from documents.templates import template_text
from domain.calendars import day_of
from domain.messages import Message
from domain.papers import named_papers
from domain.posts import NOBODYS, Reply
from domain.purposes import Purpose
from domain.rosters import SERVED
from handlers.asking import answer, asks_for, mentions, request_in
from handlers.routing import Router
from storage.work import UnitOfWork

router = Router()


@router.on(Purpose.COMMAND, when=asks_for("template"), roles=SERVED, serves=("template",))
def give_template(message: Message, work: UnitOfWork) -> Reply | None:
    """Those of the papers named, of all where none is; filled in with the asker's city and the day."""
    named = named_papers(request_in(message, work), work.lexicon)
    rules = [rule for rule in work.campaign.papers if rule.key in named or not named]
    group = work.roster.group.get(work.roster.person[message.sender].group or "")
    text = template_text(rules, group.city if group else None, day_of(message.at))
    return answer(text, message, work, about=NOBODYS, private=mentions(message, work, "to_me"))

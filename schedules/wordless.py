"""A voice message or a merged forward (合并转发) is kept; words are asked for when none follow it."""

from __future__ import annotations

from documents.acknowledgements import wordless_text
from domain.messages import Kind, Message
from domain.posts import Once, Post, PostKind
from domain.quiet_hours import quiet_end
from domain.scopes import whose
from domain.slots import Slot
from domain.wordless import ASK_FOR_WORDS, is_wordless
from schedules.timing import Rule
from storage.work import UnitOfWork


def ask_for_words(slot: Slot, work: UnitOfWork) -> None:
    """One line to who sent it, unless he or his team has written there meanwhile, or has sent more of the kind.

    Nothing at night, nor long after.
    """
    message = work.inbox.message(slot.subject)
    if message is None or message.sender not in work.roster.person or work.inbox.is_recalled(message.id):
        return
    if _is_late(slot, work) or _is_told(message, work):
        return
    if quiet_end(work.now, work.campaign) is not None:
        return
    room, contact = (message.room, None) if message.room else (None, message.sender)
    once = Once(work.campaign.key, ASK_FOR_WORDS, message.sender, message.id)
    mentions = (message.sender,) if room else ()
    text, about = wordless_text(message.kind), whose([work.roster.person[message.sender]])
    work.outbox.owe(Post(once, PostKind.REMARK, room, contact, text, mentions=mentions, about=about))


def _is_late(slot: Slot, work: UnitOfWork) -> bool:
    return work.now > slot.run_at + work.campaign.words_wait


def _is_told(message: Message, work: UnitOfWork) -> bool:
    """Whether words have followed, of the sender or of his team, or he has sent another that will be asked about."""
    sender = work.roster.person[message.sender]
    team = {p.id for p in work.roster.members(sender.group or "") if p.team is not None and p.team == sender.team}
    for person in sorted({message.sender, *team}):
        followed = work.inbox.following(message.room, person, message.at, work.now)
        kinds = [other.kind for other in followed if other.id != message.id]
        if Kind.TEXT in kinds or (person == message.sender and any(map(is_wordless, kinds))):
            return True
    return False


RULE = Rule(ASK_FOR_WORDS, ask_for_words)

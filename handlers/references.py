"""References in words: a message whose client tells quotes and calls only in its text is given them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from domain.messages import Kind, Message, spoken
from domain.quotes import Quoted, called_in, piece_of, quoted_among, quoted_in
from storage.work import UnitOfWork

WORDS_FOLLOW_WITHIN = timedelta(minutes=30)  # a picture without words for longer was none of a visit
QUOTED_WITHIN = timedelta(days=3)  # nobody quotes further back by hand


def with_references(message: Message, work: UnitOfWork) -> Message:
    """The message with the id of what it quotes, whom it calls, and the speaker's own words alone as its text."""
    said = spoken(message.text)
    quote = message.quote
    if quote is None and said != message.text and (quoted := quoted_in(message.text)) is not None:
        quote = _quoted_id(quoted, message, work)
    mentions = message.mentions
    if not mentions and message.kind is Kind.TEXT and message.room is not None and "@" in said:
        mentions = called_in(said, message.room, work.roster, work.lexicon)
    return replace(message, text=said, quote=quote, mentions=mentions)


def _quoted_id(quoted: Quoted, message: Message, work: UnitOfWork) -> str | None:
    """Somebody's message of that room, else a post of the bot's own; None where neither is found."""
    since, room = message.at - QUOTED_WITHIN, message.room
    if quoted.kind is not Kind.TEXT:
        return _shown_id(quoted, message, work) if room else None
    piece = piece_of(quoted)
    if not piece:
        return None
    found = quoted_among(quoted, work.inbox.holding(room, piece, since)) if room else None
    return found or work.outbox.said_as(room or message.sender, quoted.words)


def _shown_id(quoted: Quoted, message: Message, work: UnitOfWork) -> str | None:
    """A picture is quoted as [图片] and nothing else: one that still waits for words is meant, else the latest."""
    room, until = message.room or "", message.at
    waiting = work.inbox.shown_by(room, quoted.name, until - WORDS_FOLLOW_WITHIN, until)
    found = quoted_among(quoted, [one for one in waiting if not work.visits.visits_of(one.id)])
    return found or quoted_among(quoted, work.inbox.shown_by(room, quoted.name, until - QUOTED_WITHIN, until))

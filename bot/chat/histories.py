"""What was said before, as the page shows it: read from the database, so it is the same after a restart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.chat.frames import LINE, Quote, bubble, cursor_of, quote_of
from bot.file_kinds import sent_as
from bot.sender import file_name
from documents.parts import texts_of
from domain.conversations import LAST, Conversation, Heard, Place, Told
from domain.memberships import members_of, name_in, rooms_of, sits_in
from domain.messages import BOT, Kind, Message
from domain.rosters import Person, Room, RoomKind, Roster
from storage.work import UnitOfWork

PAGE = 40  # bubbles at a time
MOST_UNREAD = 99


def conversation_of(key: str, person: Person, roster: Roster) -> Conversation | None:
    """What a key means for this person; None for a room that is not there, or not his."""
    if key == LINE:
        return Conversation(None, person.id)
    room = roster.room.get(key)
    return Conversation(key) if room is not None and sits_in(person, room, roster) else None


def conversations_of(
    person: Person, seen: Mapping[str, datetime], bot_name: str, work: UnitOfWork
) -> list[dict[str, Any]]:
    """The rooms of somebody and his private line, each with its members, its newest bubble and what is unread."""
    rooms = [Room(LINE, bot_name, RoomKind.GROUP), *rooms_of(person, work.roster)]
    listed = []
    for room in rooms:
        there = Conversation(None, person.id) if room.id == LINE else Conversation(room.id)
        newest, _ = shown(there, LAST, 1, bot_name, work)
        since = seen.get(room.id)
        unread = 0 if since is None else work.conversations.unread(there, since, person.id, MOST_UNREAD + 1)
        people = (person,) if room.id == LINE else members_of(room, work.roster)
        listed.append(
            {
                "key": room.id,
                "title": room.topic,
                "members": [{"id": one.id, "name": name_in(one, room.id), "known": one.name} for one in people],
                "last": newest,
                "unread": unread,
            }
        )
    return listed


def shown(
    there: Conversation, before: Place, most: int, bot_name: str, work: UnitOfWork
) -> tuple[list[dict[str, Any]], str]:
    """A page of bubbles before that place, oldest first, and the cursor of what is before them, "" for nothing."""
    found: list[Heard | Told] = [
        *work.conversations.heard(there, before, most + 1),
        *work.conversations.told(there, before, most + 1),
    ]
    found.sort(key=lambda said: said.place, reverse=True)
    page, more = found[:most], len(found) > most
    quotes = _quotes(page, there, bot_name, work)
    bubbles = [bubble_of(said, quotes, bot_name, work.roster) for said in reversed(page)]
    cursor = cursor_of(page[-1].place) if more else ""
    return [one for one in bubbles if one is not None], cursor


def bubble_of(said: Heard | Told, quotes: dict[str, Quote], bot_name: str, roster: Roster) -> dict[str, Any] | None:
    """None for the notice of a recall: what was taken back says so itself."""
    message = message_of(said, bot_name, roster)
    if message.kind is Kind.RECALL:
        return None
    quote = quotes.get(message.quote or "")
    if isinstance(said, Told):
        return bubble(message, message.room or LINE, quote)
    return bubble(
        message if not said.recalled else replace(message, text="", location=None, quote=None, mentions=()),
        message.room or LINE,
        quote,
        recalled=said.recalled,
        size=said.size,
        lost=said.file == "lost",
    )


def message_of(said: Heard | Told, bot_name: str, roster: Roster) -> Message:
    """What was said, as a message: a part of a post is one too."""
    if isinstance(said, Heard):
        return said.message
    post, texts = said.post, texts_of(said.post, roster)
    place = said.part - len(texts) - 1
    name = "" if place < 0 else file_name(post, place)
    return Message(
        id=said.id,
        room=post.room,
        sender=BOT,
        sender_name=bot_name,
        at=said.place.at,
        kind=Kind.TEXT if place < 0 else (sent_as(name) or Kind.FILE),
        text=texts[said.part - 1] if place < 0 else "",
        file_name=name,
        mentions=post.mentions if said.part == 1 and place < 0 else (),
    )


def file_of(said: Heard | Told, roster: Roster) -> tuple[str | None, str, str]:
    """SHA-256 (None while it has none), name and state (none, awaited, kept, lost) of the file of what was said."""
    if isinstance(said, Heard):
        return said.sha256, said.message.file_name, said.file
    place = said.part - len(texts_of(said.post, roster)) - 1
    if place < 0:
        return None, "", "none"
    return said.post.media[place], file_name(said.post, place), "kept"


def where_of(said: Heard | Told) -> tuple[str | None, str]:
    """The room, or the person whose private line it was said on."""
    if isinstance(said, Heard):
        return said.message.room, "" if said.message.room is not None else said.message.sender
    return said.post.room, "" if said.post.room is not None else said.post.contact or ""


def _quotes(page: Iterable[Heard | Told], there: Conversation, bot_name: str, work: UnitOfWork) -> dict[str, Quote]:
    """What the bubbles of a page quote, as far as it was said in the same place."""
    wanted = {said.message.quote for said in page if isinstance(said, Heard) and said.message.quote}
    found = (work.conversations.find(one) for one in sorted(wanted))
    here = (there.room, there.person or "")
    quotes = [quoted(said, bot_name, work.roster) for said in found if said is not None and where_of(said) == here]
    return {quote.id: quote for quote in quotes}


def quoted(said: Heard | Told, bot_name: str, roster: Roster) -> Quote:
    """How what was said looks when somebody quotes it."""
    quote = quote_of(message_of(said, bot_name, roster))
    return replace(quote, text="（已撤回）") if isinstance(said, Heard) and said.recalled else quote

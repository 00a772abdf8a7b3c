"""What the habits that answer commands share: what was asked, by whom, for whom, and where the answer goes."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from domain.calendars import day_of
from domain.commands import Intent, intent_of, plain_request
from domain.messages import Kind, Message, spoken
from domain.posts import NOBODYS, Once, Post, PostKind, Reply
from domain.quiet_hours import where_to_answer
from domain.rosters import Person, Room
from domain.scopes import Refused, Scope, may_be_heard, scope_of
from domain.targets import Targets, targets_of
from domain.visits import Visit
from handlers.routing import Condition
from storage.work import UnitOfWork


def intent_in(message: Message, work: UnitOfWork) -> Intent | None:
    """What a text that is said to the bot wants; None for anything else."""
    if message.kind is not Kind.TEXT or not message.is_addressed:
        return None
    return intent_of(spoken(message.text), work.lexicon, addressed=True)


def asks_for(*names: str) -> Condition:
    """A route's condition: the message is a command of one of these names."""

    def asked(message: Message, work: UnitOfWork) -> bool:
        intent = intent_in(message, work)
        return intent is not None and intent.name in names

    return asked


def request_in(message: Message, work: UnitOfWork) -> str:
    """The request as rules see it, without the call to the bot."""
    intent = intent_in(message, work)
    return plain_request(intent.rest) if intent else ""


def mentions(message: Message, work: UnitOfWork, key: str) -> bool:
    """Whether the request asks for this kind of figure (commands.toml, [figures])."""
    entries = work.lexicon.tables["commands"]["figures"][key]
    return re.search("|".join(entries), request_in(message, work)) is not None


def speaker_and_room(message: Message, work: UnitOfWork) -> tuple[Person, Room | None]:
    return work.roster.person[message.sender], work.roster.room.get(message.room or "")


def targets_in(message: Message, work: UnitOfWork) -> Targets:
    """Groups, teams and day of the request; days count from when it was said."""
    return targets_of(request_in(message, work), work.roster, day_of(message.at), work.lexicon)


def scope_in(message: Message, work: UnitOfWork, *, by_team: bool = True) -> Scope | Refused:
    """Whose figures the speaker asks for and may have; `by_team` False for what only whole groups have."""
    speaker, room = speaker_and_room(message, work)
    targets = targets_in(message, work)
    if not by_team:
        targets = replace(targets, teams=(), own=False)
    return scope_of(speaker, room, targets, work.roster, day_of(message.at))


def visits_in(scope: Scope, work: UnitOfWork) -> list[Visit]:
    """The day's visits of the groups asked for: nothing is made of others'."""
    return [visit for visit in work.visits.of_day(scope.day) if visit.group in scope.groups]


def answer(
    text: str,
    message: Message,
    work: UnitOfWork,
    *,
    about: Collection[str],
    private: bool = False,
    kind: PostKind = PostKind.ANSWER,
) -> Reply | None:
    """Answer where it was asked, or the speaker alone: where `private`, and for a room that sleeps, is guarded or may
    not hear of the groups that it is `about`.
    """
    room, contact = where_to(message, work, about=about, private=private, kind=kind)
    if room == message.room:
        return Reply(text, kind, about=frozenset(about))
    once = Once(work.campaign.key, kind.value, message.sender, message.id)
    work.outbox.owe(Post(once, kind, None, contact, text, answers=message.id, about=frozenset(about)))
    return None


def refuse(text: str, message: Message, work: UnitOfWork, *, private: bool = False) -> Reply | None:
    """Say that the speaker may not have it, and what he can do instead."""
    return answer(text, message, work, about=NOBODYS, private=private)


def where_to(
    message: Message,
    work: UnitOfWork,
    *,
    about: Collection[str],
    private: bool = False,
    kind: PostKind = PostKind.ANSWER,
) -> tuple[str | None, str | None]:
    """The room that an answer may be said in, or the person to whom alone it may be."""
    private = private or not may_be_heard(work.roster, message.room, about)
    private = private or (kind in work.campaign.guard_held and work.guards.is_guarded(message.room))
    return where_to_answer(None if private else message.room, message.sender, work.now, work.campaign)

"""What the habits that answer commands share: what was asked, by whom, for whom, and where the answer goes."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace
from datetime import date

from documents.campaigns import outside_text
from documents.helps import refusal_text
from documents.hesitations import hesitation_text
from domain.calendars import day_of
from domain.commands import Intent, intent_of, plain_request
from domain.hesitations import hesitation_in
from domain.messages import Kind, Message, spoken
from domain.obligations import is_campaign_day
from domain.posts import NOBODYS, Once, Post, PostKind, Reply
from domain.quiet_hours import where_to_answer
from domain.refusals import NOT_ONES_OWN, refusal_slot
from domain.report_periods import BadPeriod, Period, period_in
from domain.rosters import Person, Role, Room
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


def words_in(message: Message, work: UnitOfWork) -> str:
    """The request in its own words, without the call to the bot."""
    intent = intent_in(message, work)
    return intent.rest if intent else ""


def request_in(message: Message, work: UnitOfWork) -> str:
    """The request as rules see it, without the call to the bot."""
    return plain_request(words_in(message, work))


def why_not_done(message: Message, work: UnitOfWork, about: str) -> str:
    """What to answer where an order shows that it is none (先不换人, 第1轮不延长); "" where it is one."""
    word = hesitation_in(request_in(message, work), about, work.lexicon)
    return hesitation_text(word) if word else ""


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


def period_asked(message: Message, work: UnitOfWork) -> Period | BadPeriod | None:
    """The days that the request names: a round, from one day to another, a day; None where it names none."""
    today = day_of(message.at)
    found = period_in(request_in(message, work), work.roster.rounds, today)
    if found is not None:
        return found
    targets = targets_in(message, work)
    if targets.bad_day or (targets.day and targets.day > today):
        return BadPeriod(targets.bad_day or f"{targets.day}")
    return Period(targets.day, targets.day) if targets.day else None


def visits_in(scope: Scope, work: UnitOfWork) -> list[Visit]:
    """The day's visits of the groups asked for: nothing is made of others'."""
    return [visit for visit in work.visits.of_day(scope.day) if visit.group in scope.groups]


def with_window(text: str, day: date, work: UnitOfWork) -> str:
    """The text; for a day on which the campaign is not on, with a line that says so (seed 002, 一)."""
    if is_campaign_day(day, work.campaign, work.roster):
        return text
    course = work.campaign.course(work.roster.rounds)
    return f"{text}\n{outside_text(day, course.start, course.end)}"


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
    """Say that the speaker may not have it, and what he can do instead; whoever is on duty hears of it."""
    note_refusal(message, work)
    return answer(text, message, work, about=NOBODYS, private=private)


def keep_to_dispatchers(whose: str, not_here: str, message: Message, work: UnitOfWork) -> Reply | None:
    """Refuse `whose` it is to anybody else; and in a group's room, where other groups' names would be heard, a
    dispatcher: told alone what to do (`not_here`).
    """
    if work.roster.person[message.sender].role is Role.DISPATCHER:
        return refuse(not_here, message, work, private=True)
    return refuse(whose, message, work)


def turn_down(refused: Refused, message: Message, work: UnitOfWork, *, private: bool = False) -> Reply | None:
    """Say why there are no figures: because they are not the speaker's, or because he has mistaken himself."""
    if refused.why in NOT_ONES_OWN:
        return refuse(refusal_text(refused), message, work, private=private)
    return answer(refusal_text(refused), message, work, about=NOBODYS, private=private)


def note_refusal(message: Message, work: UnitOfWork) -> None:
    """On record each time; told once in a while, by the person. A dispatcher in a wrong place is told himself."""
    intent, person = intent_in(message, work), work.roster.person.get(message.sender)
    work.audit.append(message.sender, "command.refuse", message.id, {"command": intent.name if intent else ""})
    if person is None or person.role is not Role.DISPATCHER:
        work.timetable.plan(refusal_slot(message.sender, work.now, work.campaign.refusals_gather))


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

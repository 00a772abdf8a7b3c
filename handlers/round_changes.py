"""调整轮次: a dispatcher moves the end of a round, with a reason; what is drastic another one confirms.

Deadlines hang on the rounds in force: those that have not passed move by themselves, what is over does not.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from documents.round_changes import (
    DROPPED,
    HOW,
    NOT_INDEPENDENT,
    NOT_YOUR_OWN,
    NOTHING_WAITS,
    OVERTAKEN,
    announcement,
    change_lines,
    done_text,
    fault_text,
    other_round_text,
    preview_text,
)
from domain.calendars import day_of
from domain.cautions import cautions_in
from domain.integrity_papers import reminder_slots, round_named
from domain.messages import EVERYONE, Message
from domain.obligations import Duty, duties_of
from domain.posts import NOBODYS, Once, Post, PostKind, Reply
from domain.purposes import Purpose
from domain.rosters import DISPATCHERS, Round
from domain.round_changes import Fault, RoundChange, adjusted, is_drastic, reason_in
from handlers.asking import answer, asks_for, intent_in, refuse, targets_in, why_not_done, words_in
from handlers.consents import have_vouched, is_bound_since
from handlers.issuing import WHERE_ORDERED
from handlers.routing import Router
from storage.work import UnitOfWork

router = Router()


@router.on(Purpose.COMMAND, when=asks_for("move_round"), roles=DISPATCHERS, rooms=WHERE_ORDERED, serves=("move_round",))
def move_round(message: Message, work: UnitOfWork) -> Reply | None:
    """At once, or when another dispatcher has confirmed it."""
    intent, targets = intent_in(message, work), targets_in(message, work)
    words = intent.rest if intent else ""
    number, end, reason = round_named(words), targets.day, reason_in(words)
    if hesitant := why_not_done(message, work, "rounds"):
        return answer(hesitant, message, work, about=NOBODYS)
    if number is None or end is None or not reason:
        return answer(HOW, message, work, about=NOBODYS)
    return move(RoundChange(None, number, end, reason, message.sender, message.at), message, work)


@router.on(
    Purpose.COMMAND, when=asks_for("agree_round"), roles=DISPATCHERS, rooms=WHERE_ORDERED, serves=("agree_round",)
)
def confirm_round(message: Message, work: UnitOfWork) -> Reply | None:
    """By another than who asked for it; what is out of date is dropped."""
    change = waiting(message.at, work)
    if change is None:
        return answer(NOTHING_WAITS, message, work, about=NOBODYS)
    if round_named(words_in(message, work)) not in (None, change.round):
        return answer(other_round_text(change.round), message, work, about=NOBODYS)
    return agree(change, message, work)


@router.on(Purpose.COMMAND, when=asks_for("drop_round"), roles=DISPATCHERS, rooms=WHERE_ORDERED, serves=("drop_round",))
def drop_round(message: Message, work: UnitOfWork) -> Reply | None:
    change = waiting(message.at, work)
    if change is None:
        return answer(NOTHING_WAITS, message, work, about=NOBODYS)
    if round_named(words_in(message, work)) not in (None, change.round):
        return answer(other_round_text(change.round), message, work, about=NOBODYS)
    return drop(change, message, work)


def waiting(at: datetime, work: UnitOfWork) -> RoundChange | None:
    """The change that another dispatcher is to confirm at a time."""
    return work.round_changes.waiting(at - work.campaign.consent_wait)


def move(change: RoundChange, message: Message, work: UnitOfWork) -> Reply | None:
    """Move the end of a round, or hold what is drastic until another dispatcher has confirmed it."""
    number, end, today = change.round, change.end, day_of(message.at)
    rounds = adjusted(work.roster.rounds, number, end, today)
    if isinstance(rounds, Fault):
        return answer(fault_text(rounds), message, work, about=NOBODYS)
    about = next(r for r in work.roster.rounds if r.number == number)
    is_last = about == work.roster.rounds[-1]
    if not is_drastic(about, end, today, work.campaign.adjustment, is_last=is_last):
        return answer(done_text(_carry_out(change, rounds, message, work)), message, work, about=NOBODYS)
    work.round_changes.hold(change, message.id)
    text = preview_of(change, rounds, work)
    _show_others(text, message, work)
    return answer(text, message, work, about=NOBODYS)


def preview_of(change: RoundChange, rounds: tuple[Round, ...], work: UnitOfWork) -> str:
    """What a change that waits would do."""
    lines = change_lines(work.roster.rounds, rounds, _moved(rounds, work))
    return preview_text(lines, change.reason, alone=len(work.roster.dispatchers) < 2)


def agree(change: RoundChange, message: Message, work: UnitOfWork) -> Reply | None:
    """Confirm a change that waits; only another may than who asked for it."""
    if change.by == message.sender:
        return refuse(NOT_YOUR_OWN, message, work)
    if have_vouched(message.sender, change.by, work) or is_bound_since(message.sender, change.at, work):
        return refuse(NOT_INDEPENDENT, message, work)
    rounds = adjusted(work.roster.rounds, change.round, change.end, day_of(message.at))
    work.round_changes.settle(change, message.sender, is_done=not isinstance(rounds, Fault))
    if isinstance(rounds, Fault):
        return answer(OVERTAKEN, message, work, about=NOBODYS)
    return answer(done_text(_carry_out(change, rounds, message, work)), message, work, about=NOBODYS)


def drop(change: RoundChange, message: Message, work: UnitOfWork) -> Reply | None:
    """A change that waits is not to be."""
    work.round_changes.settle(change, message.sender, is_done=False)
    return answer(DROPPED, message, work, about=NOBODYS)


def _show_others(text: str, message: Message, work: UnitOfWork) -> None:
    """What was asked for elsewhere the command room sees too: nobody is to confirm what he has not seen."""
    for room in work.roster.command_rooms:
        if room.id != message.room:
            once = Once(work.campaign.key, PostKind.CONSENT.value, room.id, message.id)
            work.outbox.owe(Post(once, PostKind.CONSENT, room.id, None, text, about=NOBODYS))


def _carry_out(change: RoundChange, rounds: tuple[Round, ...], message: Message, work: UnitOfWork) -> list[str]:
    """Put the rounds in force and tell every group; what has changed, in lines."""
    lines = change_lines(work.roster.rounds, rounds, _moved(rounds, work))
    work.rosters.change_rounds(rounds, change.by, change.reason)
    _ask_people_now(rounds, work)
    detail = {"end": change.end.isoformat(), "reason": change.reason, "message": message.id}
    work.audit.append(message.sender, "round.move", str(change.round), detail)
    said = "" if cautions_in(change.reason, work.lexicon) else change.reason
    for group in work.roster.groups:
        for room in work.roster.rooms_of(group.key):
            once = Once(work.campaign.key, PostKind.ROUND_CHANGE.value, room.id, message.id)
            text, everyone = announcement(lines, said), (EVERYONE,)
            about = frozenset({group.key})
            work.outbox.owe(Post(once, PostKind.ROUND_CHANGE, room.id, None, text, mentions=everyone, about=about))
    return lines


def _ask_people_now(rounds: tuple[Round, ...], work: UnitOfWork) -> None:
    """What people would have been reminded of earlier today, had the rounds been so, they are reminded of now."""
    for slot in reminder_slots(day_of(work.now), rounds, work.campaign.personal, work.roster.groups):
        if slot.run_at < work.now:
            work.timetable.plan(replace(slot, run_at=work.now))


def _moved(rounds: tuple[Round, ...], work: UnitOfWork) -> list[tuple[Duty, Duty]]:
    """What of the groups' papers is due at another time than before: as it was, as it is."""
    roster, found = replace(work.roster, rounds=rounds), []
    for rule in (rule for rule in work.campaign.group_papers if not rule.is_daily):
        before = {duty.period.key: duty for duty in duties_of(rule, work.campaign, work.roster)}
        for now in duties_of(rule, work.campaign, roster):
            was = before.get(now.period.key)
            if was is not None and was.period.due_at != now.period.due_at:
                found.append((was, now))
    return found

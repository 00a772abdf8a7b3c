"""免交, 恢复: a dispatcher lets a group off a paper, with a reason, and takes that back; its room hears of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from documents.excuses import (
    HOW,
    HOW_TO_RESTORE,
    NOT_OF_CAMPAIGN,
    ONE_DAY,
    WHICH_GROUPS,
    WITHOUT_REASON,
    excuse_notice,
    excused_text,
    no_such_day_text,
    no_such_group_text,
    restore_notice,
    restored_text,
)
from documents.lines import day_name
from documents.papers import duty_name, group_name
from domain.calendars import day_of
from domain.cautions import cautions_in
from domain.duty_namings import DutyNamed, duty_named
from domain.excuses import Excuse
from domain.messages import Message
from domain.obligation_rules import ObligationRule
from domain.obligations import Duty, day_duty, is_campaign_day
from domain.posts import NOBODYS, Once, Post, PostKind, Reply
from domain.purposes import Purpose
from domain.rosters import DISPATCHERS, Group
from domain.targets import groups_named
from domain.verdicts import State
from handlers.asking import answer, asks_for, intent_in, why_not_done
from handlers.issuing import WHERE_ORDERED
from handlers.routing import Router
from storage.standings import board_of, duty_meant
from storage.work import UnitOfWork

router = Router()

_TRIMMED = " \t\n。.，,！!？?…-—、"


@dataclass(frozen=True, slots=True)
class Owed:
    """One duty of one group, as it is called."""

    group: str
    duty: Duty
    name: str


@router.on(Purpose.COMMAND, when=asks_for("excuse"), roles=DISPATCHERS, rooms=WHERE_ORDERED, serves=("excuse",))
def excuse_papers(message: Message, work: UnitOfWork) -> Reply | None:
    """The papers named of the groups named; what was seen stands as it is."""
    named = _named(message, work)
    fault = _fault(named, HOW, message, work)
    if fault:
        return answer(fault, message, work, about=NOBODYS)
    return excuse(_duties(named, message, work), named.rest, message, work)


@router.on(Purpose.COMMAND, when=asks_for("unexcuse"), roles=DISPATCHERS, rooms=WHERE_ORDERED, serves=("unexcuse",))
def take_excuse_back(message: Message, work: UnitOfWork) -> Reply | None:
    """What was excused is owed again."""
    named = _named(message, work)
    fault = _fault(named, HOW_TO_RESTORE, message, work)
    if fault:
        return answer(fault, message, work, about=NOBODYS)
    return restore(_duties(named, message, work), message, work)


def excuse(duties: Sequence[Owed], reason: str, message: Message, work: UnitOfWork) -> Reply | None:
    """Let groups off these, but for what has come in time; nothing without a reason. `message` is what asked for it."""
    if not _is_reason(reason, work):
        return answer(WITHOUT_REASON, message, work, about=NOBODYS)
    seen = [duty for duty in duties if _is_seen(duty, work)]
    given = [duty for duty in duties if duty not in seen]
    for duty in given:
        work.excuses.give(_excuse(duty, reason, message), message.id)
        _tell(duty, excuse_notice(duty.name, _reason_told(reason, duty.group, work)), message, work)
    text = excused_text([duty.name for duty in given], [duty.name for duty in seen], reason)
    return answer(text, message, work, about={duty.group for duty in duties})


def restore(duties: Sequence[Owed], message: Message, work: UnitOfWork) -> Reply | None:
    """What was excused of these is owed again."""
    ended = [d for d in duties if work.excuses.take_back(_excuse(d, "", message), message.sender, message.id)]
    for duty in ended:
        _tell(duty, restore_notice(duty.name), message, work)
    text = restored_text([duty.name for duty in ended], [duty.name for duty in duties if duty not in ended])
    return answer(text, message, work, about={duty.group for duty in duties})


def owed_by(group: Group, duty: Duty) -> Owed:
    """A duty of a group."""
    day = day_name(duty.period.first) if duty.rule.is_daily else ""
    return Owed(group.key, duty, f"{group_name(group)} {day}{duty_name(duty.rule, duty.period)}")


def _named(message: Message, work: UnitOfWork) -> DutyNamed:
    intent = intent_in(message, work)
    words, today = intent.rest if intent else "", day_of(message.at)
    verbs = work.lexicon.any_of("excuses", "verbs")
    return duty_named(words, verbs, work.roster, work.campaign.group_papers, today, work.lexicon)


def _fault(named: DutyNamed, how: str, message: Message, work: UnitOfWork) -> str:
    """Why nothing is done; "" where all is clear."""
    if hesitant := why_not_done(message, work, "excuses"):
        return hesitant
    if named.unknown:
        return no_such_group_text(named.unknown)
    if named.bad_day:
        return no_such_day_text(named.bad_day)
    if named.everyone:
        return WHICH_GROUPS
    if named.days:
        return ONE_DAY
    if not named.groups or not named.rules:
        return how
    return "" if _duties(named, message, work) else NOT_OF_CAMPAIGN


def _is_reason(words: str, work: UnitOfWork) -> bool:
    """Whether the words are a reason at all: 无 and a sign are none."""
    bare = words.strip(_TRIMMED)
    return bool(bare) and bare not in work.lexicon.tables["excuses"]["no_reasons"]


def _reason_told(reason: str, group: str, work: UnitOfWork) -> str:
    """The reason as the group's room may hear it; "" where it names another group or what is not to be said there."""
    groups, unknown = groups_named(reason, work.roster, work.lexicon)
    return "" if cautions_in(reason, work.lexicon) or unknown or set(groups) - {group} else reason


def _duties(named: DutyNamed, message: Message, work: UnitOfWork) -> list[Owed]:
    """Every paper named of every group named, as far as it is owed on the day or for the round named."""
    found = []
    for group in (work.roster.group[key] for key in named.groups):
        for rule in (work.campaign.rule_of(key) for key in named.rules):
            duty = _duty(rule, named, group, message, work)
            if duty is not None:
                found.append(owed_by(group, duty))
    return found


def _duty(rule: ObligationRule, named: DutyNamed, group: Group, message: Message, work: UnitOfWork) -> Duty | None:
    if not rule.is_daily:
        intent = intent_in(message, work)
        return duty_meant(rule, intent.rest if intent else "", message.at, group, work)
    day = named.day or day_of(message.at)
    return day_duty(rule, day) if is_campaign_day(day, work.campaign, work.roster) else None


def _is_seen(owed: Owed, work: UnitOfWork) -> bool:
    """Whether there is nothing to excuse: it came in time."""
    ((_, (standing,)),) = board_of([owed.duty], work.now, work, [work.roster.group[owed.group]])
    return standing.is_settled and standing.state not in (State.LATE, State.EXCUSED)


def _excuse(owed: Owed, reason: str, message: Message) -> Excuse:
    return Excuse(owed.duty.rule.key, owed.group, owed.duty.period.key, reason, message.sender, message.at)


def _tell(owed: Owed, text: str, message: Message, work: UnitOfWork) -> None:
    what = f"{owed.duty.rule.key}/{owed.duty.period.key}"
    for room in work.roster.rooms_of(owed.group):
        once = Once(work.campaign.key, PostKind.EXCUSE.value, f"{room.id}/{what}", message.id)
        post = Post(once, PostKind.EXCUSE, room.id, None, text, about=frozenset({owed.group}))
        work.outbox.owe(post)

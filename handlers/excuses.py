"""免交, 恢复: a dispatcher lets a group off a paper, with a reason, and takes that back; its room hears of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from documents.excuses import (
    HOW,
    HOW_TO_RESTORE,
    NOT_OF_CAMPAIGN,
    WITHOUT_REASON,
    excuse_notice,
    excused_text,
    no_such_day_text,
    no_such_group_text,
    restore_notice,
    restored_text,
)
from documents.lines import day_name
from documents.papers import group_name_of
from domain.calendars import day_of
from domain.cautions import cautions_in
from domain.duty_namings import DutyNamed, duty_named
from domain.excuses import Excuse
from domain.messages import Message
from domain.obligations import is_campaign_day
from domain.posts import NOBODYS, Once, Post, PostKind, Reply
from domain.purposes import Purpose
from domain.rosters import DISPATCHERS
from domain.verdicts import State
from handlers.asking import answer, asks_for, intent_in
from handlers.issuing import WHERE_ORDERED
from handlers.routing import Router
from storage.standings import board_on
from storage.work import UnitOfWork

router = Router()

_VERBS = re.compile("不用交|不用报|免交|免报|豁免|免除|恢复|照常|报送|上报")


@dataclass(frozen=True, slots=True)
class _Duty:
    """One paper of one group of one day, as it is called."""

    group: str
    rule: str
    day: date
    name: str


@router.on(Purpose.COMMAND, when=asks_for("excuse"), roles=DISPATCHERS, rooms=WHERE_ORDERED, serves=("excuse",))
def excuse_papers(message: Message, work: UnitOfWork) -> Reply | None:
    """The papers named of the groups named; what was seen stands as it is."""
    named = _named(message, work)
    fault = _fault(named, HOW, message, work) or ("" if named.rest else WITHOUT_REASON)
    if fault:
        return answer(fault, message, work, about=NOBODYS)
    duties = _duties(named, message, work)
    seen = [duty for duty in duties if _is_seen(duty, work)]
    given = [duty for duty in duties if duty not in seen]
    said = "" if cautions_in(named.rest, work.lexicon) else named.rest
    for duty in given:
        work.excuses.give(_excuse(duty, named.rest, message), message.id)
        _tell(duty, excuse_notice(duty.name, said), message, work)
    text = excused_text([duty.name for duty in given], [duty.name for duty in seen], named.rest)
    return answer(text, message, work, about=named.groups)


@router.on(Purpose.COMMAND, when=asks_for("unexcuse"), roles=DISPATCHERS, rooms=WHERE_ORDERED, serves=("unexcuse",))
def take_excuse_back(message: Message, work: UnitOfWork) -> Reply | None:
    """What was excused is owed again."""
    named = _named(message, work)
    fault = _fault(named, HOW_TO_RESTORE, message, work)
    if fault:
        return answer(fault, message, work, about=NOBODYS)
    duties = _duties(named, message, work)
    ended = [d for d in duties if work.excuses.take_back(_excuse(d, "", message), message.sender, message.id)]
    for duty in ended:
        _tell(duty, restore_notice(duty.name), message, work)
    text = restored_text([duty.name for duty in ended], [duty.name for duty in duties if duty not in ended])
    return answer(text, message, work, about=named.groups)


def _named(message: Message, work: UnitOfWork) -> DutyNamed:
    intent = intent_in(message, work)
    words, today = intent.rest if intent else "", day_of(message.at)
    return duty_named(words, _VERBS, work.roster, work.campaign.papers, today, work.lexicon)


def _fault(named: DutyNamed, how: str, message: Message, work: UnitOfWork) -> str:
    """Why nothing is done; "" where all is clear."""
    if named.unknown:
        return no_such_group_text(named.unknown)
    if named.bad_day:
        return no_such_day_text(named.bad_day)
    if not named.groups or not named.rules:
        return how
    day = named.day or day_of(message.at)
    return "" if is_campaign_day(day, work.campaign, work.roster) else NOT_OF_CAMPAIGN


def _duties(named: DutyNamed, message: Message, work: UnitOfWork) -> list[_Duty]:
    day = named.day or day_of(message.at)
    papers = {rule.key: f"{day_name(day)}{rule.short}" for rule in work.campaign.papers if rule.key in named.rules}
    return [
        _Duty(group, key, day, f"{group_name_of(group, work.roster)} {name}")
        for group in named.groups
        for key, name in papers.items()
    ]


def _is_seen(duty: _Duty, work: UnitOfWork) -> bool:
    """Whether there is nothing to excuse: it came in time."""
    ((_, standings),) = board_on(duty.day, work.now, work, [work.roster.group[duty.group]])
    standing = next(standing for standing in standings if standing.rule.key == duty.rule)
    return standing.is_settled and standing.state not in (State.LATE, State.EXCUSED)


def _excuse(duty: _Duty, reason: str, message: Message) -> Excuse:
    return Excuse(duty.rule, duty.group, duty.day.isoformat(), reason, message.sender, message.at)


def _tell(duty: _Duty, text: str, message: Message, work: UnitOfWork) -> None:
    for room in work.roster.rooms_of(duty.group):
        once = Once(work.campaign.key, PostKind.EXCUSE.value, f"{room.id}/{duty.rule}/{duty.day}", message.id)
        post = Post(once, PostKind.EXCUSE, room.id, None, text, about=frozenset({duty.group}))
        work.outbox.owe(post)

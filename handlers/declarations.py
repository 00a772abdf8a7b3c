"""A duty discharged outside the groups: 已邮 by a leader or liaison, 已交 <组> by a dispatcher."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from documents.papers import (
    HOW_TO_DECLARE,
    WHICH_MAILED,
    WHO_DECLARES,
    declared_text,
    delivered_text,
    mailed_text,
    which_group_text,
)
from domain.calendars import day_of
from domain.declarations import mailed_papers
from domain.messages import Kind, Message, quoted_and_spoken, spoken
from domain.obligations import Duty, is_campaign_day, standing_of
from domain.paper_days import named_day, paper_day
from domain.papers import (
    declares_delivered,
    named_groups,
    named_papers,
    names_all_groups,
    opens_or_closes_delivered,
)
from domain.posts import NOBODYS, Reply
from domain.purposes import Purpose
from domain.rosters import FIELD_ROLES, SPEAKING_ROLES, Group, Role, RoomKind
from domain.submissions import Channel, attempt_of
from domain.targets import city_names
from domain.verdicts import Standing
from handlers.asking import answer
from handlers.routing import Router
from storage.standings import board_of, duty_meant
from storage.work import UnitOfWork

router = Router()

_FEW = 12  # characters: what is said in so few is about what it says
HEARD_IN: frozenset[RoomKind | None] = frozenset({RoomKind.GROUP, RoomKind.COMMAND, None})


def says_mailed(message: Message, work: UnitOfWork) -> bool:
    """In the group's own room, the command room or in private; words that name only other groups are none."""
    return bool(_mailed(message, work)) and _is_of_ones_own(message, work)


def says_something_mailed(message: Message, work: UnitOfWork) -> bool:
    """The same of something that is no paper: said to the bot, or in a few words."""
    is_for_us = message.is_addressed or len(spoken(message.text).strip()) <= _FEW
    return is_for_us and _mailed(message, work) == () and _is_of_ones_own(message, work)


def _mailed(message: Message, work: UnitOfWork) -> tuple[str, ...] | None:
    """The papers that a text says were mailed; empty for something else, None where it says nothing of the kind."""
    if message.kind is not Kind.TEXT:
        return None
    names = [name for group in work.roster.groups for name in city_names(group)]
    return mailed_papers(message.text, work.lexicon, names)


def _is_of_ones_own(message: Message, work: UnitOfWork) -> bool:
    own = work.roster.person[message.sender].group
    room = work.roster.room.get(message.room) if message.room is not None else None
    is_elsewhere = room is not None and room.kind is RoomKind.GROUP and room.group != own
    heard = (spoken(message.text), _quoted(message, work))
    named = [{group.key for group in named_groups(text, work.roster.groups)} for text in heard]
    return own in work.roster.group and not is_elsewhere and all(not keys or own in keys for keys in named)


def _quoted(message: Message, work: UnitOfWork) -> str:
    """What the message quotes: a post of the bot or somebody's words, linked or pasted at its head."""
    pasted, _ = quoted_and_spoken(message.text)
    if pasted or message.quote is None:
        return pasted
    post, said = work.outbox.by_platform_id(message.quote), work.inbox.message(message.quote)
    return post.text if post is not None else said.text if said is not None else ""


def says_delivered(message: Message, work: UnitOfWork) -> bool:
    """Said to the bot, or in the command room as a record that names its group."""
    if message.kind is not Kind.TEXT or not declares_delivered(message.text, work.lexicon):
        return False
    if message.is_addressed:
        return True
    room = work.roster.room.get(message.room or "")
    if room is None or room.kind is not RoomKind.COMMAND:
        return False
    return bool(_groups_meant(message, work)) and opens_or_closes_delivered(message.text, work.lexicon)


def answers_telling(message: Message, work: UnitOfWork) -> bool:
    """已交 of a leader or liaison, while a blind window of the day is open for the group."""
    if message.kind is not Kind.TEXT or not declares_delivered(message.text, work.lexicon):
        return False
    own = work.roster.person[message.sender].group or ""
    room = work.roster.room.get(message.room or "")
    windows = work.blind_windows.of_group(own, day_of(message.at))
    return own in work.roster.group and (room is None or room.group == own) and any(w.is_open for w in windows)


def tells_bot_of_papers(message: Message, work: UnitOfWork) -> bool:
    """Said to the bot in so many words, by who does not declare it or not there."""
    if message.kind is not Kind.TEXT or not message.is_addressed:
        return False
    if _mailed(message, work) is not None:
        return True
    return declares_delivered(message.text, work.lexicon) and opens_or_closes_delivered(message.text, work.lexicon)


@router.on(Purpose.DECLARATION, when=answers_telling, roles=SPEAKING_ROLES, rooms=frozenset({RoomKind.GROUP, None}))
def settle_by_answer(message: Message, work: UnitOfWork) -> Reply | None:
    """The papers of the sender's group, or the named one, count as declared; silence when nothing changes."""
    sender = work.roster.person[message.sender]
    group = work.roster.group[sender.group or ""]
    rules = _declare(message, group, Channel.ANSWER, work)
    text = declared_text(group, rules, message.at, sender.name)
    return answer(text, message, work, about=[group.key]) if rules else None


@router.on(Purpose.DECLARATION, when=says_mailed, roles=SPEAKING_ROLES, rooms=HEARD_IN, serves=("mailed",))
def settle_by_mail(message: Message, work: UnitOfWork) -> Reply | None:
    """Both papers of the sender's group, or the named one, count as mailed; silence when nothing changes."""
    sender = work.roster.person[message.sender]
    group = work.roster.group[sender.group or ""]
    day = _day_meant(message, group, Channel.MAIL, work)
    rules = _declare(message, group, Channel.MAIL, work)
    text = mailed_text(group, rules, message.at, sender.name, day)
    return answer(text, message, work, about=[group.key]) if rules else None


@router.on(Purpose.DECLARATION, when=says_something_mailed, roles=SPEAKING_ROLES, rooms=HEARD_IN)
def ask_which_was_mailed(message: Message, work: UnitOfWork) -> Reply | None:
    """Nothing is recorded of what is no paper of the campaign."""
    papers = work.campaign.papers
    return answer(WHICH_MAILED.format(short=papers[-1].short), message, work, about=NOBODYS) if papers else None


@router.on(Purpose.DECLARATION, when=says_delivered, roles=frozenset({Role.DISPATCHER}), serves=("delivered",))
def settle_by_dispatcher(message: Message, work: UnitOfWork) -> Reply | None:
    """The named groups' papers count as delivered."""
    groups = _groups_meant(message, work)
    if not groups or not _may_name(groups, message, work):
        to_name = work.roster.groups if _may_name(work.roster.groups, message, work) else ()
        return answer(which_group_text(to_name, work.campaign.papers), message, work, about=NOBODYS)
    entries = [(group, _declare(message, group, Channel.DISPATCHER, work)) for group in groups]
    text = delivered_text(entries, message.at, work.roster.person[message.sender].name)
    return answer(text, message, work, about=[group.key for group in groups])


def deliver(duty: Duty, group: Group, message: Message, work: UnitOfWork) -> Reply | None:
    """A dispatcher's word that one thing is with them; what is settled already stays as it is."""
    at = max(work.now, message.at) + timedelta(seconds=1)
    ((_, (standing,)),) = board_of([duty], at, work, [group])
    if not standing.is_settled:
        _keep(duty, group, Channel.DISPATCHER, message, work)
    settled = [] if standing.is_settled else [duty]
    text = delivered_text([(group, settled)], message.at, work.roster.person[message.sender].name)
    return answer(text, message, work, about=[group.key])


@router.on(Purpose.COMMAND, when=tells_bot_of_papers)
def say_who_declares(message: Message, work: UnitOfWork) -> Reply | None:
    """A slip about one's own papers, of which nobody else need hear."""
    text = HOW_TO_DECLARE if work.roster.person[message.sender].role in FIELD_ROLES else WHO_DECLARES
    return answer(text, message, work, about=NOBODYS)


def _declare(message: Message, group: Group, channel: Channel, work: UnitOfWork) -> Sequence[Duty]:
    """Keep a declaration for each paper meant; what it settled.

    None is ever late: what is declared was done before, and when is not known. What is settled already is declared
    all the same: the file that settled it may still be taken back.
    """
    day = _day_meant(message, group, channel, work)
    settled, others = _open_papers(message, group, channel, day, work), _open_others(message, group, channel, work)
    for duty in (*_papers_meant(message, group, channel, day, work), *others):
        _keep(duty, group, channel, message, work)
    return [*settled, *others]


def _keep(duty: Duty, group: Group, channel: Channel, message: Message, work: UnitOfWork) -> None:
    declared, is_daily = attempt_of(message, group.key, duty.rule.key, channel, accepted=True), duty.rule.is_daily
    day, period = (duty.period.first, "") if is_daily else (declared.day, duty.period.key)
    work.submissions.add(replace(declared, day=day, period=period))
    subject = f"{group.key} {duty.period.key} {duty.rule.key}"
    work.audit.append(message.sender, "declare_paper", subject, {"message": message.id})


def _named(message: Message, channel: Channel, work: UnitOfWork) -> tuple[str, ...]:
    """The keys of the papers named; empty where none is."""
    if channel is Channel.MAIL:
        return _mailed(message, work) or ()
    return named_papers(spoken(message.text), work.lexicon)


def _papers_meant(message: Message, group: Group, channel: Channel, day: date, work: UnitOfWork) -> list[Duty]:
    """The papers of a day that are meant, all where none is named."""
    return [Duty(s.rule, s.period) for s in _standings_meant(message, group, channel, day, work)]


def _open_papers(message: Message, group: Group, channel: Channel, day: date, work: UnitOfWork) -> list[Duty]:
    """Those of them that the group still owes."""
    meant = _standings_meant(message, group, channel, day, work)
    return [Duty(s.rule, s.period) for s in meant if not s.is_settled]


def _standings_meant(message: Message, group: Group, channel: Channel, day: date, work: UnitOfWork) -> list[Standing]:
    meant = _named(message, channel, work) or tuple(rule.key for rule in work.campaign.papers)
    until = max(work.now, message.at) + timedelta(seconds=1)  # whatever was kept before this message
    standings = standing_of(group, day, work.submissions.of_day(day, group.key), work.campaign, until)
    return [standing for standing in standings if standing.rule.key in meant]


def _open_others(message: Message, group: Group, channel: Channel, work: UnitOfWork) -> list[Duty]:
    """What is not due every day, where it is named and still owed."""
    named, at = _named(message, channel, work), max(work.now, message.at) + timedelta(seconds=1)
    rules = [rule for rule in work.campaign.group_papers if rule.key in named and not rule.is_daily]
    meant = [duty_meant(rule, spoken(message.text), at, group, work) for rule in rules]
    boards = [(duty, board_of([duty], at, work, [group])) for duty in meant if duty is not None]
    return [duty for duty, ((_, (standing,)),) in boards if not standing.is_settled]


def _day_meant(message: Message, group: Group, channel: Channel, work: UnitOfWork) -> date:
    """The day whose papers are declared."""

    def is_open(day: date) -> bool:
        is_due = is_campaign_day(day, work.campaign, work.roster)
        return is_due and bool(_open_papers(message, group, channel, day, work))

    named = named_day(spoken(message.text), day_of(message.at))
    return paper_day(message.at, named, work.campaign, is_open, is_sure=True)


def _groups_meant(message: Message, work: UnitOfWork) -> tuple[Group, ...]:
    text = spoken(message.text)
    if names_all_groups(text, work.lexicon):
        return work.roster.groups
    named = named_groups(text, work.roster.groups)
    room = work.roster.room.get(message.room or "")
    here = work.roster.group.get(room.group or "") if room is not None else None
    return named if named or here is None else (here,)


def _may_name(groups: Sequence[Group], message: Message, work: UnitOfWork) -> bool:
    """Whether these groups may be named where the message was said: a group's room hears of itself only."""
    room = work.roster.room.get(message.room or "")
    return room is None or room.kind is RoomKind.COMMAND or all(group.key == room.group for group in groups)

"""A duty discharged outside the groups: 已邮 by a leader or liaison, 已交 <组> by a dispatcher."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from documents.papers import declared_text, delivered_text, mailed_text, which_group_text
from domain.calendars import day_of
from domain.campaigns import PaperRule
from domain.messages import Kind, Message
from domain.obligations import standing_of
from domain.papers import (
    declares_delivered,
    declares_mailed,
    named_groups,
    named_papers,
    names_all_groups,
    opens_or_closes_delivered,
)
from domain.posts import Reply
from domain.purposes import Purpose
from domain.rosters import SPEAKING_ROLES, Group, Role, RoomKind
from domain.submissions import Channel, attempt_of
from handlers.asking import answer
from handlers.routing import Router
from storage.work import UnitOfWork

router = Router()

HEARD_IN: frozenset[RoomKind | None] = frozenset({RoomKind.GROUP, RoomKind.COMMAND, None})


def says_mailed(message: Message, work: UnitOfWork) -> bool:
    """In the group's own room, the command room or in private; words that name only other groups are none."""
    if message.kind is not Kind.TEXT or not declares_mailed(message.text, work.lexicon):
        return False
    own = work.roster.person[message.sender].group
    room = work.roster.room.get(message.room) if message.room is not None else None
    named = {group.key for group in named_groups(message.text, work.roster.groups)}
    is_elsewhere = room is not None and room.kind is RoomKind.GROUP and room.group != own
    return own in work.roster.group and not is_elsewhere and (not named or own in named)


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


@router.on(Purpose.DECLARATION, when=answers_telling, roles=SPEAKING_ROLES, rooms=frozenset({RoomKind.GROUP, None}))
def settle_by_answer(message: Message, work: UnitOfWork) -> Reply | None:
    """The papers of the sender's group, or the named one, count as declared; silence when nothing changes."""
    sender = work.roster.person[message.sender]
    group = work.roster.group[sender.group or ""]
    rules = _declare(message, group, Channel.ANSWER, work)
    return answer(declared_text(group, rules, message.at, sender.name), message, work) if rules else None


@router.on(Purpose.DECLARATION, when=says_mailed, roles=SPEAKING_ROLES, rooms=HEARD_IN)
def settle_by_mail(message: Message, work: UnitOfWork) -> Reply | None:
    """Both papers of the sender's group, or the named one, count as mailed; silence when nothing changes."""
    sender = work.roster.person[message.sender]
    group = work.roster.group[sender.group or ""]
    rules = _declare(message, group, Channel.MAIL, work)
    return answer(mailed_text(group, rules, message.at, sender.name), message, work) if rules else None


@router.on(Purpose.DECLARATION, when=says_delivered, roles=frozenset({Role.DISPATCHER}))
def settle_by_dispatcher(message: Message, work: UnitOfWork) -> Reply | None:
    """The named groups' papers count as delivered."""
    groups = _groups_meant(message, work)
    if not groups or not _may_name(groups, message, work):
        to_name = work.roster.groups if _may_name(work.roster.groups, message, work) else ()
        return answer(which_group_text(to_name, work.campaign.papers), message, work)
    entries = [(group, _declare(message, group, Channel.DISPATCHER, work)) for group in groups]
    return answer(delivered_text(entries, message.at, work.roster.person[message.sender].name), message, work)


def _declare(message: Message, group: Group, channel: Channel, work: UnitOfWork) -> Sequence[PaperRule]:
    """Keep a declaration for each paper meant that is not settled yet; the papers that it settled.

    None is ever late: what is declared was done before, and when is not known.
    """
    day = day_of(message.at)
    meant = named_papers(message.text, work.lexicon) or tuple(rule.paper for rule in work.campaign.papers)
    until = max(work.now, message.at) + timedelta(seconds=1)  # whatever was kept before this message
    standings = standing_of(group, day, work.submissions.of_day(day, group.key), work.campaign, until)
    rules = [s.rule for s in standings if s.rule.paper in meant and not s.is_settled]
    for rule in rules:
        work.submissions.add(attempt_of(message, group.key, rule.paper, channel, accepted=True))
        work.audit.append(message.sender, "declare_paper", f"{group.key} {day} {rule.paper}", {"message": message.id})
    return rules


def _groups_meant(message: Message, work: UnitOfWork) -> tuple[Group, ...]:
    if names_all_groups(message.text, work.lexicon):
        return work.roster.groups
    named = named_groups(message.text, work.roster.groups)
    room = work.roster.room.get(message.room or "")
    here = work.roster.group.get(room.group or "") if room is not None else None
    return named if named or here is None else (here,)


def _may_name(groups: Sequence[Group], message: Message, work: UnitOfWork) -> bool:
    """Whether these groups may be named where the message was said: a group's room hears of itself only."""
    room = work.roster.room.get(message.room or "")
    return room is None or room.kind is RoomKind.COMMAND or all(group.key == room.group for group in groups)

"""The whole of a made-up campaign: every group, every day, and what the bot's outages do to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from domain.calendars import at_time, day_of
from domain.campaigns import Campaign
from domain.due_rules import When
from domain.obligation_rules import ObligationRule
from domain.rosters import Person, Role, RoomKind, Roster, Round
from domain.simulations import Act, Deed, Dice, Heard, Outage, Plan, Report, Terms, one_of
from domain.simulations.casts import speakers
from domain.simulations.moves import moved
from domain.simulations.outages import outages_of
from domain.simulations.reports import report_acts
from domain.simulations.ways import MINUTE, SECOND, Duty, acts_of, with_photos

_ROAD = (1, 3)  # seconds from sending to hearing
_CATCHING_UP = 15  # seconds in which a platform brings what it kept
_SOON, _LATER = (2, 24), (36, 100)  # minutes after an outage
_APART = 6 * MINUTE  # between two papers of the same person
_CHATTY = 0.3  # of the groups' days


def terms_of(campaign: Campaign) -> Terms:
    minima = tuple((r.key, r.minimum_characters, r.minimum_photos) for r in campaign.group_papers)
    steps = sorted({(step.after // MINUTE, step.to.value) for rule in campaign.papers for step in rule.ladder})
    return Terms(
        campaign.deadline,
        campaign.settle,
        campaign.reminders,
        campaign.late_grace,
        minima,
        tuple(rule.key for rule in campaign.papers),
        tuple(_report(rule) for rule in campaign.group_papers if rule.due.when is When.ROUND_END),
        tuple((minutes, to, _told_of(minutes, to, campaign)) for minutes, to in steps),
        campaign.quiet_from,
        campaign.quiet_to,
        campaign.blind_least,
        campaign.blind_hold,
    )


def _report(rule: ObligationRule) -> Report:
    reminders = tuple((one.days, one.at) for one in rule.reminders)
    ladder = tuple((step.after // MINUTE, step.to.value) for step in rule.ladder)
    return Report(rule.key, rule.due.count, rule.signed, reminders, ladder)


def _told_of(minutes: int, to: str, campaign: Campaign) -> tuple[str, ...]:
    """The day's papers that have this step."""
    steps = {rule.key: {(step.after // MINUTE, step.to.value) for step in rule.ladder} for rule in campaign.papers}
    return tuple(key for key, found in steps.items() if (minutes, to) in found)


def plan_of(campaign: Campaign, roster: Roster, days: Sequence[date], outages: int, dice: Dice) -> Plan:
    """What everybody does on these days, with so many outages."""
    gaps = outages_of(days, campaign, outages, dice)
    acts: list[Act] = []
    for day in days:
        for group in roster.groups:
            of_day = _acts_of_day(group.key, day, campaign, roster, dice)
            heard = [_heard(act, gaps, dice) for act in of_day]
            heard += [_heard(act, gaps, dice) for act in _seconds(heard, gaps, campaign, roster, dice)]
            acts += _numbered(heard, len(acts))
    rounds, moves = moved(roster, days)
    after_rounds = [*moves, *report_acts(campaign, roster, rounds, days, dice)]
    acts += _numbered([_heard(act, gaps, dice) for act in after_rounds], len(acts))
    last = at_time(days[-1], datetime.max.time())
    return Plan(
        tuple(days),
        tuple(act for act in acts if act.words.sent_at < last),
        gaps,
        rounds or (Round(1, days[0], days[-1]),),
    )


def _acts_of_day(group: str, day: date, campaign: Campaign, roster: Roster, dice: Dice) -> list[Act]:
    chiefs = speakers(roster, group)[:: 1 if dice.random() < 0.5 else -1]
    others = [p for p in roster.members(group) if p.role is Role.INSPECTOR]
    acts: list[Act] = []
    for n, rule in enumerate(campaign.papers):
        due = at_time(day, campaign.deadline)
        duty = Duty(group, day, due, rule, chiefs[n % 2], others, one_of(dice, roster.dispatchers), dice)
        acts += [_shifted(act, len(acts)) for act in acts_of(duty)]
    if dice.random() < _CHATTY:
        at = at_time(day, campaign.quiet_to) + dice.randint(60, 500) * MINUTE
        person = one_of(dice, others)
        acts.append(Act(0, Deed.CHAT, group, person.id, person.role, RoomKind.GROUP, Heard(at, at)))
    return acts


def _shifted(act: Act, offset: int) -> Act:
    return act if act.takes_back is None else replace(act, takes_back=act.takes_back + offset)


def _numbered(acts: Iterable[Act], first: int) -> list[Act]:
    return [replace(_shifted(act, first), number=first + n) for n, act in enumerate(acts)]


def _heard(act: Act, gaps: Sequence[Outage], dice: Dice) -> Act:
    """When each message of the act reaches the bot, in the order of sending."""
    last, found = None, []
    for message in (act.words, *act.photos):
        at = _reaches(message, gaps, dice)
        at = at if at is None or last is None else max(at, last)
        last = at or last
        found.append(Heard(message.sent_at, at))
    return replace(act, words=found[0], photos=tuple(found[1:]))


def _reaches(message: Heard, gaps: Sequence[Outage], dice: Dice) -> datetime | None:
    sent, slow = message.sent_at, message.heard_at or message.sent_at
    gap = next((gap for gap in gaps if gap.hides(sent)), None)
    if gap is not None:
        share = (sent - gap.since) / (gap.until - gap.since)
        return gap.until + SECOND + int(share * _CATCHING_UP) * SECOND if gap.keeps else None
    at = max(slow, sent + dice.randint(*_ROAD) * SECOND)
    gap = next((gap for gap in gaps if gap.hides(at)), None)
    if gap is None:
        return at
    return gap.since - SECOND / 2 if at - sent <= _ROAD[1] * SECOND else gap.until + SECOND


def _seconds(acts: list[Act], gaps: Sequence[Outage], campaign: Campaign, roster: Roster, dice: Dice) -> list[Act]:
    """What people do who are told that the bot may not have heard them: say it again, 已交, or nothing."""
    found: list[Act] = []
    for act in acts:
        gap = next((gap for gap in gaps if gap.hides(act.words.sent_at)), None)
        if gap is None or act.words.heard_at is not None or act.deed not in (Deed.HAND_IN, Deed.TELL_MAILED):
            continue
        second = _second(act, gap, roster, dice)
        same = [other for other in (*acts, *found) if second is not None and other.by == second.by]
        if second is not None and day_of(second.words.sent_at) == act.day and all(_are_apart(second, o) for o in same):
            found.append(second)
    return found


def _second(act: Act, gap: Outage, roster: Roster, dice: Dice) -> Act | None:
    chance, soon = dice.random(), gap.until + dice.randint(_SOON[0] * 60, _SOON[1] * 60) * SECOND
    later = gap.until + dice.randint(_LATER[0] * 60, _LATER[1] * 60) * SECOND
    if chance < 0.4:
        return _again(act, soon, dice)
    if chance < 0.55:
        return _again(act, later, dice)
    if chance < 0.8:
        return replace(_said(act, soon if dice.random() < 0.7 else later, act.by, act.role), deed=Deed.ANSWER)
    if chance < 0.9:
        dispatcher: Person = one_of(dice, roster.dispatchers)
        said = _said(act, later, dispatcher.id, dispatcher.role)
        return replace(said, deed=Deed.RECORD_DELIVERED, room=RoomKind.COMMAND)
    return None


def _again(act: Act, at: datetime, dice: Dice) -> Act:
    return with_photos(replace(act, words=Heard(at, at)), dice)


def _said(act: Act, at: datetime, by: str, role: Role) -> Act:
    return Act(0, act.deed, act.group, by, role, RoomKind.GROUP, Heard(at, at), act.papers, act.period, act.day)


def _are_apart(one: Act, other: Act) -> bool:
    return _end(one) + _APART < other.words.sent_at or _end(other) + _APART < one.words.sent_at


def _end(act: Act) -> datetime:
    return max(message.sent_at for message in (act.words, *act.photos))


def days_of(campaign: Campaign, most: int | None) -> tuple[date, ...]:
    """The campaign's days, or its first ones."""
    count = (campaign.end - campaign.start).days + 1
    return tuple(campaign.start + timedelta(days=n) for n in range(min(count, most or count)))

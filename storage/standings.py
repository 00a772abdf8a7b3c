"""How obligations stand by what is on record: rows are read here and judged in domain/verdicts.py."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from domain.blind_windows import BlindWindow
from domain.calendars import day_of
from domain.excuses import Excuse
from domain.integrity_papers import round_named
from domain.obligation_rules import ObligationRule
from domain.obligations import Duty, day_duties, duties_of, is_campaign_day, likely_duty, standing_in
from domain.rosters import Group
from domain.submissions import Submission
from domain.verdicts import Standing
from storage.work import UnitOfWork

_HEAD = 100  # characters

Board = list[tuple[Group, tuple[Standing, ...]]]


def board_on(day: date, at: datetime, work: UnitOfWork, groups: Sequence[Group] | None = None) -> Board:
    """The day's papers of these groups (of all, where None) by what was sent strictly before `at`."""
    return board_of(day_duties(day, work.campaign), at, work, groups)


def board_of(duties: Sequence[Duty], at: datetime, work: UnitOfWork, groups: Sequence[Group] | None = None) -> Board:
    """How these groups (all, where None) stand with some duties, by what was sent strictly before `at`."""
    groups = work.roster.groups if groups is None else groups
    attempts, excuses = _attempts(duties, work), _excuses(duties, work)
    windows = _windows(duties, at, groups, work)
    board = []
    for group in groups:
        own = [attempt for attempt in attempts if attempt.group == group.key]
        known = (own, at, windows[group.key], excuses)
        standings = (standing_in(d, group.key, *known, signed_at(d, group.key, work)) for d in duties)
        board.append((group, tuple(standings)))
    return board


def duties_shown(day: date, at: datetime, work: UnitOfWork, groups: Sequence[Group]) -> tuple[Duty, ...]:
    """What a board of a day holds: the day's papers; of others those whose days or deadline it lies in, and what is
    over and still open for one of the groups.
    """
    daily = day_duties(day, work.campaign) if is_campaign_day(day, work.campaign, work.roster) else ()
    rules = [rule for rule in work.campaign.group_papers if not rule.is_daily]
    others = [d for rule in rules for d in duties_of(rule, work.campaign, work.roster) if d.period.first <= day]
    over = still_open([d for d in others if max(d.period.last, d.period.due_on) < day], at, work, groups)
    return (*daily, *(d for d in others if d in over or max(d.period.last, d.period.due_on) >= day))


def still_open(duties: Sequence[Duty], at: datetime, work: UnitOfWork, groups: Sequence[Group]) -> list[Duty]:
    """Those of some duties that are not settled for one of the groups."""
    board = board_of(duties, at, work, groups)
    return [duty for i, duty in enumerate(duties) if any(not standings[i].is_settled for _, standings in board)]


def duty_meant(rule: ObligationRule, words: str, at: datetime, group: Group, work: UnitOfWork) -> Duty | None:
    """Which of what is not due every day is meant by words of that time: of the round named, or the likeliest."""

    def is_open(duty: Duty) -> bool:
        ((_, (standing,)),) = board_of([duty], at, work, [group])
        return not standing.is_settled

    duties = duties_of(rule, work.campaign, work.roster)
    return likely_duty(duties, round_named(words[:_HEAD]), day_of(at), is_open)


def attempts_for(duty: Duty, group: str, work: UnitOfWork) -> list[Submission]:
    """A group's attempts, by number."""
    wanted = (duty.rule.key, duty.period.key)
    return [a for a in _attempts([duty], work) if a.group == group and (a.paper, a.is_for) == wanted]


def signed_at(duty: Duty, group: str, work: UnitOfWork) -> datetime | None:
    """When the leader signed it; None where nobody did, or nobody has to."""
    number = duty.period.round
    signature = work.signatures.of_round(group, number) if duty.rule.signed and number is not None else None
    return None if signature is None else signature.at


def windows_for(duties: Sequence[Duty], at: datetime, group: Group, work: UnitOfWork) -> tuple[BlindWindow, ...]:
    """The blind windows that may have hidden something of these."""
    return _windows(duties, at, [group], work)[group.key]


def _attempts(duties: Sequence[Duty], work: UnitOfWork) -> list[Submission]:
    days = dict.fromkeys(duty.period.first for duty in duties if duty.rule.is_daily)
    others = dict.fromkeys(duty.period.key for duty in duties if not duty.rule.is_daily)
    found = [attempt for day in days for attempt in work.submissions.of_day(day)]
    return found + [attempt for key in others for attempt in work.submissions.of_period(key)]


def _excuses(duties: Sequence[Duty], work: UnitOfWork) -> list[Excuse]:
    keys = dict.fromkeys(duty.period.key for duty in duties)
    return [excuse for key in keys for excuse in work.excuses.of_period(key)]


def _windows(
    duties: Sequence[Duty], at: datetime, groups: Sequence[Group], work: UnitOfWork
) -> dict[str, tuple[BlindWindow, ...]]:
    """Those of the days on which the duties fall due; what is not of a day may also be hidden now."""
    days = dict.fromkeys(duty.period.due_on for duty in duties)
    if not all(duty.rule.is_daily for duty in duties):
        days[day_of(at)] = None
    found = [work.blind_windows.of_groups(groups, day) for day in days]
    return {g.key: tuple(dict.fromkeys(window for one in found for window in one[g.key])) for g in groups}

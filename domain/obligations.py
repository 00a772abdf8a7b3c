"""Who owes what by when (上报义务): the day's papers of a group, and when is asked for them (seed 002, 五(三))."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from domain.blind_windows import BlindWindow
from domain.calendars import at_time, day_of, midnight_after
from domain.campaigns import Campaign
from domain.due_rules import deadlines
from domain.excuses import Excuse, excuse_for
from domain.obligation_rules import ObligationRule
from domain.periods import Period, day_period, period_of
from domain.rosters import SPEAKING_ROLES, Group, Person, Roster, Round
from domain.submissions import Submission
from domain.verdicts import Standing, State, verdict_of

#: The timed rule that answers a case told in words, planned when it comes.
PAPER_ANSWER_RULE = "paper_answer"


@dataclass(frozen=True, slots=True)
class Shortfall:
    """One minimum that a paper does not reach: `have` of `need` characters or photos."""

    what: str
    have: int
    need: int


CHARACTERS = "characters"
PHOTOS = "photos"


@dataclass(frozen=True, slots=True)
class Duty:
    """What falls due once: a rule and one of its periods, whoever owes it."""

    rule: ObligationRule
    period: Period


def standing_of(
    group: Group,
    day: date,
    submissions: Iterable[Submission],
    campaign: Campaign,
    at: datetime,
    windows: Sequence[BlindWindow] = (),
    excuses: Sequence[Excuse] = (),
) -> tuple[Standing, ...]:
    """The group's papers of the day, in the profile's order, by what was *sent* strictly before `at`.

    `submissions` and `excuses` may hold other groups' and days'; `windows` are the group's of that day.
    """
    own = [s for s in submissions if s.group == group.key]
    return tuple(standing_in(duty, group.key, own, at, windows, excuses) for duty in day_duties(day, campaign))


def standing_in(
    duty: Duty,
    bearer: str,
    attempts: Iterable[Submission],
    at: datetime,
    windows: Sequence[BlindWindow] = (),
    excuses: Sequence[Excuse] = (),
    signed_at: datetime | None = None,
) -> Standing:
    """How a bearer stands with a duty; `attempts` are his, of whatever rule and period."""
    rule, period = duty.rule, duty.period
    own = [attempt for attempt in attempts if (attempt.paper, attempt.is_for) == (rule.key, period.key)]
    excuse = excuse_for(excuses, rule.key, bearer, period.key)
    return verdict_of(rule, bearer, period, own, at, windows, excuse, signed_at)


def day_duties(day: date, campaign: Campaign) -> tuple[Duty, ...]:
    """The day's papers of a group, in the profile's order."""
    return tuple(day_duty(rule, day) for rule in campaign.papers)


def day_duty(rule: ObligationRule, day: date) -> Duty:
    """What a rule of every day makes fall due on one."""
    return Duty(rule, _of_day(rule, day))


def duties_of(rule: ObligationRule, campaign: Campaign, roster: Roster) -> tuple[Duty, ...]:
    """All that a rule makes fall due, by the rounds in force, the earliest first."""
    return _laid(rule, campaign, roster.rounds)


@lru_cache(maxsize=64)  # asked for at every tick
def _laid(rule: ObligationRule, campaign: Campaign, rounds: tuple[Round, ...]) -> tuple[Duty, ...]:
    return tuple(Duty(rule, period_of(deadline)) for deadline in deadlines(rule.due, campaign.course(rounds)))


def duties_due_on(day: date, campaign: Campaign, roster: Roster) -> tuple[Duty, ...]:
    """What the groups owe by a deadline of that day, in the profile's order."""
    return tuple(duty for rule in campaign.group_papers for duty in _due_on(rule, day, campaign, roster))


def duties_due_at(at: datetime, campaign: Campaign, roster: Roster) -> tuple[Duty, ...]:
    """What the groups owe by that moment; midnight is the end of the day before it."""
    days = dict.fromkeys((day_of(at - timedelta(seconds=1)), day_of(at)))
    return tuple(d for day in days for d in duties_due_on(day, campaign, roster) if d.period.due_at == at)


def duties_reminded_on(day: date, campaign: Campaign, roster: Roster) -> tuple[tuple[datetime, Duty], ...]:
    """What the groups are reminded of on a day, and when."""
    found = [
        (at_time(day, reminder.at), duty)
        for rule in campaign.group_papers
        for reminder in rule.reminders
        for duty in _due_on(rule, day - timedelta(days=reminder.days), campaign, roster)
    ]
    return tuple(sorted(found, key=lambda reminded: reminded[0]))


def likely_duty(duties: Sequence[Duty], number: int | None, day: date, is_open: Callable[[Duty], bool]) -> Duty | None:
    """Which of a rule's duties is meant on a day: that of the round named, else the first that is open of those whose
    days are over, else the last of them, else the one that goes on. None where there is none.
    """
    if number is not None:
        return next((duty for duty in duties if duty.period.round == number), None)
    over = [duty for duty in duties if duty.period.last <= day]
    begun = [duty for duty in duties if duty.period.first <= day]
    return next((duty for duty in over if is_open(duty)), next(iter((over or begun)[-1:]), None))


def _due_on(rule: ObligationRule, day: date, campaign: Campaign, roster: Roster) -> Iterator[Duty]:
    if not rule.is_daily:
        yield from (duty for duty in duties_of(rule, campaign, roster) if duty.period.due_on == day)
    elif is_campaign_day(day, campaign, roster) and _is_in_stage(rule, day, campaign):
        yield day_duty(rule, day)


def _of_day(rule: ObligationRule, day: date) -> Period:
    """The same as by domain/due_rules.py, without laying every day of the campaign."""
    return day_period(day, midnight_after(day) if rule.due.at is None else at_time(day, rule.due.at))


def _is_in_stage(rule: ObligationRule, day: date, campaign: Campaign) -> bool:
    stage = next((stage for stage in campaign.stages if stage.number == rule.due.stage), None)
    return stage is None or stage.start <= day <= stage.end


def settled_before(attempt: Submission, kept: Iterable[Submission], campaign: Campaign) -> Standing | None:
    """How the paper stood when this attempt was sent, if it was settled: then the attempt only supplements it."""
    same = (attempt.group, attempt.is_for, attempt.paper)
    others = [s for s in kept if (s.group, s.is_for, s.paper) == same and s.number != attempt.number]
    rule = campaign.rule_of(attempt.paper)
    standing = verdict_of(rule, attempt.group, _of_day(rule, attempt.day), others, attempt.at)
    return standing if standing.is_settled and standing.state is not State.NIL else None


def shortfalls(rule: ObligationRule, characters: int, photos: int) -> tuple[Shortfall, ...]:
    """The minima of the paper that are not reached (附件3: 不得低于150字, 至少3张)."""
    measured = ((CHARACTERS, characters, rule.minimum_characters), (PHOTOS, photos, rule.minimum_photos))
    return tuple(Shortfall(what, have, need) for what, have, need in measured if have < need)


def is_campaign_day(day: date, campaign: Campaign, roster: Roster) -> bool:
    """Whether papers are due on the day: every day of the campaign, rest days included.

    The roster's rounds go before the profile's, so that a roster may lie outside them.
    """
    return roster.round_on(day) is not None or (not roster.rounds and campaign.start <= day <= campaign.end)


def next_call(duties: Iterable[Duty], after: datetime) -> datetime:
    """When the next reminder of these comes, or their deadline: what was to be said before is overtaken by then."""
    calls = [
        at_time(duty.period.due_on + timedelta(days=reminder.days), reminder.at)
        for duty in duties
        for reminder in duty.rule.reminders
    ]
    dues = [duty.period.due_at for duty in duties]
    return min(call for call in [*calls, *dues, datetime.max.replace(tzinfo=UTC)] if call > after)


def paper_answer_at(submission: Submission, last: datetime, campaign: Campaign) -> datetime:
    """When a case told in words and photos is answered: once nothing more has come for a while.

    `last` is when its last message was sent. One that was begun in time is answered no later than
    the roll-call, which names it.
    """
    due = _of_day(campaign.rule_of(submission.paper), submission.day).due_at
    settled = last + campaign.visit_settle
    return min(settled, max(due + campaign.settle, last)) if submission.at < due else settled


def is_overdue(now: datetime, run_at: datetime, settle: timedelta) -> bool:
    """Whether timed work is done so late that it has to say so."""
    return now - run_at > settle


def speakers_of(roster: Roster, group: str) -> tuple[Person, ...]:
    """The group's leader and liaison."""
    return tuple(person for person in roster.members(group) if person.role in SPEAKING_ROLES)

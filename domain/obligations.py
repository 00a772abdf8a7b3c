"""Who owes what by when (上报义务): the day's papers of a group, and when is asked for them (seed 002, 五(三))."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain.blind_windows import BlindWindow
from domain.campaigns import Campaign
from domain.excuses import Excuse, excuse_for
from domain.periods import day_period
from domain.rosters import SPEAKING_ROLES, Group, Person, Roster
from domain.submissions import PaperRule, Submission
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
    period = day_period(day, campaign.due_at(day))
    own = [s for s in submissions if s.group == group.key and s.day == day]
    return tuple(
        verdict_of(
            rule,
            group.key,
            period,
            [s for s in own if s.paper == rule.paper],
            at,
            windows,
            excuse_for(excuses, rule.paper, group.key, period.key),
        )
        for rule in campaign.papers
    )


def settled_before(attempt: Submission, kept: Iterable[Submission], campaign: Campaign) -> Standing | None:
    """How the paper stood when this attempt was sent, if it was settled: then the attempt only supplements it."""
    same = (attempt.group, attempt.day, attempt.paper)
    others = [s for s in kept if (s.group, s.day, s.paper) == same and s.number != attempt.number]
    period = day_period(attempt.day, campaign.due_at(attempt.day))
    standing = verdict_of(campaign.rule_of(attempt.paper), attempt.group, period, others, attempt.at)
    return standing if standing.is_settled and standing.state is not State.NIL else None


def shortfalls(rule: PaperRule, characters: int, photos: int) -> tuple[Shortfall, ...]:
    """The minima of the paper that are not reached (附件3: 不得低于150字, 至少3张)."""
    measured = ((CHARACTERS, characters, rule.minimum_characters), (PHOTOS, photos, rule.minimum_photos))
    return tuple(Shortfall(what, have, need) for what, have, need in measured if have < need)


def is_campaign_day(day: date, campaign: Campaign, roster: Roster) -> bool:
    """Whether papers are due on the day: every day of the campaign, rest days included.

    The roster's rounds go before the profile's, so that a roster may lie outside them.
    """
    return roster.round_on(day) is not None or (not roster.rounds and campaign.start <= day <= campaign.end)


def next_call(campaign: Campaign, day: date, after: datetime) -> datetime:
    """The reminder that follows `after` on the day, or the deadline."""
    calls = [campaign.due_at(day).replace(hour=c.hour, minute=c.minute, second=c.second) for c in campaign.reminders]
    return min((call for call in calls if call > after), default=campaign.due_at(day))


def paper_answer_at(submission: Submission, last: datetime, campaign: Campaign) -> datetime:
    """When a case told in words and photos is answered: once nothing more has come for a while.

    `last` is when its last message was sent. One that was begun in time is answered no later than
    the roll-call, which names it.
    """
    due = campaign.due_at(submission.day)
    settled = last + campaign.visit_settle
    return min(settled, max(due + campaign.settle, last)) if submission.at < due else settled


def is_overdue(now: datetime, run_at: datetime, settle: timedelta) -> bool:
    """Whether timed work is done so late that it has to say so."""
    return now - run_at > settle


def speakers_of(roster: Roster, group: str) -> tuple[Person, ...]:
    """The group's leader and liaison."""
    return tuple(person for person in roster.members(group) if person.role in SPEAKING_ROLES)

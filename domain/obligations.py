"""Who owes what by when (上报义务): what of the day's papers of a group was seen (seed 002, 五(三)).

The duty itself is discharged by mail, which nobody here sees: a standing says what was seen in the
groups or declared there, never that a duty was or was not done.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from domain.blind_windows import BlindWindow, hiding
from domain.campaigns import Campaign
from domain.rosters import SPEAKING_ROLES, Group, Person, Roster
from domain.submissions import Channel, PaperRule, Submission


class State(StrEnum):
    """What is known of one paper of one group on one day."""

    SEEN = "seen"  # in time, and up to the mark
    LATE = "late"  # up to the mark, at or after the deadline
    MAILED = "mailed"  # declared by a leader or liaison; when the mail itself went is not known
    DELIVERED = "delivered"  # declared by a dispatcher
    READING = "reading"  # a file that is still being read
    RETURNED = "returned"  # seen, but not up to the mark
    MISSING = "missing"  # not seen
    DECLARED = "declared"  # by a leader or liaison, asked after a blind window
    UNCONFIRMED = "unconfirmed"  # not seen, or returned, but a better one may be hidden in an open blind window


#: Nothing more is asked of the group for such a paper.
SETTLED = frozenset({State.SEEN, State.LATE, State.MAILED, State.DELIVERED, State.DECLARED})
#: What the roll-call names.
OPEN = frozenset({State.MISSING, State.RETURNED, State.UNCONFIRMED})

_STATE_OF = {
    Channel.CHAT: State.SEEN,
    Channel.MAIL: State.MAILED,
    Channel.DISPATCHER: State.DELIVERED,
    Channel.ANSWER: State.DECLARED,
}


@dataclass(frozen=True, slots=True)
class Standing:
    """One paper of one group on one day.

    `at` is when the attempt that decides was sent, `by` the contact id of who sent or declared it;
    None and "" when nothing was seen. `faults` say why it was returned, `window` why it is unconfirmed.
    """

    group: str
    rule: PaperRule
    state: State
    at: datetime | None = None
    by: str = ""
    minutes_late: int = 0
    faults: tuple[str, ...] = ()
    window: BlindWindow | None = None

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_settled(self) -> bool:
        return self.state in SETTLED


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
) -> tuple[Standing, ...]:
    """The group's papers of the day, in the profile's order, by what was *sent* strictly before `at`.

    The earliest attempt that passes decides; without one the latest attempt says what is to mend.
    `submissions` may hold other groups' and days'. `windows` are the group's of that day: what an open one may
    hide is not called missing, and what was sent again because the bot asked for it is not late.
    """
    own = [s for s in submissions if s.group == group.key and s.day == day and s.at < at and not is_withdrawn(s)]
    known = (_standing(group.key, rule, [s for s in own if s.paper is rule.paper]) for rule in campaign.papers)
    return tuple(_fair(standing, day, at, campaign.due_at(day), windows) for standing in known)


def _fair(standing: Standing, day: date, at: datetime, due: datetime, windows: Sequence[BlindWindow]) -> Standing:
    """The standing, without any blame for what the bot could not hear."""
    if standing.is_open:
        window = hiding(windows, day, at)
        return replace(standing, state=State.UNCONFIRMED, window=window) if window else standing
    sent = standing.at
    if standing.state is State.LATE and sent is not None and any(w.excuses(sent, day, due) for w in windows):
        return replace(standing, state=State.SEEN, minutes_late=0)
    return standing


def settled_before(attempt: Submission, kept: Iterable[Submission], campaign: Campaign) -> Standing | None:
    """How the paper stood when this attempt was sent, if it was settled: then the attempt only supplements it."""
    same = (attempt.group, attempt.day, attempt.paper)
    others = [s for s in kept if (s.group, s.day, s.paper) == same and s.number != attempt.number]
    earlier = [s for s in others if s.at < attempt.at and not is_withdrawn(s)]
    standing = _standing(attempt.group, campaign.rule_of(attempt.paper), earlier)
    return standing if standing.is_settled else None


def is_withdrawn(submission: Submission) -> bool:
    """Whether all messages of the attempt were taken back: it counts for nothing."""
    return not submission.message_ids


def is_pending(submission: Submission) -> bool:
    """Whether the attempt is not judged yet: its file has not been read."""
    return not submission.accepted and not submission.faults


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


def _standing(group: str, rule: PaperRule, attempts: Sequence[Submission]) -> Standing:
    passed = min((s for s in attempts if s.accepted), key=_order, default=None)
    if passed is not None:
        state = _STATE_OF[passed.channel]
        if state is State.SEEN and passed.minutes_late:
            state = State.LATE
        return Standing(group, rule, state, passed.at, passed.sender, passed.minutes_late)
    latest = max(attempts, key=_order, default=None)
    if latest is None:
        return Standing(group, rule, State.MISSING)
    state = State.READING if any(is_pending(s) for s in attempts) else State.RETURNED
    return Standing(group, rule, state, latest.at, latest.sender, latest.minutes_late, latest.faults)


def _order(submission: Submission) -> tuple[datetime, int]:
    return submission.at, submission.number or 0

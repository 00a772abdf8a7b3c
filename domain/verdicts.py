"""How an obligation stands: the one place of judging, a pure function of what is known (seed 002, 五(三)).

The duty itself is discharged by mail, which nobody here sees: a standing says what was seen in the
groups or declared there, never that a duty was or was not done.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from domain.blind_windows import BlindWindow, hiding
from domain.calendars import minutes_late
from domain.excuses import Excuse
from domain.obligation_rules import ObligationRule
from domain.periods import Period
from domain.submissions import Channel, Submission


class State(StrEnum):
    """What is known of one obligation of one bearer for one period."""

    SEEN = "seen"  # in time, and up to the mark
    LATE = "late"  # up to the mark, at or after the deadline
    NIL = "nil"  # in time, and says in so many words that there is nothing
    MAILED = "mailed"  # declared by a leader or liaison; when the mail itself went is not known
    DELIVERED = "delivered"  # declared by a dispatcher
    DECLARED = "declared"  # by a leader or liaison, asked after a blind window
    EXCUSED = "excused"  # a dispatcher has said that it is not owed
    READING = "reading"  # a file that is still being read
    RETURNED = "returned"  # seen, but not up to the mark
    UNSIGNED = "unsigned"  # seen, and the leader's signature is still to come
    NOT_DUE = "not_due"  # not seen, and the deadline has not come
    MISSING = "missing"  # not seen
    UNCONFIRMED = "unconfirmed"  # not seen, or returned, but a better one may be hidden in an open blind window


#: Nothing more is asked for.
SETTLED = frozenset({State.SEEN, State.LATE, State.NIL, State.MAILED, State.DELIVERED, State.DECLARED, State.EXCUSED})
#: Nothing was seen.
UNSEEN = frozenset({State.NOT_DUE, State.MISSING})
#: What reminders and the roll-call name.
OPEN = UNSEEN | {State.RETURNED, State.UNSIGNED, State.UNCONFIRMED}

_STATE_OF = {
    Channel.CHAT: State.SEEN,
    Channel.NIL: State.NIL,
    Channel.MAIL: State.MAILED,
    Channel.DISPATCHER: State.DELIVERED,
    Channel.ANSWER: State.DECLARED,
}


@dataclass(frozen=True, slots=True)
class Standing:
    """One obligation of one bearer for one period. `group` is the bearer's key.

    `at` is when the attempt that decides was sent, `by` the contact id of who sent, declared or excused it; None and
    "" when nothing was seen. `faults` say why it was returned, `window` why it is unconfirmed, `reason` why excused.
    """

    group: str
    rule: ObligationRule
    period: Period
    state: State
    at: datetime | None = None
    by: str = ""
    minutes_late: int = 0
    faults: tuple[str, ...] = ()
    window: BlindWindow | None = None
    reason: str = ""
    attempt: int | None = None  # the number of the one that decides

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_settled(self) -> bool:
        return self.state in SETTLED


def verdict_of(
    rule: ObligationRule,
    bearer: str,
    period: Period,
    attempts: Iterable[Submission],
    at: datetime,
    windows: Sequence[BlindWindow] = (),
    excuse: Excuse | None = None,
    signed_at: datetime | None = None,
) -> Standing:
    """How it stands by what was *sent* strictly before `at`; `attempts` are this bearer's for this rule and period.

    The earliest attempt that passes decides, and a later one is a supplement; only a 无 gives way to a paper that
    comes in time. Without one that passes the latest attempt says what is to mend. What an open one of `windows` may
    hide is not called missing, and what was sent again because the bot asked for it is not late. What is excused is
    asked for no more, and never late; what was handed in all the same stands as it is. What has to be signed was
    handed in when the later of the two came, the paper and the signature (`signed_at`).
    """
    sent = [attempt for attempt in attempts if attempt.at < at and not is_withdrawn(attempt)]
    standing = _seen(rule, bearer, period, sent, at)
    if rule.signed:
        standing = _signed(standing, signed_at, at)
    standing = _fair(standing, period, at, windows)
    if excuse is not None and (not standing.is_settled or standing.state is State.LATE):
        return Standing(bearer, rule, period, State.EXCUSED, excuse.at, excuse.by, reason=excuse.reason)
    return standing


def is_withdrawn(submission: Submission) -> bool:
    """Whether all messages of the attempt were taken back: it counts for nothing."""
    return not submission.message_ids


def is_pending(submission: Submission) -> bool:
    """Whether the attempt is not judged yet: its file has not been read."""
    return not submission.accepted and not submission.faults


def _seen(rule: ObligationRule, bearer: str, period: Period, sent: Sequence[Submission], at: datetime) -> Standing:
    passed = _deciding([attempt for attempt in sent if attempt.accepted])
    if passed is not None:
        state = _STATE_OF[passed.channel]
        if state in (State.SEEN, State.NIL) and passed.minutes_late:
            state = State.LATE
        who = (passed.at, passed.sender, passed.minutes_late)
        return Standing(bearer, rule, period, state, *who, attempt=passed.number)
    latest = max(sent, key=_order, default=None)
    if latest is None:
        return Standing(bearer, rule, period, State.NOT_DUE if at < period.due_at else State.MISSING)
    state = State.READING if any(is_pending(attempt) for attempt in sent) else State.RETURNED
    who = (latest.at, latest.sender, latest.minutes_late)
    return Standing(bearer, rule, period, state, *who, latest.faults, attempt=latest.number)


def _signed(standing: Standing, signed_at: datetime | None, at: datetime) -> Standing:
    """The standing of what has to be signed; what was declared was signed before it went."""
    if standing.state not in (State.SEEN, State.LATE) or standing.at is None:
        return standing
    if signed_at is None or signed_at >= at:
        return replace(standing, state=State.UNSIGNED, minutes_late=0)
    if signed_at < standing.at:
        return standing
    late = minutes_late(signed_at, standing.period.due_at)
    return replace(standing, state=State.LATE if late else State.SEEN, at=signed_at, minutes_late=late)


def _deciding(passed: Sequence[Submission]) -> Submission | None:
    """The earliest; where that is a 无, the earliest paper in time rather."""
    first = min(passed, key=_order, default=None)
    if first is None or first.channel is not Channel.NIL:
        return first
    papers = [attempt for attempt in passed if attempt.channel is not Channel.NIL and not attempt.minutes_late]
    return min(papers, key=_order, default=first)


def _fair(standing: Standing, period: Period, at: datetime, windows: Sequence[BlindWindow]) -> Standing:
    """The standing, without any blame for what the bot could not hear."""
    if standing.is_open:
        window = hiding(windows, period, at)
        return replace(standing, state=State.UNCONFIRMED, window=window) if window else standing
    sent = standing.at
    if standing.state is State.LATE and sent is not None and any(w.excuses(sent, period) for w in windows):
        return replace(standing, state=State.SEEN, minutes_late=0)
    return standing


def _order(submission: Submission) -> tuple[datetime, int]:
    return submission.at, submission.number or 0

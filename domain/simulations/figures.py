"""What a made-up campaign came to, by round: the figures of the recount, and how much the bot said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.calendars import at_time, midnight_after
from domain.recount_times import call_at
from domain.recounts import Counted, Record, Verdict, count, dues_of
from domain.rosters import Roster, Round
from domain.simulations import Plan

DECLARED = (Verdict.MAILED, Verdict.DELIVERED, Verdict.ANSWERED)


@dataclass(frozen=True, slots=True)
class RoundFigures:
    """Obligations of one round by how they stood at the end of the day after; `minutes` late, of each.

    `unconfirmed` stood so at the roll-call, `settled` of them got a verdict.
    """

    number: int
    days: int
    due: int
    verdicts: Mapping[Verdict, int]
    minutes: Sequence[int]
    unconfirmed: int
    settled: int


def figures_of(plan: Plan, roster: Roster, record: Record) -> list[RoundFigures]:
    """One for each round of which days were played."""
    rounds = [r for r in plan.rounds if any(r.start <= day <= r.end for day in plan.days)]
    return [_figures(r, plan, roster, record) for r in rounds]


def _figures(of: Round, plan: Plan, roster: Roster, record: Record) -> RoundFigures:
    days = [day for day in plan.days if of.start <= day <= of.end]
    last, called = list[Counted](), Counter[bool]()
    for day in days:
        end = midnight_after(day + timedelta(days=1))
        for group in roster.groups:
            for due in dues_of(day, record.terms):
                at, counted = call_at(due.at, record), count(group.key, due, end, end, record)
                last.append(counted)
                if at is not None and _is_unconfirmed(count(group.key, due, due.at, at, record)):
                    called[_is_unconfirmed(counted)] += 1
    verdicts = Counter(counted.verdict for counted in last)
    minutes = sorted(counted.minutes for counted in last if counted.verdict is Verdict.LATE)
    return RoundFigures(of.number, len(days), len(last), verdicts, minutes, called.total(), called[False])


def _is_unconfirmed(counted: Counted) -> bool:
    return counted.verdict is Verdict.UNCONFIRMED


def within(of: Round, moments: Iterable[datetime]) -> int:
    """How many moments lie in a round."""
    since, until = at_time(of.start, datetime.min.time()), midnight_after(of.end)
    return sum(since <= moment < until for moment in moments)

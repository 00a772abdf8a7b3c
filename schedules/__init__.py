"""The timetable: every kind of timed work, in one literal list, and how a tick does what is due."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from domain.calendars import day_of
from domain.quiet_hours import quiet_end
from domain.slots import Slot
from schedules import (
    acknowledgements,
    alerts,
    bindings,
    blind_windows,
    checklists,
    consents,
    daily_reports,
    feedbacks,
    hand_orders,
    integrity_papers,
    ladders,
    missed,
    pictures,
    receipts,
    refusals,
    reminders,
    roll_calls,
    room_alarms,
    rosters,
    submissions,
    tallies,
    unknown_sends,
    withheld,
    wordless,
)
from schedules.missed import TOO_LATE, note_missed
from schedules.timing import Rule, RunTogether
from storage.audit import savepoint
from storage.outages import is_outage
from storage.work import UnitOfWork

TIMETABLE: tuple[Rule, ...] = (
    *acknowledgements.RULES,
    alerts.RULE,
    bindings.RULE,
    blind_windows.RULE,
    checklists.RULE,
    consents.RULE,
    daily_reports.RULE,
    feedbacks.RULE,
    hand_orders.RULE,
    integrity_papers.RULE,
    ladders.RULE,
    missed.RULE,
    *pictures.RULES,
    receipts.RULE,
    refusals.RULE,
    reminders.RULE,
    roll_calls.RULE,
    roll_calls.SETTLED_RULE,
    room_alarms.RULE,
    room_alarms.HELD_RULE,
    rosters.RULE,
    rosters.HANDOVER_RULE,
    submissions.RULE,
    tallies.RULE,
    unknown_sends.RULE,
    withheld.RULE,
    wordless.RULE,
)

TOGETHER = 50  # slots: a unit of work ends within 50 ms

_RULES = {rule.name: rule for rule in TIMETABLE}


def plan_slots(work: UnitOfWork) -> None:
    """Plan the slots of each day since the last tick; what was planned before stays as it is.

    What was due before the last tick was planned by it; before the very first tick nothing was due, for the bot owes
    nothing from before it lived.
    """
    since = work.timetable.ticked_to() or work.now
    for day in _days(day_of(since), day_of(work.now)):
        for rule in TIMETABLE:
            for slot in rule.slots_on(day, work):
                if slot.run_at >= since:
                    work.timetable.plan(slot)


def run_due(work: UnitOfWork, most: int, more: Mapping[str, Rule] = {}) -> list[Exception | None]:
    """Claim and do the slots that are due, in their order, so many at most: what each raised; empty: none is left.

    `more` are rules, by name, whose work is not done on this side of the house.
    Claim and effect are one transaction. Work that raises is recorded as skipped and the error
    handed back, so that one broken rule cannot hold up the others. While the bot is deaf nothing is done: what it would
    say could not be sent, and would be old when it can. Slots of a rule that does several at once are a call by
    themselves.
    """
    if work.blind_windows.is_deaf():
        return []
    done: list[Exception | None] = []
    while len(done) < most and (slot := work.timetable.claim()) is not None:
        rule = _RULES.get(slot.rule) or more.get(slot.rule)
        if rule is None:
            work.timetable.skip(slot, "unknown rule")
            done.append(None)
        elif rule.run_together is None:
            done.append(_run(slot, rule, work))
        else:
            next_slots = work.timetable.claim_next(slot.rule, TOGETHER - 1)
            return done + _run_together([slot, *next_slots], rule.run_together, rule, work)
    return done


def _run(slot: Slot, rule: Rule, work: UnitOfWork) -> Exception | None:
    if not _is_its_time(slot, rule, work):
        return None
    error = _attempt(lambda: rule.run(slot, work), work)
    if error is not None:
        work.timetable.skip(slot, type(error).__name__)
    return error


def _run_together(slots: Sequence[Slot], run: RunTogether, rule: Rule, work: UnitOfWork) -> list[Exception | None]:
    """All at once; where that fails each by itself, so that a broken one takes no other with it."""
    due = [slot for slot in slots if _is_its_time(slot, rule, work)]
    if due and _attempt(lambda: run(due, work), work) is not None:
        return [_run(slot, rule, work) for slot in due]
    return [None] * len(slots)


def _is_its_time(slot: Slot, rule: Rule, work: UnitOfWork) -> bool:
    """Whether a claimed slot is to be run; else what becomes of it is on record."""
    grace = rule.grace(work)
    if grace is not None and work.now > slot.run_at + grace:
        note_missed(slot, TOO_LATE, work)
        return False
    morning = quiet_end(work.now, work.campaign) if rule.by_day else None
    if morning is not None:
        work.timetable.postpone(slot, morning)
    return morning is None


def _attempt(run: Callable[[], None], work: UnitOfWork) -> Exception | None:
    """What it raised, its effects undone. Raises where not the rule failed but the database: the slots stay due."""
    try:
        with savepoint(work.connection):
            run()
    except Exception as error:
        if work.connection.invalidated or is_outage(error):
            raise
        return error
    return None


def next_wake(work: UnitOfWork) -> datetime | None:
    """When the next planned slot is to be run; None while the bot is deaf, too."""
    return None if work.blind_windows.is_deaf() else work.timetable.next_at()


def _days(first: date, last: date) -> Iterator[date]:
    day = first
    while day <= last:
        yield day
        day += timedelta(days=1)

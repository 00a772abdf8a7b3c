"""After the deadline: what is still open is told to leader, liaison and dispatchers, step by step (its ladder).

Each step once, of those alone that are open then; whoever is settled meanwhile is told of no more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from documents.ladders import dispatchers_text, step_text
from documents.papers import group_name
from domain.calendars import day_of
from domain.duty_calls import CallKind, calls_for
from domain.duty_channels import duty_channel
from domain.obligation_rules import Rung
from domain.obligations import Duty, duties_due_at, duties_due_on
from domain.posts import Once, Post, PostKind
from domain.rosters import Group
from domain.slots import Slot
from domain.verdicts import Standing, State
from schedules.roll_calls import PATIENCE, next_look
from schedules.timing import Rule, late_mark
from storage.standings import Board, board_of
from storage.work import UnitOfWork

NAME = "ladder"


def slots(day: date, work: UnitOfWork) -> Iterator[tuple[str, datetime, datetime]]:
    """One for each step of what is due that day; steps of several papers at one moment are one."""
    found = {
        (f"{step.after // timedelta(minutes=1)}/{step.to}", duty.period.due_at, duty.period.due_at + step.after)
        for duty in duties_due_on(day, work.campaign, work.roster)
        for step in duty.rule.ladder
    }
    yield from sorted(found, key=lambda slot: (slot[2], slot[0]))


def climb(slot: Slot, work: UnitOfWork) -> None:
    """Tell of what is open by now. What may be hidden from us is looked at again when that is known."""
    minutes, to, *keys = slot.subject.split("/")
    rung, after = Rung(to), timedelta(minutes=int(minutes))
    duties = _duties(slot.due_at, rung, after, work)
    board = board_of(duties, work.now + timedelta(seconds=1), work, _groups(keys, work))
    unsure = _having(board, frozenset({State.UNCONFIRMED}))
    if unsure and work.now < slot.due_at + after + PATIENCE:
        groups = [group for group, _ in unsure]
        subject = f"{minutes}/{to}/{','.join(group.key for group in groups)}/{work.now:%H%M%S}"
        work.timetable.plan(Slot(NAME, subject, slot.due_at, next_look(groups, duties, work)))
    still = _having(board, frozenset({State.MISSING, State.RETURNED, State.UNSIGNED}))
    if still:
        _tell(rung, after, still, slot, work)


def _duties(due_at: datetime, rung: Rung, after: timedelta, work: UnitOfWork) -> list[Duty]:
    """What was due at that moment and has this step."""
    due = duties_due_at(due_at, work.campaign, work.roster)
    return [d for d in due if any((step.to, step.after) == (rung, after) for step in d.rule.ladder)]


def _groups(keys: Sequence[str], work: UnitOfWork) -> list[Group] | None:
    """All at first; later those that had to wait."""
    return [work.roster.group[key] for key in keys[0].split(",") if key in work.roster.group] if keys else None


def _having(board: Board, states: frozenset[State]) -> Board:
    """The groups with something in one of these states, and that alone."""
    found = [(group, tuple(s for s in standings if s.state in states)) for group, standings in board]
    return [(group, standings) for group, standings in found if standings]


def _tell(rung: Rung, after: timedelta, board: Board, slot: Slot, work: UnitOfWork) -> None:
    for _, standings in board:
        work.duty_calls.note(calls_for(standings, CallKind.STEP, work.now, rung.value))
    if rung is Rung.DISPATCHER:
        _tell_on_duty(after, board, slot, work)
        return
    mark = late_mark(slot.run_at, work)
    for group, standings in board:
        text = step_text(rung, group_name(group), standings, day_of(work.now), mark)
        for person in work.roster.members(group.key):
            if person.role.value == rung.value:
                work.outbox.owe(_post(None, person.id, text, [group], slot, work))


def _tell_on_duty(after: timedelta, board: Board, slot: Slot, work: UnitOfWork) -> None:
    text = dispatchers_text(board, work.now, _told_before(after, board), late_mark(slot.run_at, work))
    groups = [group for group, _ in board]
    for room, contact in duty_channel(work.roster, work.guards.guarded_command_rooms()):
        work.outbox.owe(_post(room, contact, text, groups, slot, work))


def _told_before(after: timedelta, board: Board) -> list[Rung]:
    standings: list[Standing] = [standing for _, found in board for standing in found]
    steps = sorted({(step.after, step.to) for s in standings for step in s.rule.ladder if step.after < after})
    return list(dict.fromkeys(to for _, to in steps if to is not Rung.DISPATCHER))


def _post(
    room: str | None, contact: str | None, text: str, groups: Sequence[Group], slot: Slot, work: UnitOfWork
) -> Post:
    once = Once(work.campaign.key, NAME, f"{room or contact}/{slot.subject}", slot.due_at.isoformat())
    return Post(once, PostKind.LADDER, room, contact, text, about=frozenset(group.key for group in groups))


RULE = Rule(NAME, climb, slots, lambda work: work.campaign.late_grace, by_day=True)

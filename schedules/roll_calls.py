"""20:00: who is seen to have reported, judged by when messages were sent (seed 002, 五(三)).

Called a settling time after the deadline, so that what was sent in time has also arrived.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from documents.roll_calls import Board, board_text, roll_call_text
from domain.calendars import day_of
from domain.duty_calls import CallKind, calls_for
from domain.obligations import Duty, duties_due_at, duties_due_on, is_overdue, speakers_of
from domain.posts import Once, Post, PostKind
from domain.quiet_hours import quiet_end
from domain.rosters import Group, Room
from domain.slots import Slot
from domain.verdicts import Standing, State
from schedules.timing import Rule
from storage.standings import board_of, windows_for
from storage.work import UnitOfWork

NAME = "roll_call"
SETTLED = "roll_call_settled"  # the verdict on what was unconfirmed at the roll-call
PATIENCE = timedelta(days=1)  # a telling that cannot be sent does not hold the verdict up for ever
BOARD = "roll_call_board"


def slots(day: date, work: UnitOfWork) -> Iterator[tuple[str, datetime, datetime]]:
    """One for each deadline of the day, rest days included."""
    for due_at in dict.fromkeys(duty.period.due_at for duty in duties_due_on(day, work.campaign, work.roster)):
        yield day.isoformat(), due_at, due_at + work.campaign.settle


def call_the_roll(slot: Slot, work: UnitOfWork) -> None:
    """One post in each group's room and one in each command room."""
    duties, today = duties_due_at(slot.due_at, work.campaign, work.roster), day_of(work.now)
    if not duties:  # the round's dates have changed meanwhile
        return
    planned = slot.due_at + work.campaign.settle
    again = is_overdue(work.now, quiet_end(planned, work.campaign) or planned, work.campaign.settle)
    until = work.now + timedelta(seconds=1)  # what was sent up to now, this second included

    called, arrived = board_of(duties, slot.due_at, work), board_of(duties, until, work)
    posts = []
    for (group, standings), (_, now) in zip(called, arrived, strict=True):
        text = roll_call_text(standings, now, today, again=again)
        work.duty_calls.note(calls_for(standings, CallKind.ROLL_CALL, work.now))
        for room in work.roster.rooms_of(group.key) if text else ():
            posts.append(
                _post(NAME, PostKind.ROLL_CALL, room, slot, work, text, [group], _called_on(group, standings, work))
            )
    for room in work.roster.command_rooms:
        text = board_text(called, arrived, today, again=again)
        posts.append(_post(BOARD, PostKind.ROLL_CALL_BOARD, room, slot, work, text, work.roster.groups))
    work.outbox.owe_all(posts)
    if _unconfirmed(called):
        names = ",".join(sorted(group.key for group in _unconfirmed(called)))
        run_at = work.now + work.campaign.blind_hold
        work.timetable.plan(Slot(SETTLED, names, slot.due_at, run_at))


def settle_the_roll(slot: Slot, work: UnitOfWork) -> None:
    """Once the blind windows of the groups concerned are closed: their verdict, as of now, once.

    What still is unconfirmed waits on, as a slot for fewer groups or a later time.
    """
    duties, today = duties_due_at(slot.due_at, work.campaign, work.roster), day_of(work.now)
    if not duties:
        return
    until = work.now + timedelta(seconds=1)
    concerned = slot.subject.partition("/")[0].split(",")
    board = [(group, standings) for group, standings in board_of(duties, until, work) if group.key in concerned]
    waiting = _unconfirmed(board) if work.now < slot.due_at + PATIENCE else []
    if waiting:
        names = ",".join(sorted(group.key for group in waiting))
        work.timetable.plan(Slot(SETTLED, f"{names}/{work.now:%H%M%S}", slot.due_at, next_look(waiting, duties, work)))
    told = [(group, standings) for group, standings in board if group not in waiting]
    for group, standings in told:
        text = roll_call_text(standings, standings, today, settled=True)
        for room in work.roster.rooms_of(group.key) if text else ():
            called_on = _called_on(group, standings, work)
            work.outbox.owe(_post(NAME, PostKind.ROLL_CALL, room, slot, work, text, [group], called_on, revision=1))
    for room in work.roster.command_rooms if told else ():
        text = board_text(told, told, today, settled=True)
        groups = [group for group, _ in told]
        rule = f"{BOARD}/{','.join(group.key for group in groups)}"
        work.outbox.owe(_post(rule, PostKind.ROLL_CALL_BOARD, room, slot, work, text, groups, revision=1))


def _unconfirmed(board: Board) -> list[Group]:
    return [group for group, standings in board if any(s.state is State.UNCONFIRMED for s in standings)]


def next_look(groups: Sequence[Group], duties: Sequence[Duty], work: UnitOfWork) -> datetime:
    """When the first of their open windows closes; some time from now where that is not known yet."""
    windows = [window for group in groups for window in windows_for(duties, work.now, group, work) if window.is_open]
    known = [window.closes_at for window in windows if window.closes_at is not None]
    return min([*known, work.now + work.campaign.blind_hold])


def _called_on(group: Group, standings: Sequence[Standing], work: UnitOfWork) -> tuple[str, ...]:
    """Leader and liaison, and only when something is open."""
    if not any(standing.is_open for standing in standings):
        return ()
    return tuple(person.id for person in speakers_of(work.roster, group.key))


def _post(
    rule: str,
    kind: PostKind,
    room: Room,
    slot: Slot,
    work: UnitOfWork,
    text: str,
    groups: Sequence[Group],
    mentions: tuple[str, ...] = (),
    revision: int = 0,
) -> Post:
    once = Once(work.campaign.key, rule, room.id, slot.due_at.isoformat(), revision)
    about = frozenset(group.key for group in groups)
    return Post(once=once, kind=kind, room=room.id, contact=None, text=text, mentions=mentions, about=about)


RULE = Rule(NAME, call_the_roll, slots, lambda work: work.campaign.late_grace, by_day=True)
SETTLED_RULE = Rule(SETTLED, settle_the_roll, by_day=True)

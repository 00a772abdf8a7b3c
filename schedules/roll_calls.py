"""20:00: who is seen to have reported, judged by when messages were sent (seed 002, 五(三)).

Called a settling time after the deadline, so that what was sent in time has also arrived.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from documents.roll_calls import Board, board_text, roll_call_text
from domain.calendars import day_of
from domain.obligations import Standing, is_campaign_day, is_overdue, speakers_of, standing_of
from domain.posts import Once, Post, PostKind
from domain.rosters import Group, Room
from domain.slots import Slot
from schedules.timing import Rule
from storage.work import UnitOfWork

NAME = "roll_call"
BOARD = "roll_call_board"


def slots(day: date, work: UnitOfWork) -> Iterator[tuple[str, datetime, datetime]]:
    """One a day, every day of the campaign, rest days included."""
    if is_campaign_day(day, work.campaign, work.roster):
        due_at = work.campaign.due_at(day)
        yield day.isoformat(), due_at, due_at + work.campaign.settle


def call_the_roll(slot: Slot, work: UnitOfWork) -> None:
    """One post in each group's room and one in each command room."""
    day = day_of(slot.due_at)
    submissions = work.submissions.of_day(day)
    again = is_overdue(work.now, slot.run_at, work.campaign.settle)
    until = work.now + timedelta(seconds=1)  # what was sent up to now, this second included

    def board(at: datetime) -> Board:
        return [(g, standing_of(g, day, submissions, work.campaign, at)) for g in work.roster.groups]

    called, arrived = board(slot.due_at), board(until)
    for (group, standings), (_, now) in zip(called, arrived, strict=True):
        text = roll_call_text(standings, now, work.campaign, again=again)
        for room in work.roster.rooms_of(group.key):
            work.outbox.owe(_post(NAME, PostKind.ROLL_CALL, room, slot, work, text, _called_on(group, standings, work)))
    for room in work.roster.command_rooms:
        text = board_text(called, arrived, work.campaign, again=again)
        work.outbox.owe(_post(BOARD, PostKind.ROLL_CALL_BOARD, room, slot, work, text))


def _called_on(group: Group, standings: Sequence[Standing], work: UnitOfWork) -> tuple[str, ...]:
    """Leader and liaison, and only when something is open."""
    if not any(standing.is_open for standing in standings):
        return ()
    return tuple(person.id for person in speakers_of(work.roster, group.key))


def _post(
    rule: str, kind: PostKind, room: Room, slot: Slot, work: UnitOfWork, text: str, mentions: tuple[str, ...] = ()
) -> Post:
    once = Once(work.campaign.key, rule, room.id, slot.due_at.isoformat())
    return Post(once=once, kind=kind, room=room.id, contact=None, text=text, mentions=mentions)


RULE = Rule(NAME, call_the_roll, slots, lambda work: work.campaign.late_grace)

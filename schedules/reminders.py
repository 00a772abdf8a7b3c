"""Before the deadline: each group that still has something to bring is told so, and nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from documents.reminders import reminder_text
from domain.calendars import day_of
from domain.duty_calls import CallKind, calls_for
from domain.obligations import Duty, duties_reminded_on, is_overdue, next_call, speakers_of
from domain.posts import Once, Post, PostKind
from domain.slots import Slot
from schedules.missed import OVERTAKEN, note_missed
from schedules.timing import Rule
from storage.standings import board_of
from storage.work import UnitOfWork

NAME = "reminder"


def slots(day: date, work: UnitOfWork) -> Iterator[tuple[str, datetime, datetime]]:
    """One for each moment at which something is reminded of, rest days included (seed 002, 五(三): 每天)."""
    for at in dict.fromkeys(at for at, _ in duties_reminded_on(day, work.campaign, work.roster)):
        yield day.isoformat(), at, at


def remind_groups(slot: Slot, work: UnitOfWork) -> None:
    """One post in the room of each group of which something is missing or was returned.

    A reminder that the next one or the deadline has overtaken is left out.
    """
    duties = reminded_at(slot.due_at, work)
    if work.now >= next_call(duties, slot.due_at):
        note_missed(slot, OVERTAKEN, work)
        return
    again = is_overdue(work.now, slot.due_at, work.campaign.settle)
    posts: list[Post] = []
    for group, standings in board_of(duties, work.now, work):
        text = reminder_text(standings, day_of(work.now), again=again)
        if text is not None:
            posts += _posts(group.key, text, slot, work)
            work.duty_calls.note(calls_for(standings, CallKind.REMINDER, work.now))
    work.outbox.owe_all(posts)


def reminded_at(at: datetime, work: UnitOfWork) -> list[Duty]:
    """What the groups are reminded of at that moment; of one planned before the times changed, all of that day."""
    reminded = list(duties_reminded_on(day_of(at), work.campaign, work.roster))
    return [duty for moment, duty in reminded if moment == at] or list(dict.fromkeys(duty for _, duty in reminded))


def _posts(group: str, text: str, slot: Slot, work: UnitOfWork) -> Iterator[Post]:
    """One in each room of the group."""
    speakers = tuple(person.id for person in speakers_of(work.roster, group))
    for room in work.roster.rooms_of(group):
        once = Once(work.campaign.key, NAME, room.id, slot.due_at.isoformat())
        yield Post(once, PostKind.REMINDER, room.id, None, text, mentions=speakers, about=frozenset({group}))


RULE = Rule(NAME, remind_groups, slots, by_day=True)

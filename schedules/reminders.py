"""Before the deadline: each group that still has something to bring is told so, and nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from documents.reminders import reminder_text
from domain.calendars import at_time, day_of
from domain.obligations import is_campaign_day, is_overdue, next_call, speakers_of
from domain.posts import Once, Post, PostKind
from domain.slots import Slot
from schedules.missed import OVERTAKEN, note_missed
from schedules.timing import Rule
from storage.standings import board_on
from storage.work import UnitOfWork

NAME = "reminder"


def slots(day: date, work: UnitOfWork) -> Iterator[tuple[str, datetime, datetime]]:
    """One a reminder time, every day of the campaign, rest days included (seed 002, 五(三): 每天)."""
    if is_campaign_day(day, work.campaign, work.roster):
        for clock in work.campaign.reminders:
            yield day.isoformat(), at_time(day, clock), at_time(day, clock)


def remind_groups(slot: Slot, work: UnitOfWork) -> None:
    """One post in the room of each group of which something is missing or was returned.

    A reminder that the next one or the deadline has overtaken is left out.
    """
    day = day_of(slot.due_at)
    if work.now >= next_call(work.campaign, day, slot.due_at):
        note_missed(slot, OVERTAKEN, work)
        return
    again = is_overdue(work.now, slot.due_at, work.campaign.settle)
    posts = []
    for group, standings in board_on(day, work.now, work):
        text = reminder_text(standings, work.campaign, again=again)
        if text is not None:
            for room in work.roster.rooms_of(group.key):
                posts.append(
                    Post(
                        once=Once(work.campaign.key, NAME, room.id, slot.due_at.isoformat()),
                        kind=PostKind.REMINDER,
                        room=room.id,
                        contact=None,
                        text=text,
                        about=frozenset({group.key}),
                        mentions=tuple(person.id for person in speakers_of(work.roster, group.key)),
                    )
                )
    work.outbox.owe_all(posts)


RULE = Rule(NAME, remind_groups, slots, by_day=True)

"""After a time of deafness each group's room is told once what the bot holds, and asked for the rest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from documents.blind_windows import command_telling_text, telling_text
from domain.blind_windows import is_worth_telling
from domain.calendars import day_of
from domain.obligations import is_campaign_day, standing_of
from domain.posts import NOBODYS, Post, PostKind
from domain.quiet_hours import quiet_end
from domain.rosters import Group
from domain.slots import Slot
from schedules.timing import Rule
from storage.blind_windows import TELLING, Gap
from storage.work import UnitOfWork

ON_ITS_WAY = timedelta(seconds=2)  # between the sending of a message and its announcement, and its whole seconds
BACKLOG = timedelta(seconds=20)  # what the platform still has for us comes at once; it is read before we speak


def note_absence(since: datetime, work: UnitOfWork) -> None:
    """Nothing has been heard since then."""
    work.blind_windows.go_deaf(since)


def note_return(until: datetime, work: UnitOfWork, heard_to: datetime | None = None) -> None:
    """The bot hears again: the rooms are told in a moment. `heard_to` is earlier where something is not kept yet."""
    window = work.blind_windows.hear_again(until)
    if window is not None:
        work.timetable.plan(Slot(TELLING, str(window), until, work.now + BACKLOG))
    work.blind_windows.note_heard(heard_to or until)


def note_loss(at: datetime, work: UnitOfWork) -> None:
    """One message was announced and never came: nobody can say whose, so no room is told."""
    work.blind_windows.lose(at - ON_ITS_WAY, at + timedelta(seconds=1), at + work.campaign.blind_hold)


def tell_rooms(slot: Slot, work: UnitOfWork) -> None:
    """One post in each group's room and a line in the command room for all gaps worth it; others close by themselves.

    While the bot is deaf again it says nothing: the next return tells both gaps together.
    """
    if work.blind_windows.is_deaf():
        return
    worth: list[Gap] = []
    for gap in work.blind_windows.untold():
        days = {day_of(gap.since), day_of(gap.until)}
        of_campaign = any(is_campaign_day(day, work.campaign, work.roster) for day in days)
        if of_campaign and is_worth_telling(gap.since, gap.until, work.campaign):
            worth.append(gap)
        else:
            awake = quiet_end(gap.until, work.campaign) or gap.until  # nobody could have answered before
            work.blind_windows.close(gap.id, awake + work.campaign.blind_hold)
    if not worth:
        return
    due = worth[0].since.isoformat()
    for group in work.roster.groups:
        text = _text(group, worth, work)
        for room in work.roster.rooms_of(group.key):
            once = work.blind_windows.once(room.id, due)
            work.outbox.owe(Post(once, PostKind.BLIND_WINDOW, room.id, None, text, about=frozenset({group.key})))
    for room in work.roster.command_rooms:
        text = command_telling_text([(gap.since, gap.until) for gap in worth])
        once = work.blind_windows.once(room.id, due)
        work.outbox.owe(Post(once, PostKind.BLIND_WINDOW, room.id, None, text, about=NOBODYS))
    for gap in worth:
        work.blind_windows.mark_told(gap.id, due)


def _text(group: Group, gaps: Sequence[Gap], work: UnitOfWork) -> str:
    day = day_of(gaps[0].since)
    submissions = work.submissions.of_day(day, group.key)
    standings = standing_of(group, day, submissions, work.campaign, work.now + timedelta(seconds=1))
    visits = [visit for visit in work.visits.of_day(day, group.key) if visit.links]
    return telling_text(
        [(gap.since, gap.until) for gap in gaps], len(visits), standings, None if day == day_of(work.now) else day
    )


RULE = Rule(TELLING, tell_rooms, by_day=True)

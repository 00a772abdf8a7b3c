"""The evening tally: each group's own in its room, all groups and their ranking in the command room."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from documents.boards import board_groups, board_payload
from documents.tallies import command_tally_text, group_tally_text
from domain.calendars import at_time, day_of
from domain.obligations import is_campaign_day
from domain.posts import Once, Post, PostKind
from domain.rosters import Group
from domain.slots import Slot
from domain.stops import stopped_on
from domain.tallies import DayTally, with_stops
from schedules.timing import Rule, late_mark
from storage.standings import board_on
from storage.work import UnitOfWork

TALLY = "tally"
JOB = "draw_tally"


def post_tally(slot: Slot, work: UnitOfWork) -> None:
    """Count the day and have its boards drawn; each room's post is owed when its board is there."""
    day = day_of(slot.due_at)
    tally = with_stops(work.tallies.of_day(day, work.controls.all()), stopped_on(day, work.stops.open()))
    mark = late_mark(slot.due_at, work)
    for group in work.roster.groups:
        text = mark + _group_text(tally, group, work)
        for room in work.roster.rooms_of(group.key):
            _ask(slot, room.id, text, board_payload(tally, work.campaign.quota, group.key), work)
    text = mark + command_tally_text(tally, work.campaign.quota)
    for room in work.roster.command_rooms:
        _ask(slot, room.id, text, board_payload(tally, work.campaign.quota, None), work)


def post_board(payload: Mapping[str, Any], sha256: str, work: UnitOfWork) -> None:
    """Owe one room its tally with the board that was drawn for it."""
    _owe(payload, (sha256,), work)


def post_without_board(payload: Mapping[str, Any], work: UnitOfWork) -> None:
    """Owe one room its tally in words alone: the board could not be drawn."""
    _owe(payload, (), work)


def _group_text(tally: DayTally, group: Group, work: UnitOfWork) -> str:
    ((_, papers),) = board_on(tally.day, work.now, work, [group])
    return group_tally_text(tally.only([group.key]), group.key, work.campaign.quota, papers)


def _ask(slot: Slot, room: str, text: str, board: Mapping[str, Any], work: UnitOfWork) -> None:
    due = slot.due_at.isoformat()
    work.jobs.ask(JOB, f"{room} {due}", {"room": room, "due_at": due, "text": text, **board})


def _owe(payload: Mapping[str, Any], media: tuple[str, ...], work: UnitOfWork) -> None:
    once = Once(work.campaign.key, TALLY, payload["room"], payload["due_at"])
    work.outbox.owe(
        Post(once, PostKind.TALLY, payload["room"], None, payload["text"], media, about=board_groups(payload))
    )


def _slots(day: date, work: UnitOfWork) -> Iterator[tuple[str, datetime, datetime]]:
    if is_campaign_day(day, work.campaign, work.roster):
        due = at_time(day, work.campaign.tally_at)
        yield "", due, due


RULE = Rule(TALLY, post_tally, _slots, lambda work: work.campaign.late_grace, by_day=True)

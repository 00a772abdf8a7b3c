"""Before a round ends each group is told what is left of the lists pushed to it, in its own room, once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from documents.checklists import reminder_text
from domain.calendars import at_time, day_of
from domain.checklists import REMIND, Checklist, reminded_on
from domain.posts import Once, Post, PostKind
from domain.rosters import Round
from domain.slots import Slot
from schedules.timing import Rule
from storage.checklist_states import lists_of, progress_in
from storage.work import UnitOfWork


def slots(day: date, work: UnitOfWork) -> Iterator[tuple[str, datetime, datetime]]:
    """One a round and group, some days before its end."""
    rule = work.campaign.checklists
    at = at_time(day, rule.at)
    for one in reminded_on(day, work.roster.rounds, rule):
        for group in work.roster.groups:
            yield f"{one.number}/{group.key}", at, at


def remind_of_lists(slot: Slot, work: UnitOfWork) -> None:
    """One post a list of which something is left; nothing of one that was voided or never went out."""
    number, _, group = slot.subject.partition("/")
    round = next((one for one in work.roster.rounds if str(one.number) == number), None)
    if round is None:
        return
    for one in lists_of([group], work):
        if round.start <= day_of(one.pushed_at) <= round.end:
            _remind(one, round, slot, work)


def _remind(pushed: Checklist, round: Round, slot: Slot, work: UnitOfWork) -> None:
    progress = progress_in(pushed, work)
    if not progress.left:
        return
    text, about = reminder_text(pushed, progress, round.number, round.end), frozenset({pushed.group})
    for room in work.roster.rooms_of(pushed.group):
        once = Once(work.campaign.key, REMIND, f"{room.id}/{pushed.number}", slot.due_at.isoformat())
        work.outbox.owe(Post(once, PostKind.REMINDER, room.id, None, text, about=about))


RULE = Rule(REMIND, remind_of_lists, slots, grace=lambda work: work.campaign.late_grace, by_day=True)

"""At a round's first midnight its roster comes into force; in the morning its leaders hear what is open (002, 二)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from documents.papers import group_name_of
from documents.round_handovers import round_handover_text
from domain.calendars import at_time, day_of
from domain.posts import Once, Post, PostKind
from domain.rosters import Role
from domain.round_handovers import ROUND_HANDOVER
from domain.slots import ROSTER_CHANGE, Slot
from schedules.timing import Rule
from storage.round_handovers import round_handover
from storage.work import UnitOfWork

_GRACE = timedelta(days=2)


def come_into_force(slot: Slot, work: UnitOfWork) -> None:
    """Who came is bound, who went is not any more; nothing where the round's beginning was moved meanwhile."""
    work.rosters.come_into_force(int(slot.subject))


def slots_on(day: date, work: UnitOfWork) -> Iterator[tuple[str, datetime, datetime]]:
    """One a group on the first day of each round but the first."""
    first = min((r.start for r in work.roster.rounds), default=None)
    if day != first and any(r.start == day for r in work.roster.rounds):
        at = at_time(day, time(0, 1))  # after the roster has changed
        for group in work.roster.groups:
            yield group.key, at, at


def hand_over(slot: Slot, work: UnitOfWork) -> None:
    """To the group's leader, alone, as far as there is one and anything is open."""
    day = day_of(slot.due_at)
    before = next((r for r in work.roster.rounds if r.end == day - timedelta(days=1)), None)
    if before is None or slot.subject not in work.roster.group:
        return
    found = round_handover(slot.subject, before, work)
    if found.is_empty:
        return
    text = round_handover_text(found, group_name_of(slot.subject, work.roster), f"第{before.number}轮次留下的")
    for person in work.roster.members(slot.subject):
        if person.role is Role.LEADER:
            once = Once(work.campaign.key, ROUND_HANDOVER, person.id, slot.due_at.isoformat())
            post = Post(once, PostKind.ROSTER, None, person.id, text, about=frozenset({slot.subject}))
            work.outbox.owe(post)


RULE = Rule(ROSTER_CHANGE, come_into_force)
HANDOVER_RULE = Rule(ROUND_HANDOVER, hand_over, slots_on, grace=lambda work: _GRACE, by_day=True)

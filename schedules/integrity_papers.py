"""Before a round and after it, who has not told of his integrity paper is asked for it: alone, once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from documents.integrity_papers import pledge_reminder_text, self_check_reminder_text
from domain.calendars import at_time
from domain.integrity_papers import REMIND, Due, IntegrityPaper, reminded_on
from domain.posts import Once, Post, PostKind
from domain.rosters import FIELD_ROLES
from domain.slots import Slot
from schedules.timing import Rule
from storage.work import UnitOfWork

_TEXTS = {IntegrityPaper.PLEDGE: pledge_reminder_text, IntegrityPaper.SELF_CHECK: self_check_reminder_text}


def slots_on(day: date, work: UnitOfWork) -> Iterator[tuple[str, datetime, datetime]]:
    """One a paper, round and group."""
    rule = work.campaign.integrity
    at = at_time(day, rule.at)
    for due in reminded_on(day, work.roster.rounds, rule):
        for group in work.roster.groups:
            yield f"{due.paper}/{due.round}/{group.key}", at, at


def remind_of_paper(slot: Slot, work: UnitOfWork) -> None:
    """In private; who cannot be reached is told of to whoever is on duty, like all that is said in private."""
    paper, number, group = slot.subject.split("/", 2)
    due = Due(IntegrityPaper(paper), int(number))
    told = work.integrity_papers.told_of(due)
    text = _TEXTS[due.paper](work.campaign.integrity.names[due.paper], due.round)
    for person in work.roster.members(group):
        if person.role in FIELD_ROLES and person.id not in told:
            once = Once(work.campaign.key, REMIND, f"{paper}/{person.id}", number)
            post = Post(once, PostKind.INTEGRITY, None, person.id, text, about=frozenset({group}))
            work.outbox.owe(post)


RULE = Rule(REMIND, remind_of_paper, slots_on, by_day=True)

"""Before a round and after it, who has not told of what is his to do is asked for it: alone, once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from documents.integrity_papers import reminder_text
from domain.calendars import day_of
from domain.integrity_papers import REMIND, Due, reminded_on, reminder_slots
from domain.posts import Once, Post, PostKind
from domain.rosters import FIELD_ROLES, Person
from domain.slots import Slot
from schedules.timing import Rule
from storage.work import UnitOfWork


def slots_on(day: date, work: UnitOfWork) -> Iterator[tuple[str, datetime, datetime]]:
    """One a moment, round and group."""
    for slot in reminder_slots(day, work.roster.rounds, work.campaign.personal, work.roster.groups):
        yield slot.subject, slot.due_at, slot.run_at


def remind_people(slot: Slot, work: UnitOfWork) -> None:
    """In private; who cannot be reached is told of to whoever is on duty, like all that is said in private.

    Nobody is asked twice: at a second time only those are who have joined the round since the first.
    """
    number, _, group = slot.subject.partition("/")
    dues = _asked_at(slot.due_at, int(number), work)
    told = {due: work.integrity_papers.told_of(due) for due in dues}
    for person in work.roster.members(group):
        rules = [work.campaign.rule_of(due.paper) for due in dues if person.id not in told[due]]
        if rules and person.role in FIELD_ROLES and _is_of_round(person, int(number), work):
            once = Once(work.campaign.key, REMIND, f"{rules[0].due.when}/{person.id}", number)
            text = reminder_text(rules, int(number))
            work.outbox.owe(Post(once, PostKind.INTEGRITY, None, person.id, text, about=frozenset({group})))


def _asked_at(at: datetime, number: int, work: UnitOfWork) -> list[Due]:
    reminded = reminded_on(day_of(at), work.roster.rounds, work.campaign.personal)
    return [due for moment, due in reminded if moment == at and due.round == number]


def _is_of_round(person: Person, number: int, work: UnitOfWork) -> bool:
    """Whether he goes on into a round whose roster waits already."""
    coming = next((v.roster for v in work.rosters.waiting() if v.roster.round == number), None)
    return coming is None or person.id in coming.person


RULE = Rule(REMIND, remind_people, slots_on, by_day=True)

"""What the pictures give cause to look into is told to each dispatcher alone, gathered, a few times a day.

A command room is read by leaders, experts and others as well: nobody is asked about before them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from documents.picture_questions import shown_text, told_text
from documents.side_by_side import side_by_side_payload
from domain.acknowledgements import PERISHABLE, Entry, entry_of
from domain.calendars import at_time, day_of
from domain.messages import Kind
from domain.picture_questions import PictureQuestion
from domain.picture_remarks import by_record
from domain.posts import Once, Post, PostKind
from domain.scopes import whose
from domain.slots import Slot
from schedules.timing import Rule
from storage.work import UnitOfWork

NAME = "pictures"
JOB = "draw_side_by_side"


def slots(day: date, work: UnitOfWork) -> Iterator[tuple[str, datetime, datetime]]:
    """One for each time of the profile."""
    for clock in work.campaign.pictures.told_at:
        at = at_time(day, clock)
        yield day.isoformat(), at, at


def tell_of_pictures(slot: Slot, work: UnitOfWork) -> None:
    """What is new, of the records as they stand now; nothing new: nothing is said."""
    rule, last = work.campaign.pictures, day_of(work.now)
    if not work.roster.dispatchers:
        return
    first = last - rule.look_back + timedelta(days=1)
    remarks = work.picture_remarks.untold(first, last)
    pairs = work.picture_questions.new_pairs(first, last)
    questions = [work.picture_questions.ask(pairs[records]) for records in sorted(pairs)]
    lacking = _lacking(first, last, work)
    if not remarks and not questions and not lacking:
        return
    work.picture_remarks.note_told(remarks)
    work.picture_remarks.note_named(entry.visit for entry in lacking)
    told = by_record(remarks)
    about = {one.record.group for one in told} | {group for question in questions for group in question.groups}
    about |= whose(entry.visit for entry in lacking)
    text = told_text(told, questions, work.roster, rule.list_most, lacking)
    _owe(slot.due_at.isoformat(), text, (), about, work)
    _have_drawn(questions[: rule.show_most], work)


def _lacking(first: date, last: date, work: UnitOfWork) -> list[Entry]:
    """Visits of which the scheme wants evidence from the place, and it was not seen when nobody is asked for it more.

    Their group was asked in its room (schedules/acknowledgements.py), where leader and liaison read it.
    """
    numbers = work.visits.numbers_of(first, last, work.campaign.evidence_outcomes)
    evidence, found = work.visits.evidence_of(numbers), []
    for visit in filter(None, map(work.visits.get, numbers)):
        if work.now <= visit.last_at + work.campaign.chase:
            continue
        seen = evidence[visit.number or 0]
        entry = entry_of(visit, seen.photos, seen.videos, work.campaign)
        missing = tuple(what for what in entry.missing if what in PERISHABLE)
        if missing:
            found.append(replace(entry, missing=missing))
    new = {visit.number for visit in work.picture_remarks.unnamed(entry.visit for entry in found)}
    return [entry for entry in found if entry.visit.number in new]


def _have_drawn(questions: Sequence[PictureQuestion], work: UnitOfWork) -> None:
    """Both pictures side by side; what is no photo is in words alone."""
    readings = work.file_readings.known(sha256 for question in questions for sha256 in question.files)
    for question in questions:
        if {question.pair.earlier.kind, question.pair.later.kind} == {Kind.IMAGE}:
            drawn = side_by_side_payload(question, readings, work.roster)
            photos = list(dict.fromkeys(question.files))
            payload = {"drawn": drawn, "photos": photos, "number": question.number, "as_of": work.now.isoformat()}
            work.jobs.ask(JOB, str(question.number), payload)


def post_side_by_side(payload: Mapping[str, Any], sha256: str, work: UnitOfWork) -> None:
    """Owe each dispatcher the picture that was drawn of a question, unless it was answered meanwhile."""
    question = work.picture_questions.get(payload["number"])
    if question is None or question.answer is not None:
        return
    due = f"{payload['as_of']} {question.number}"
    _owe(due, shown_text(question, work.roster), (sha256,), question.groups, work)


def _owe(due: str, text: str, media: tuple[str, ...], about: Collection[str], work: UnitOfWork) -> None:
    for person in work.roster.dispatchers:
        once = Once(work.campaign.key, NAME, person.id, due)
        work.outbox.owe(Post(once, PostKind.PICTURES, None, person.id, text, media, about=frozenset(about)))


RULE = Rule(NAME, tell_of_pictures, slots, lambda work: work.campaign.late_grace, by_day=True)

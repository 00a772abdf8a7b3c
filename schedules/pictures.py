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
LOOK = "look_at_pictures"
JOB = "draw_side_by_side"
LOOK_BEFORE = timedelta(minutes=1)  # of the telling


def slots(day: date, work: UnitOfWork) -> Iterator[tuple[str, datetime, datetime]]:
    """One for each time of the profile."""
    for clock in work.campaign.pictures.told_at:
        at = at_time(day, clock)
        yield day.isoformat(), at, at


def look_slots(day: date, work: UnitOfWork) -> Iterator[tuple[str, datetime, datetime]]:
    """Before each of them one for each group: a group's pictures of two days are what a unit of work can look at."""
    for _, at, _ in slots(day, work):
        for group in work.roster.groups:
            yield group.key, at, at - LOOK_BEFORE


def look_at_pictures(slot: Slot, work: UnitOfWork) -> None:
    """Put down for the telling what is new of a group."""
    pictures = work.sent_pictures.of_days(slot.subject, *_days(work))
    work.picture_remarks.put_down(work.picture_remarks.to_tell(pictures), slot.due_at)
    pairs = work.picture_questions.new_pairs(pictures)
    for records in sorted(pairs):
        work.picture_questions.ask(pairs[records], slot.due_at)


def tell_of_pictures(slot: Slot, work: UnitOfWork) -> None:
    """What was put down, of the records as they stand now; nothing new: nothing is said."""
    rule = work.campaign.pictures
    if not work.roster.dispatchers:
        return
    told = by_record(work.picture_remarks.put_down_for(slot.due_at))
    questions = work.picture_questions.asked_at(slot.due_at)
    lacking = _lacking(*_days(work), work)
    if not told and not questions and not lacking:
        return
    work.picture_remarks.note_named(entry.visit for entry in lacking)
    about = {one.record.group for one in told} | {group for question in questions for group in question.groups}
    about |= whose(entry.visit for entry in lacking)
    text = told_text(told, questions, work.roster, rule.list_most, lacking)
    _owe(slot.due_at.isoformat(), text, (), about, work)
    _have_drawn(questions[: rule.show_most], work)


def _days(work: UnitOfWork) -> tuple[date, date]:
    """The first and the last of which the records are looked at."""
    last = day_of(work.now)
    return last - work.campaign.pictures.look_back + timedelta(days=1), last


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


RULES = (Rule(LOOK, look_at_pictures, look_slots), Rule(NAME, tell_of_pictures, slots, by_day=True))

"""紧急: a dispatcher marks visits urgent by hand, has who is on duty told, and has an urgent note drafted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from documents.helps import refusal_text
from documents.urgent_notes import NOT_YOURS, marked_text, told_text, urgent_note_text, which_visit_text
from domain.assemblies import Assembled
from domain.messages import Message
from domain.namings import Named, visits_named
from domain.posts import Once, Post, PostKind, Reply
from domain.purposes import Purpose
from domain.rosters import Person, Role
from domain.scopes import Refused, Scope
from domain.visits import Visit
from handlers.asking import answer, asks_for, mentions, request_in, scope_in
from handlers.routing import Router
from storage.work import UnitOfWork

router = Router()

_OTHERS = frozenset(Role) - {Role.DISPATCHER}


@router.on(Purpose.COMMAND, when=asks_for("urgent"), roles=frozenset({Role.DISPATCHER}))
def attend_to_urgent(message: Message, work: UnitOfWork) -> Reply | None:
    """Mark, tell and draft, as far as each is asked for; visits are named by number or place."""
    scope = scope_in(message, work, by_team=False)
    if isinstance(scope, Refused):
        return answer(refusal_text(scope), message, work)
    drafts = mentions(message, work, "urgent_note")
    named = _named(message, scope, work, every_urgent=drafts)
    if named.alike or not named.visits:
        return answer(which_visit_text(named.alike), message, work, private=scope.private)
    visits = named.visits
    said = []
    if mentions(message, work, "unmark"):
        said.append(marked_text(_mark(visits, False, message, work), False))
    elif mentions(message, work, "mark"):
        said.append(marked_text(_mark(visits, True, message, work), True))
    note = _note(visits, scope, work)
    if mentions(message, work, "on_duty"):
        said.append(told_text(_tell(note, message, work)))
    if drafts:
        said.append(note)
    return answer("\n".join(said), message, work, private=scope.private)


@router.on(Purpose.COMMAND, when=asks_for("urgent"), roles=_OTHERS)
def leave_urgent_to_dispatchers(message: Message, work: UnitOfWork) -> Reply | None:
    return answer(NOT_YOURS, message, work)


def _named(message: Message, scope: Scope, work: UnitOfWork, *, every_urgent: bool) -> Named:
    """The visits named; a note without names is about every urgent one of the day."""
    listed = [visit for visit in work.visits.of_day(scope.day) if visit.group in scope.groups]
    named = visits_named(request_in(message, work), listed, work.roster)
    if named == Named() and every_urgent:
        return Named(tuple(visit for visit in listed if visit.urgent))
    return named


def _mark(visits: Sequence[Visit], urgent: bool, message: Message, work: UnitOfWork) -> Sequence[Visit]:
    changed = [replace(visit, urgent=urgent, marked=urgent) for visit in visits]
    work.visits.apply(Assembled(visits=tuple(changed)))
    numbers = ",".join(str(visit.number) for visit in visits)
    work.audit.append(message.sender, "visits.mark", numbers, {"urgent": urgent, "message": message.id})
    return changed


def _note(visits: Sequence[Visit], scope: Scope, work: UnitOfWork) -> str:
    evidence = work.visits.evidence_of([visit.number for visit in visits if visit.number is not None])
    counts = {number: (found.photos, found.videos) for number, found in evidence.items()}
    return urgent_note_text(visits, counts, work.roster, scope.day, work.now)


def _tell(note: str, message: Message, work: UnitOfWork) -> list[Person]:
    """A private post, ahead of everything queued, to each dispatcher whose title says that he is on duty."""
    titles = work.lexicon.tables["commands"]["duty"]["titles"]
    on_duty = [
        person
        for person in work.roster.dispatchers
        if person.id != message.sender and any(title in person.details.get("title", "") for title in titles)
    ]
    for person in on_duty:
        once = Once(work.campaign.key, PostKind.URGENT.value, person.id, message.id)
        work.outbox.owe(Post(once, PostKind.URGENT, None, person.id, note, urgent=True))
    return on_duty

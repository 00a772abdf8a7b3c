"""紧急: dispatchers are told of an urgent visit at once; they mark visits by hand and have urgent notes drafted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import time

from documents.urgent_notes import (
    NOT_YOURS,
    alert_correction_text,
    alert_text,
    alert_title,
    marked_text,
    told_text,
    urgent_note_text,
    which_visit_text,
)
from domain.alerts import REPEAT, Alert, AlertKind, repeat_slot, visit_alert_name
from domain.assemblies import Assembled
from domain.calendars import at_time, day_of
from domain.duty_channels import duty_channel
from domain.edits import Act, Edit
from domain.messages import Kind, Message
from domain.namings import Named, visits_named
from domain.posts import Once, Post, PostKind, Reply
from domain.purposes import Purpose
from domain.quiet_hours import quiet_end
from domain.rosters import Person, Role
from domain.scopes import Refused, Scope, whose
from domain.urgents import alert_statement, last_pin, words_left_out
from domain.visits import Part, Visit
from handlers.alerts import ring
from handlers.asking import answer, asks_for, mentions, refuse, request_in, scope_in, turn_down, visits_in
from handlers.routing import Router
from storage.work import UnitOfWork

router = Router()

_OTHERS = frozenset(Role) - {Role.DISPATCHER}
ALERT = "urgent_visit"  # the rule in the key of an alert


def tell_of_urgent(visit: Visit, work: UnitOfWork) -> None:
    """Who is on duty, leader and liaison hear of an urgent visit once, as soon as it is read, at any hour.

    When its place, its county or the urgency changes afterwards, or it is taken back, the dispatchers hear that, too.
    What one of them has marked by hand they know.
    """
    number, statement = visit.number or 0, alert_statement(visit)
    told = work.visits.alerted_of(number)
    if (told is None and (not visit.urgent or visit.marked or not visit.links)) or (told and told[1] == statement):
        return
    if told is None:
        ring(_alert(visit), ALERT, _alert_text(visit, work), work)
    else:
        _correct(visit, told[0] + 1, work)
    work.visits.note_alerted(number, statement, 0 if told is None else told[0] + 1)


def _alert(visit: Visit) -> Alert:
    words = next((link.message_id for link in visit.links if link.part is Part.WORDS), visit.links[0].message_id)
    who = (visit.group, visit.team, visit.author, words)
    return Alert(visit_alert_name(visit.number or 0), AlertKind.VISIT, *who, visit.reported_at, alert_title(visit))


def _correct(visit: Visit, revision: int, work: UnitOfWork) -> None:
    """Whoever is on duty hears what now holds, by day; what is urgent again and unread is said again at any hour."""
    name = visit_alert_name(visit.number or 0)
    work.alerts.retitle(name, alert_title(visit))
    if not (visit.urgent and visit.links):
        work.alerts.end(name)
    elif work.alerts.hold_again(name):
        _say_again(name, work)
    waits = quiet_end(work.now, work.campaign)
    for room, contact in duty_channel(work.roster, work.guards.guarded_command_rooms()):
        subject = f"{visit.number}/{room or contact}"
        once = Once(work.campaign.key, ALERT, subject, visit.reported_at.isoformat(), revision)
        text, about = alert_correction_text(visit), whose([visit])
        work.outbox.owe(Post(once, PostKind.CORRECTION, room, contact, text, not_before=waits, about=about))


def _say_again(name: str, work: UnitOfWork) -> None:
    """As before, unless its turn to be said again is still to come."""
    alert = work.alerts.get(name)
    slot = repeat_slot(alert, work.now, work.campaign.urgent) if alert else None
    if slot is not None and not work.timetable.waits(REPEAT, name):
        work.timetable.plan(slot)


def _alert_text(visit: Visit, work: UnitOfWork) -> str:
    words = next((link.message_id for link in visit.links if link.part is Part.WORDS), "")
    said = work.inbox.message(words) if not visit.findings else None
    morning = at_time(day_of(visit.last_at), time(0))
    others = work.visits.recent(visit.group, morning, team=visit.team, sender=visit.author)
    waiting = work.visits.loose(visit.group, morning, team=visit.team, sender=visit.author)
    pin = last_pin(visit, others, waiting)
    seen_at = work.inbox.message(pin) if pin is not None else None
    return alert_text(visit, said.text if said else "", left_out(visit, work), seen_at, work.roster, work.now)


def left_out(visit: Visit, work: UnitOfWork) -> tuple[str, ...]:
    """What made it urgent and stands in none of its problems, in the words of those who told of it."""
    links = (link for link in visit.links if link.part in (Part.WORDS, Part.ADDITION) and link.kind is Kind.TEXT)
    said = [message for link in links if (message := work.inbox.message(link.message_id)) is not None]
    group = work.roster.group.get(visit.group)
    return words_left_out(visit, said, group, work.lexicon) if group is not None else ()


@router.on(Purpose.COMMAND, when=asks_for("urgent"), roles=frozenset({Role.DISPATCHER}), serves=("urgent",))
def attend_to_urgent(message: Message, work: UnitOfWork) -> Reply | None:
    """Mark, tell and draft, as far as each is asked for; visits are named by number or place."""
    scope = scope_in(message, work, by_team=False)
    if isinstance(scope, Refused):
        return turn_down(scope, message, work)
    drafts = mentions(message, work, "urgent_note")
    named = _named(message, scope, work, every_urgent=drafts)
    if named.alike or not named.visits:
        return answer(which_visit_text(named.alike), message, work, about=scope.groups)
    visits = named.visits
    for visit in visits:  # who attends to it has read of it
        work.alerts.read_on_duty(visit_alert_name(visit.number or 0), message.sender, message.id)
    said = []
    if mentions(message, work, "unmark"):
        said.append(marked_text(mark(visits, False, message, work), False))
    elif mentions(message, work, "mark"):
        said.append(marked_text(mark(visits, True, message, work), True))
    note = _note(visits, scope, work)
    if mentions(message, work, "on_duty"):
        said.append(told_text(_tell(note, visits, message, work)))
    if drafts:
        said.append(note)
    return answer("\n".join(said), message, work, about=whose(visits) | set(scope.groups))


@router.on(Purpose.COMMAND, when=asks_for("urgent"), roles=_OTHERS)
def leave_urgent_to_dispatchers(message: Message, work: UnitOfWork) -> Reply | None:
    return refuse(NOT_YOURS, message, work)


def _named(message: Message, scope: Scope, work: UnitOfWork, *, every_urgent: bool) -> Named:
    """The visits named; a note without names is about every urgent one of the day."""
    listed = visits_in(scope, work)
    named = visits_named(request_in(message, work), listed, work.roster, work.visits.forwards())
    if named == Named() and every_urgent:
        return Named(tuple(visit for visit in listed if visit.urgent))
    return named


def mark(
    visits: Sequence[Visit], urgent: bool, message: Message, work: UnitOfWork, reason: str = ""
) -> Sequence[Visit]:
    """Visits are urgent, or no longer, because a dispatcher says so; as they are now."""
    changed = [replace(visit, urgent=urgent, marked=urgent) for visit in visits]
    work.visits.apply(Assembled(visits=tuple(changed)))
    for visit in changed:
        told = work.visits.alerted_of(visit.number or 0)
        if told is not None:  # who marks it knows
            work.visits.note_alerted(visit.number or 0, alert_statement(visit), told[0])
            name = visit_alert_name(visit.number or 0)
            if not visit.urgent:
                work.alerts.end(name)
            elif work.alerts.hold_again(name):
                work.alerts.read_on_duty(name, message.sender, message.id)
    act = Act.MARK if urgent else Act.UNMARK
    who = (message.sender, message.at, message.id)
    work.edits.add([Edit(visit.number or 0, act, *who, reason=reason) for visit in visits])
    numbers = ",".join(str(visit.number) for visit in visits)
    work.audit.append(message.sender, "visits.mark", numbers, {"urgent": urgent, "message": message.id})
    return changed


def _note(visits: Sequence[Visit], scope: Scope, work: UnitOfWork) -> str:
    evidence = work.visits.evidence_of([visit.number for visit in visits if visit.number is not None])
    counts = {number: (found.photos, found.videos) for number, found in evidence.items()}
    return urgent_note_text(visits, counts, work.roster, scope.day, work.now)


def _tell(note: str, visits: Sequence[Visit], message: Message, work: UnitOfWork) -> list[Person]:
    """A private post, ahead of everything queued, to each dispatcher whose title says that he is on duty."""
    titles = work.lexicon.tables["commands"]["duty"]["titles"]
    on_duty = [
        person
        for person in work.roster.dispatchers
        if person.id != message.sender and any(title in person.details.get("title", "") for title in titles)
    ]
    for person in on_duty:
        once = Once(work.campaign.key, PostKind.URGENT.value, person.id, message.id)
        work.outbox.owe(Post(once, PostKind.URGENT, None, person.id, note, urgent=True, about=whose(visits)))
    return on_duty

"""SOS: danger, obstruction, an accident or illness is passed on at once, without waiting for a visit (第二十六条)."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

from documents.emergencies import (
    ONLY_FIELD,
    LastPlace,
    addition_text,
    emergency_text,
    emergency_title,
    more_title,
    place_text,
    relayed_text,
)
from domain.alerts import Alert, AlertKind, in_charge, on_duty, visit_alert_name
from domain.calendars import at_time, day_of
from domain.emergencies import BREAKING_OFF, emergency_in, may_cry
from domain.messages import Kind, Message
from domain.posts import Once, Post, PostKind, Reply
from domain.purposes import Purpose
from domain.rosters import FIELD_ROLES, Person, RoomKind
from domain.stops import Stop
from domain.targets import targets_of
from domain.urgents import latest_pin
from handlers.alerts import ring
from handlers.asking import asks_for, intent_in, refuse, where_to
from handlers.routing import Router
from handlers.visits import is_evidence, own_words, take_evidence
from storage.work import UnitOfWork

router = Router()

RULE = "emergency"
COMMAND = "call_for_help"
_HEARD_IN: frozenset[RoomKind | None] = frozenset({RoomKind.GROUP, None})


def is_emergency(message: Message, work: UnitOfWork) -> bool:
    """In whatever group's room it is said: who is in danger may take the wrong one."""
    return message.kind is Kind.TEXT and _kind_of(message, work) is not None


def is_cry(message: Message, work: UnitOfWork) -> bool:
    """The same of anybody's text: only who is in the field is heard."""
    sender = work.roster.person.get(message.sender)
    return sender is not None and sender.role in FIELD_ROLES and is_emergency(message, work)


@router.on(Purpose.EVIDENCE, when=is_emergency, roles=FIELD_ROLES, rooms=_HEARD_IN, serves=(COMMAND,))
def pass_on(message: Message, work: UnitOfWork) -> Reply | None:
    """Whoever is on duty, leader and liaison hear it; the words may be a visit's as well, and are told once then."""
    if is_evidence(message, work):
        take_evidence(message, work)
    return _pass_on(message, work)


@router.on(Purpose.COMMAND, when=asks_for(COMMAND), roles=FIELD_ROLES, serves=(COMMAND,))
def pass_on_from_elsewhere(message: Message, work: UnitOfWork) -> Reply | None:
    """Who is in danger may call wherever he is: it is no evidence there, and no less a call."""
    return _pass_on(message, work)


def _pass_on(message: Message, work: UnitOfWork) -> Reply | None:
    kind, sender = _kind_of(message, work), _speaker(message, work)
    assert kind is not None  # the route has seen it
    stopped = kind in BREAKING_OFF and sender.group is not None and sender.team is not None
    again = stopped and _break_off(message, sender, work)
    told = _told_as_visit(message, work)
    current = _current(message, sender, work) if told is None else None
    if told is not None:
        alert = told
    elif current is None:
        alert = _raise(kind, message, sender, stopped, work)
    elif not again and (_is_repeated(current, message, work) or _is_one_too_many(current, message, work)):
        return None  # but who cries after his team went on tells news
    else:
        alert = current
        _tell(alert, message, addition_text(alert.name, message, sender), work)
    _confirm(alert, message, stopped, work)
    return None


@router.on(Purpose.COMMAND, when=asks_for(COMMAND))
def leave_calls_to_the_field(message: Message, work: UnitOfWork) -> Reply | None:
    return refuse(ONLY_FIELD, message, work)


def tells_where(message: Message, work: UnitOfWork) -> bool:
    """A pin of somebody whose team is in an emergency."""
    if message.kind is not Kind.LOCATION or not is_evidence(message, work):
        return False
    return _lately(message, _speaker(message, work), work) is not None


@router.on(Purpose.EVIDENCE, when=tells_where, roles=FIELD_ROLES, rooms=_HEARD_IN)
def pass_on_place(message: Message, work: UnitOfWork) -> Reply | None:
    alert = _lately(message, _speaker(message, work), work)
    assert alert is not None  # the route has seen it
    if work.alerts.next_addition(alert.name, message.kind) <= work.campaign.urgent.most_additions:
        _tell(alert, message, place_text(alert.name, message), work)
    return take_evidence(message, work)


def _kind_of(message: Message, work: UnitOfWork) -> AlertKind | None:
    """By what is told in his own words, else because they are said to the bot as a call for help."""
    if not may_cry(message.text, work.lexicon) and not _is_call(message, work):
        return None
    own = replace(message, text=own_words(message, work))
    kind = emergency_in(own.text, work.lexicon)
    return AlertKind.HELP if kind is None and _is_call(own, work) else kind


def _is_call(message: Message, work: UnitOfWork) -> bool:
    return (intent := intent_in(message, work)) is not None and intent.name == COMMAND


def _speaker(message: Message, work: UnitOfWork) -> Person:
    """Who said it, of the team for which he said it: a leader of none may call for one that he names."""
    person = work.roster.person[message.sender]
    group = work.roster.group.get(person.group or "")
    if person.team is not None or group is None:
        return person
    named = targets_of(message.text[:200], work.roster, day_of(message.at), work.lexicon).teams
    teams = [team for team in named if team in group.teams]
    return replace(person, team=teams[0]) if len(teams) == 1 else person


def _raise(kind: AlertKind, message: Message, sender: Person, stopped: bool, work: UnitOfWork) -> Alert:
    name = work.alerts.next_emergency()
    title = emergency_title(name, kind, sender, message.text, work.roster)
    who = (sender.group or "", sender.team, sender.id, message.id)
    alert = Alert(name, kind, *who, message.at, title)
    place = _last_place(message, sender, work)
    ring(alert, RULE, emergency_text(alert, message, sender, work.roster, place, stopped=stopped), work)
    return alert


def _last_place(message: Message, sender: Person, work: UnitOfWork) -> LastPlace:
    """Of the team, that day."""
    group, morning = sender.group or "", at_time(day_of(message.at), time(0))
    visits = work.visits.recent(group, morning, team=sender.team, sender=sender.id)
    pin = latest_pin(visits, work.visits.loose(group, morning, team=sender.team, sender=sender.id))
    visit = max(visits, key=lambda one: one.last_at, default=None)
    return LastPlace(visit, work.inbox.message(pin) if pin is not None else None)


def _break_off(message: Message, sender: Person, work: UnitOfWork) -> bool:
    """The team's check is broken off; False when it is already."""
    assert sender.group is not None and sender.team is not None  # who is of no team has no check
    return work.stops.begin(Stop(sender.group, sender.team, message.at, sender.id), message.id)


def _told_as_visit(message: Message, work: UnitOfWork) -> Alert | None:
    """The alert of the urgent visit that these very words have made."""
    alerts = (work.alerts.get(visit_alert_name(visit.number or 0)) for visit in work.visits.visits_of(message.id))
    return next((alert for alert in alerts if alert is not None and alert.message_id == message.id), None)


def _current(message: Message, sender: Person, work: UnitOfWork) -> Alert | None:
    """The team's emergency of just now that nobody on duty has acknowledged: what comes next is of it."""
    alert = _lately(message, sender, work)
    return alert if alert is not None and alert.read_at is None else None


def _lately(message: Message, sender: Person, work: UnitOfWork) -> Alert | None:
    """The latest emergency of the sender's team, within the time that one lasts."""
    since = message.at - work.campaign.urgent.together
    latest = [a for a in work.alerts.since(since) if a.kind is not AlertKind.VISIT and a.group == sender.group]
    own = [a for a in latest if a.author == sender.id or (a.team is not None and a.team == sender.team)]
    return own[-1] if own else None


def _is_repeated(alert: Alert, message: Message, work: UnitOfWork) -> bool:
    first = work.inbox.message(alert.message_id)
    return first is not None and "".join(first.text.split()) == "".join(message.text.split())


def _is_one_too_many(alert: Alert, message: Message, work: UnitOfWork) -> bool:
    """A flood is counted in the alert's title, which is said again, and not passed on cry by cry."""
    more = work.alerts.next_addition(alert.name, message.kind) - work.campaign.urgent.most_additions
    if more > 0:
        work.alerts.retitle(alert.name, more_title(alert.title, more))
    return more > 0


def _tell(alert: Alert, message: Message, text: str, work: UnitOfWork) -> None:
    """More of an emergency, to all who were told of it and have not acknowledged it for themselves."""
    for room, contact in (
        *on_duty(work.roster, work.guards.guarded_command_rooms(), alert.author),
        *in_charge(alert, work.roster),
    ):
        if contact == message.sender:
            continue
        once = Once(work.campaign.key, RULE, f"{alert.name}/{room or contact}", message.id)
        about = frozenset({alert.group})
        work.outbox.owe(Post(once, PostKind.URGENT, room, contact, text, urgent=True, about=about))


def _confirm(alert: Alert, message: Message, stopped: bool, work: UnitOfWork) -> None:
    """One line to who called, ahead of everything queued, too: where he called, at night in private."""
    people = [work.roster.person[contact] for _, contact in in_charge(alert, work.roster) if contact is not None]
    duty = bool(on_duty(work.roster, work.guards.guarded_command_rooms(), alert.author))
    text = relayed_text(duty, [person for person in people if person.id != message.sender], stopped)
    about = frozenset({alert.group})
    room, contact = where_to(message, work, about=about)
    once = Once(work.campaign.key, PostKind.ANSWER.value, room or message.sender, message.id)
    post = Post(once, PostKind.ANSWER, room, contact, text, urgent=True, answers=message.id, about=about)
    work.outbox.owe(post)

"""通知属地 #12: only a dispatcher's word sends an urgent case to the locality's room, once (第十五条、第二十九条)."""

from __future__ import annotations

import re

from documents.local_notices import (
    NOT_YOURS,
    WHICH,
    local_notice_text,
    no_room_text,
    no_such_text,
    not_urgent_text,
    noticed_text,
)
from domain.alerts import AlertKind, visit_alert_name
from domain.messages import Message
from domain.posts import Once, Post, PostKind, Reply
from domain.purposes import Purpose
from domain.rosters import DISPATCHERS, Room, RoomKind
from domain.scopes import whose
from domain.visits import Visit
from handlers.alerts import alerts_quoted
from handlers.asking import answer, asks_for, refuse, request_in
from handlers.routing import Router
from handlers.urgents import left_out
from storage.work import UnitOfWork

router = Router()

COMMAND = "local_notice"
_NUMBER = re.compile(r"\d{1,6}")


@router.on(Purpose.COMMAND, when=asks_for(COMMAND), roles=DISPATCHERS, serves=(COMMAND,))
def tell_locality(message: Message, work: UnitOfWork) -> Reply | None:
    """Place and facts go to the room of the host city; whoever lets it go is on record, and has read the alert."""
    number = _number_of(message, work)
    if number is None:
        return refuse(WHICH, message, work)
    visit = work.visits.named_by(number)
    if visit is None or not visit.links:
        return refuse(no_such_text(number), message, work)
    if not (visit.urgent or visit.marked):
        return answer(not_urgent_text(number), message, work, about=whose([visit]))
    for called in {number, visit.number or number}:  # a merged visit was told under a number of its own
        work.alerts.read_on_duty(visit_alert_name(called), message.sender, message.id)
    rooms = _rooms_of(visit, work)
    if not rooms:
        city = work.roster.group[visit.group].city if visit.group in work.roster.group else ""
        return answer(no_room_text(city), message, work, about=whose([visit]))
    told = [room for room in rooms if _owe(visit, room, message, work)]
    if told:
        detail = {"rooms": [room.id for room in told], "message": message.id}
        work.audit.append(message.sender, "locality.tell", str(visit.number), detail)
    text = noticed_text(visit, told, [room for room in rooms if room not in told])
    return answer(text, message, work, about=whose([visit]))


@router.on(Purpose.COMMAND, when=asks_for(COMMAND))
def leave_locality_to_dispatchers(message: Message, work: UnitOfWork) -> Reply | None:
    return refuse(NOT_YOURS, message, work)


def _number_of(message: Message, work: UnitOfWork) -> int | None:
    """Written, or of the alert that is quoted, or of the only one that waits."""
    written = _NUMBER.findall(request_in(message, work))
    if written:
        return int(written[0]) if len(written) == 1 else None
    quoted = [name for name in alerts_quoted(message, work) if name.startswith("#")]
    names = quoted or [alert.name for alert in work.alerts.open() if alert.kind is AlertKind.VISIT]
    return int(names[0][1:]) if len(names) == 1 else None


def _rooms_of(visit: Visit, work: UnitOfWork) -> list[Room]:
    """The locality's rooms: of the visit's group, else of its host city."""
    local = [room for room in work.roster.rooms if room.kind is RoomKind.LOCAL]
    group = work.roster.group.get(visit.group)
    own = [room for room in local if room.group == visit.group]
    return own or [room for room in local if group is not None and room.group is None and room.city == group.city]


def _owe(visit: Visit, room: Room, message: Message, work: UnitOfWork) -> bool:
    names = {person.name for person in work.roster.people} | {
        alias for person in work.roster.people for alias in person.alias.values()
    }
    post = Post(
        Once(work.campaign.key, COMMAND, room.id, f"#{visit.number}"),
        PostKind.LOCAL_NOTICE,
        room.id,
        None,
        local_notice_text(visit, left_out(visit, work), names),
        urgent=True,
        released_by=message.sender,
        about=whose([visit]),
    )
    return work.outbox.owe(post)

"""属地应急联系人: a dispatcher asks for it while there is an emergency, alone, and on record (seed 000, 二十六)."""

from __future__ import annotations

import re
from datetime import timedelta

from documents.roster_orders import ALERTS_ONLY, NOT_YOURS, host_contact_text, no_alert_text
from domain.alerts import Alert
from domain.messages import Message
from domain.papers import short_city
from domain.posts import NOBODYS, Reply
from domain.purposes import Purpose
from domain.rosters import DISPATCHERS
from handlers.alerts import alerts_quoted
from handlers.asking import answer, asks_for, refuse, request_in, targets_in
from handlers.routing import Router
from storage.work import UnitOfWork

router = Router()

COMMAND = "host_contact"
_FRESH = timedelta(days=1)  # a case that was acknowledged may still need the host city for so long
_NUMBER = re.compile(r"#\s*(\d{1,6})|急\s*(\d{1,6})")


@router.on(Purpose.COMMAND, when=asks_for(COMMAND), roles=DISPATCHERS, serves=(COMMAND,))
def give_host_contact(message: Message, work: UnitOfWork) -> Reply | None:
    """Of the group of one alert that is open or younger than a day; whoever asks is on record."""
    groups = targets_in(message, work).groups
    alerts = _alerts(message, work)
    named = [alert for alert in alerts if not groups or alert.group in groups]
    of = {alert.group for alert in named}
    if len(of) != 1:
        group = work.roster.group[groups[0]] if len(groups) == 1 else None
        text = no_alert_text(short_city(group)) if group is not None and not of else ALERTS_ONLY
        return answer(text, message, work, about=NOBODYS, private=True)
    (key,) = of
    group = work.roster.group[key]
    detail = {"alert": named[0].name, "message": message.id}
    work.audit.append(message.sender, "host_contact.give", key, detail)
    text = host_contact_text(short_city(group), group.emergency_contact)
    return answer(text, message, work, about={key}, private=True)


@router.on(Purpose.COMMAND, when=asks_for(COMMAND))
def leave_host_contacts_to_dispatchers(message: Message, work: UnitOfWork) -> Reply | None:
    return refuse(NOT_YOURS, message, work, private=True)


def _alerts(message: Message, work: UnitOfWork) -> list[Alert]:
    """Those that wait or began within a day; where one is written or quoted, that one."""
    since = work.now - _FRESH
    known = {alert.name: alert for alert in (*work.alerts.since(since), *work.alerts.open())}
    known = {name: alert for name, alert in known.items() if alert.group in work.roster.group}
    written = [f"#{one}" if one else f"急{two}" for one, two in _NUMBER.findall(request_in(message, work))]
    wanted = written or list(alerts_quoted(message, work))
    return [known[name] for name in wanted if name in known] if wanted else list(known.values())

"""What a request for a daily report (日报) asks for: whose, which day, how, where to, and when."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime

from domain.appointments import Appointment, appointment_in
from domain.calendars import day_of
from domain.commands import plain_request
from domain.lexicons import Lexicon
from domain.rosters import Person, Room, Roster
from domain.scopes import Refused, Scope, scope_of
from domain.targets import targets_of


@dataclass(frozen=True, slots=True)
class ReportOrder:
    """`apart`: one report a group. `at` is None for now. `words` may name the visits to be put first."""

    scope: Scope
    apart: bool
    puts_first: bool
    words: str
    at: datetime | None = None


def report_order_of(
    request: str, said_at: datetime, person: Person, room: Room | None, roster: Roster, lexicon: Lexicon
) -> ReportOrder | Refused:
    """The order in a request; without a day of its own it is about the day on which it was said."""

    def asks(key: str) -> bool:
        return re.search("|".join(lexicon.tables["commands"]["figures"][key]), plain) is not None

    plain, when = plain_request(request), None
    if asks("later"):
        when = appointment_in(request, said_at, lexicon)
    plain = when.rest if when else plain
    today = day_of(said_at)
    targets = replace(targets_of(plain, roster, today, lexicon), teams=(), own=False)
    scope = scope_of(person, room, targets, roster, today)
    if isinstance(scope, Refused):
        return scope
    scope = replace(scope, private=scope.private or (room is not None and asks("to_me")))
    return ReportOrder(scope, asks("apart"), asks("first"), plain, _moment(when))


def _moment(when: Appointment | None) -> datetime | None:
    return when.at if when else None

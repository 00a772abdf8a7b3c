"""A round whose end the dispatchers move while it goes on (具体核查时间，指挥调度组可根据环境质量情况进行调整)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time, timedelta

from domain.calendars import at_time
from domain.rosters import RoomKind, Roster, Round
from domain.simulations import Act, Deed, Heard

_MOVED = 2  # the round
_BY = timedelta(days=3)
_ASKED = timedelta(days=6)  # after it began
_CLOCK = time(13)


def moved(roster: Roster, days: Sequence[date]) -> tuple[tuple[Round, ...], list[Act]]:
    """The rounds as they are in the end, and who asks for it and who confirms; as they were where it is not played."""
    about = next((r for r in roster.rounds if r.number == _MOVED), None)
    after = next((r for r in roster.rounds if r.number == _MOVED + 1), None)
    if about is None or after is None or about.start + _ASKED not in days or after.start + _BY >= after.end:
        return roster.rounds, []
    changes = {about: replace(about, end=about.end + _BY), after: replace(after, start=after.start + _BY)}
    return tuple(changes.get(r, r) for r in roster.rounds), _acts(about, roster)


def _acts(about: Round, roster: Roster) -> list[Act]:
    at, (first, second, *_) = at_time(about.start + _ASKED, _CLOCK), roster.dispatchers
    words = [(Deed.MOVE_ROUND, first, at), (Deed.CONFIRM_ROUND, second, at + timedelta(minutes=5))]
    group, end = roster.groups[0].key, about.end + _BY
    return [
        Act(0, deed, group, who.id, who.role, RoomKind.COMMAND, Heard(then, then), day=end) for deed, who, then in words
    ]

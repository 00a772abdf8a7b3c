"""Where the bot turns to whoever is on duty (指挥调度组)."""

from __future__ import annotations

from collections.abc import Collection

from domain.rosters import Roster

Address = tuple[str | None, str | None]  # a room, or a person in private


def duty_channel(roster: Roster, closed: Collection[str]) -> tuple[Address, ...]:
    """The first command room that is not closed; where there is none, each dispatcher in private."""
    for room in roster.command_rooms:
        if room.id not in closed:
            return ((room.id, None),)
    return tuple((None, person.id) for person in roster.dispatchers)

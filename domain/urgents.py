"""Urgent visits: what the dispatchers were told of one at once, and where its team was last."""

from __future__ import annotations

from collections.abc import Iterable

from domain.messages import Kind
from domain.visits import Loose, Part, Visit, place_key


def alert_statement(visit: Visit) -> str:
    """What an alert says of the place, and whether the visit is urgent at all: kept, to see whether it still holds."""
    return "\n".join((place_key(visit.place), visit.county or "", "urgent" if visit.urgent and visit.links else ""))


def latest_pin(visits: Iterable[Visit], loose: Iterable[Loose]) -> str | None:
    """The message of the latest pin of these visits and of what waits for words."""
    pins = [(link.at, link.message_id) for visit in visits for link in visit.links if link.part is Part.PIN]
    pins += [(one.at, one.message_id) for one in loose if one.kind is Kind.LOCATION]
    return max(pins)[1] if pins else None


def last_pin(visit: Visit, others: Iterable[Visit], waiting: Iterable[Loose]) -> str | None:
    """The message of the visit's own last pin, else of the team's last one: in other visits, or waiting for words."""
    return latest_pin((visit,), ()) or latest_pin(others, waiting)

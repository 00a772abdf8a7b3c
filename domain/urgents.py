"""Urgent visits: what the dispatchers were told of one at once, and where its team was last."""

from __future__ import annotations

from collections.abc import Iterable

from domain.calendars import day_of
from domain.lexicons import Lexicon
from domain.messages import Kind, Message
from domain.reading.outcomes import grave_clauses
from domain.readings import read
from domain.rosters import Group
from domain.visits import UNTOUCHED, Loose, Part, Visit, place_key


def alert_statement(visit: Visit) -> str:
    """What an alert says of the place, and whether the visit is urgent at all: kept, to see whether it still holds."""
    return "\n".join((place_key(visit.place), visit.county or "", "urgent" if visit.urgent and visit.links else ""))


def words_left_out(visit: Visit, said: Iterable[Message], group: Group, lexicon: Lexicon) -> tuple[str, ...]:
    """What made a visit urgent and stands in none of its problems, in the words of what was `said` of it.

    Of a message about several places only what it says of this one; nothing where a hand has set the problems.
    """
    if visit.hand != UNTOUCHED:
        return ()
    told = "，".join(finding.text for finding in visit.findings)
    found: list[str] = []
    for message in said:
        readings = read(message.text, group, lexicon, day_of(message.at))
        own = readings if len(readings) == 1 else [r for r in readings if place_key(r.place) == place_key(visit.place)]
        found += [clause for reading in own for clause in grave_clauses(reading.words, lexicon)]
    verdict = lexicon.any_of("urgency", "verdicts")
    spare = bool(grave_clauses(told, lexicon))  # a problem says what was done: the verdict on it adds nothing
    return tuple(c for c in dict.fromkeys(found) if c not in told and not (spare and verdict.fullmatch(c)))


def latest_pin(visits: Iterable[Visit], loose: Iterable[Loose]) -> str | None:
    """The message of the latest pin of these visits and of what waits for words."""
    pins = [(link.at, link.message_id) for visit in visits for link in visit.links if link.part is Part.PIN]
    pins += [(one.at, one.message_id) for one in loose if one.kind is Kind.LOCATION]
    return max(pins)[1] if pins else None


def last_pin(visit: Visit, others: Iterable[Visit], waiting: Iterable[Loose]) -> str | None:
    """The message of the visit's own last pin, else of the team's last one: in other visits, or waiting for words."""
    return latest_pin((visit,), ()) or latest_pin(others, waiting)

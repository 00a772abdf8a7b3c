"""Which visits a request names: by number (#12), or by the part of a name that tells a place from others."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.assembling.names import core
from domain.rosters import Roster
from domain.visits import Visit, place_key

_NUMBER = re.compile(r"[#＃]\s{0,2}(\d{1,6})(?!\d)")
_LEAST = 2  # characters of a trade name; nobody is called by one
_LEAST_INSIDE = 3  # characters of a piece from the middle of a name: two of them stand in many words


@dataclass(frozen=True, slots=True)
class Named:
    """`visits` are those meant, in the order named; `alike` those of which a piece of text could mean any."""

    visits: tuple[Visit, ...] = ()
    alike: tuple[Visit, ...] = ()


def visits_named(request: str, visits: Sequence[Visit], roster: Roster, forwards: Mapping[int, int]) -> Named:
    """The visits that a request names. Of several to one place the latest is meant.

    A name counts from its head on (青木 for 某市青木纸业有限公司), or by three characters of it that
    stand in no other name; of two that begin alike the one that is named further is meant. `forwards` are the numbers
    of merged visits with those they are part of.
    """
    numbers = [forwards.get(int(number), int(number)) for number in _NUMBER.findall(request)]
    if numbers:
        by_number = {visit.number: visit for visit in visits}
        return Named(tuple(by_number[number] for number in dict.fromkeys(numbers) if number in by_number))
    said = place_key(request)
    cores = {place: _core(visit, roster) for visit in visits if (place := place_key(visit.place))}
    found = {place: _named(name, said, [n for n in cores.values() if n != name]) for place, name in cores.items()}
    latest = {place_key(visit.place): visit for visit in sorted(visits, key=lambda visit: visit.reported_at)}
    by_start: dict[int, list[tuple[int, Visit]]] = {}
    for place, hit in found.items():
        if hit:
            by_start.setdefault(hit[0], []).append((hit[1], latest[place]))
    meant = [_furthest(hits) for _, hits in sorted(by_start.items())]
    return Named(
        tuple(best[0] for best in meant if len(best) == 1),
        tuple(visit for best in meant if len(best) > 1 for visit in best),
    )


def _furthest(hits: Sequence[tuple[int, Visit]]) -> list[Visit]:
    most = max(length for length, _ in hits)
    return [visit for length, visit in hits if length == most]


def _core(visit: Visit, roster: Roster) -> str:
    group = roster.group.get(visit.group)
    return core(visit.place, group.city, group.counties) if group else place_key(visit.place)


def _named(name: str, said: str, others: Sequence[str]) -> tuple[int, int] | None:
    """Where in the request a name is said, and how many characters of it."""
    for length in range(len(name), _LEAST - 1, -1):
        at = said.find(name[:length])
        if at >= 0:
            return at, length
    for length in range(len(name) - 1, _LEAST_INSIDE - 1, -1):
        for start in range(1, len(name) - length + 1):
            piece = name[start : start + length]
            if piece in said and not any(piece in other for other in others):
                return said.find(piece), length
    return None

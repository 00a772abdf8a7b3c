"""企业: what was found at one place, over time; a place is what its records call it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.console.custody import note_seen
from bot.console.desks import desk_of
from bot.console.forms import groups_seen
from bot.console.pages import page
from documents.lines import OUTCOMES
from domain.visits import OPEN_OUTCOMES, Visit
from storage.work import UnitOfWork

_PHOTOS = 4  # of a record


@dataclass(frozen=True, slots=True)
class Check:
    """One record of the place: its photos, and whether it is signed."""

    visit: Visit
    photos: tuple[str, ...]
    more: int
    signed: bool


async def place_page(request: web.Request) -> web.Response:
    """All records of one place in the groups that are seen, the newest first."""
    key, seen = request.match_info["place"][:200], groups_seen(request)

    def ask(work: UnitOfWork) -> dict[str, Any]:
        numbers = work.visit_lists.of_place(key, seen)
        visits = [visit for number in numbers if (visit := work.visits.get(number)) is not None]
        photos, signed = work.visits.photos_of(numbers), work.signatures.of_visits(numbers)
        checks = []
        for visit in visits:
            shown = photos.get(visit.number or 0, [])
            told = tuple(shown[:_PHOTOS]), len(shown[_PHOTOS:]), visit.number in signed
            checks.append(Check(visit, *told))
        return {
            "checks": checks,
            "findings": sum(len(visit.findings) for visit in visits),
            "open": sum(visit.outcome in OPEN_OUTCOMES for visit in visits),
            "counties": list(dict.fromkeys(visit.county for visit in visits if visit.county)),
            "cities": {group.key: group.city for group in work.roster.groups},
            "categories": work.campaign.categories,
            "outcomes": OUTCOMES,
        }

    found = await desk_of(request).read(ask)
    if not found["checks"] or not key:
        raise web.HTTPNotFound(text="没有这家企业的记录，或者不是您能看的")
    await note_seen(request, "place", ",".join(str(one.visit.number) for one in found["checks"]))
    return page(request, "place.html", **found)

"""点位: the list of records, with a search, filters and pages; the newest come by themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from aiohttp import web

from bot.console.desks import desk_of
from bot.console.forms import day_in, groups_seen, number_in
from bot.console.live import follow
from bot.console.pages import page, render
from documents.acknowledgements import MISSING
from documents.lines import OUTCOMES
from domain.acknowledgements import missing_of
from domain.calendars import day_of
from domain.visit_filters import LONGEST_QUERY, Lacking, VisitFilter, Within, terms_of
from domain.visits import Outcome
from storage.visit_lists import Listed
from storage.work import UnitOfWork

_WORDS = ("q", "from", "to", "round", "group", "team", "county", "category", "outcome", "signed")
_MORE = ("round", "group", "team", "county", "category", "outcome", "signed", "urgent", "lacking", "controlled")
_TICKS = ("urgent", "lacking", "controlled", "withdrawn")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for, as it says it: the words of the form, and where the page begins."""

    words: tuple[tuple[str, str], ...]
    before: int | None = None
    after: int | None = None

    def __getitem__(self, name: str) -> str:
        return dict(self.words).get(name, "")

    def address(self, path: str = "/visits", **more: object) -> str:
        """The address of the same list, from somewhere else."""
        told = urlencode([*self.words, *((name, value) for name, value in more.items() if value is not None)])
        return f"{path}?{told}" if told else path


@dataclass(frozen=True, slots=True)
class Row:
    """A record in the list: whose it is, what evidence it has, what it lacks, and whether it is signed."""

    visit: Listed
    city: str
    photos: int
    videos: int
    missing: tuple[str, ...]
    signed: bool


async def visits_page(request: web.Request) -> web.Response:
    asked, seen = asked_in(request), groups_seen(request)

    def ask(work: UnitOfWork) -> dict[str, Any]:
        return listing(asked, seen, work) | {"choices": _choices(seen, work)}

    found = await desk_of(request).read(ask)
    return page(request, "visits.html", **found, longest=LONGEST_QUERY, more=any(asked[name] for name in _MORE))


async def visits_live(request: web.Request) -> web.StreamResponse:
    asked, seen = asked_in(request), groups_seen(request)
    return await follow(
        request, ("visits", seen, asked), lambda work: render("_visits.html", listing(asked, seen, work))
    )


def asked_in(request: web.Request) -> Asked:
    """What the address asks for. Raises HTTPNotFound for another group than the viewer's."""
    query = request.query
    words = [(name, query.get(name, "").strip()[:LONGEST_QUERY]) for name in _WORDS]
    if day := day_in(query.get("day", "")):
        words += [("from", day.isoformat()), ("to", day.isoformat())]
    words += [(name, "1") for name in _TICKS if query.get(name)]
    if query.get("group") and query["group"] not in groups_seen(request):
        raise web.HTTPNotFound
    kept = dict((name, value) for name, value in words if value)
    return Asked(tuple(kept.items()), number_in(query.get("before", "")), number_in(query.get("after", "")))


def filter_of(asked: Asked, seen: tuple[str, ...], work: UnitOfWork) -> VisitFilter:
    """What is wanted of the records of the groups that are seen; words that mean nothing ask for nothing."""
    rounds = {str(one.number): one for one in work.roster.rounds}
    chosen = rounds.get(asked["round"])
    campaign = work.campaign
    return VisitFilter(
        (asked["group"],) if asked["group"] else seen,
        terms_of(asked["q"], work.roster.known.values()),
        day_in(asked["from"]) or (chosen.start if chosen else None),
        day_in(asked["to"]) or (chosen.end if chosen else None),
        number_in(asked["team"]),
        asked["county"],
        asked["category"] if asked["category"] in campaign.categories else "",
        Outcome(asked["outcome"]) if asked["outcome"] in OUTCOMES else None,
        urgent=bool(asked["urgent"]),
        withdrawn=bool(asked["withdrawn"]),
        signed={"yes": True, "no": False}.get(asked["signed"]),
        to_sign=frozenset(campaign.signing.outcomes),
        within=_controlled(work) if asked["controlled"] else None,
        lacking=_lacking(work) if asked["lacking"] else None,
    )


def rows_of(listed: tuple[Listed, ...], work: UnitOfWork) -> list[Row]:
    """The records with what else a list tells of them."""
    numbers = [visit.number for visit in listed]
    evidence, signed = work.visits.evidence_of(numbers), work.signatures.of_visits(numbers)
    cities = {group.key: group.city for group in work.roster.groups}
    rows = []
    for visit in listed:
        photos, videos = evidence[visit.number].photos, evidence[visit.number].videos
        missing = missing_of(visit, photos, videos, work.campaign)
        told = tuple(MISSING[one] for one in missing)
        rows.append(Row(visit, cities.get(visit.group, ""), photos, videos, told, visit.number in signed))
    return rows


def listing(asked: Asked, seen: tuple[str, ...], work: UnitOfWork) -> dict[str, Any]:
    """What `_visits.html` shows."""
    wanted = filter_of(asked, seen, work)
    found = work.visit_lists.page(wanted, before=asked.before, after=asked.after)
    return {
        "rows": rows_of(found.listed, work),
        "asked": asked,
        "found": found,
        "count": work.visit_lists.count(wanted),
        "outcomes": OUTCOMES,
        "today": day_of(work.now),
        "several": len(wanted.groups) > 1,
    }


def _choices(seen: tuple[str, ...], work: UnitOfWork) -> dict[str, Any]:
    """What can be chosen in the form."""
    groups = [work.roster.group[key] for key in seen]
    return {
        "groups": groups,
        "teams": range(1, max((team for group in groups for team in group.teams), default=0) + 1),
        "counties": [(group.city, group.counties) for group in groups],
        "categories": work.campaign.categories,
        "rounds": work.roster.rounds,
    }


def _controlled(work: UnitOfWork) -> tuple[Within, ...]:
    groups = {city: frozenset(g.key for g in work.roster.groups if g.city == city) for city in _cities(work)}
    return tuple(
        Within(groups[period.city], period.start, period.until)
        for period in work.controls.all()
        if period.city in groups and (period.until is None or period.until > period.start)
    )


def _cities(work: UnitOfWork) -> set[str]:
    return {group.city for group in work.roster.groups}


def _lacking(work: UnitOfWork) -> Lacking:
    campaign = work.campaign
    return Lacking(campaign.evidence_outcomes, campaign.evidence_videos, campaign.evidence_photos)

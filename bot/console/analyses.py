"""研判: what was found in a period by what it came to, by kind of problem, by sort of place and by county."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from aiohttp import web

from bot.console.desks import desk_of
from bot.console.forms import day_in, groups_seen
from bot.console.pages import page
from documents.lines import OUTCOMES
from domain.calendars import day_of
from storage.work import UnitOfWork

MOST_DAYS = 31  # each day has up to a thousand records


async def analysis_page(request: web.Request) -> web.Response:
    """The days of the address, else today's round so far. Raises HTTPNotFound for another group than the viewer's."""
    seen, group = groups_seen(request), request.query.get("group", "")
    if group and group not in seen:
        raise web.HTTPNotFound
    asked = day_in(request.query.get("from", "")), day_in(request.query.get("to", ""))

    def ask(work: UnitOfWork) -> dict[str, Any]:
        first, last = _days(asked, work)
        return {
            "analysis": work.analyses.of((group,) if group else seen, first, last),
            "first": first,
            "last": last,
            "group": group,
            "groups": [work.roster.group[key] for key in seen],
            "categories": work.campaign.categories,
        }

    return page(request, "analysis.html", **await desk_of(request).read(ask), outcomes=OUTCOMES, most=MOST_DAYS)


def _days(asked: tuple[date | None, date | None], work: UnitOfWork) -> tuple[date, date]:
    """From the first to the last day, the last so many of them at most."""
    today = day_of(work.now)
    of_round = work.roster.round_on(today)
    last = asked[1] or (today if asked[0] is None else min(today, asked[0] + timedelta(days=MOST_DAYS - 1)))
    first = asked[0] or (of_round.start if of_round and asked[1] is None else last)
    return max(first, last - timedelta(days=MOST_DAYS - 1)), max(first, last)

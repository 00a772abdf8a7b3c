"""总览: today against its deadline."""

from __future__ import annotations

from aiohttp import web

from bot.console.desks import desk_of
from bot.console.pages import page
from domain.calendars import day_of
from storage.work import UnitOfWork


async def overview_page(request: web.Request) -> web.Response:
    def ask(work: UnitOfWork) -> int:
        return len(work.visits.of_day(day_of(work.now)))

    return page(request, "overview.html", visits=await desk_of(request).read(ask))

"""总览: today against its deadline, live; an earlier day as it stands now."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from aiohttp import web

from bot.console.desks import desk_of, tell, viewer_of
from bot.console.forms import day_in, groups_seen
from bot.console.live import follow
from bot.console.pages import page, render
from documents.campaigns import outside_text
from documents.overviews import (
    alert_card,
    caption,
    countdown,
    day_chart,
    hour_charts,
    met_of,
    pace_of,
    read_line,
    tile_of,
    totals,
    window_lines,
)
from domain.alerts import Alert, may_see
from domain.calendars import at_time, day_of, midnight_after
from domain.obligations import day_duties, is_campaign_day
from domain.overviews import Snapshot, days_around
from domain.renditions import Size
from domain.rosters import Person, Role, RoomKind
from domain.scopes import groups_of
from domain.stops import stopped_on
from domain.tallies import DayTally, with_stops
from storage.standings import board_on
from storage.work import UnitOfWork

SNAPSHOTS, ALERTS = 12, 5
_ALERT = re.compile(r"(#|急)\d{1,9}")


async def overview_page(request: web.Request) -> web.Response:
    """A day of the groups that he may look at: today, or `?day=2020-10-20`."""
    viewer, desk = viewer_of(request), desk_of(request)
    day, today = _day_asked(request), day_of(desk.app.clock())
    course = desk.app.scene.campaign.course(desk.app.scene.roster.rounds)
    part = await desk.read(lambda work: _part(work, viewer.person, day))
    return page(
        request,
        "overview.html",
        part=part,
        day=day,
        today=today,
        first=min(course.start, day),
        before=day - timedelta(days=1),
        after=day + timedelta(days=1),
    )


async def overview_live(request: web.Request) -> web.StreamResponse:
    """The same day, whenever it has changed."""
    person, day = viewer_of(request).person, _day_asked(request)
    key = ("overview", person.role, groups_seen(request), day)
    return await follow(request, key, lambda work: _part(work, person, day))


async def read_alert(request: web.Request) -> web.Response:
    """已阅, as said to the bot in private."""
    form = await request.post()
    name, token = str(form.get("alert", "")), str(form.get("token", ""))
    if not _ALERT.fullmatch(name):
        raise web.HTTPBadRequest(text="没有这条紧急情况，请刷新后再试")
    once = hashlib.sha256(f"{token} {name}".encode()).hexdigest()[: len(token)]  # one form serves all that wait
    tell(request, await desk_of(request).say(viewer_of(request), f"已阅 {name}", once))
    raise web.HTTPSeeOther("/")


def _day_asked(request: web.Request) -> date:
    """The day of the address; today for none, for one to come, and for what is no day."""
    asked, today = day_in(request.query.get("day", "")), day_of(desk_of(request).app.clock())
    return asked if asked is not None and asked <= today else today


def _part(work: UnitOfWork, person: Person, day: date) -> str:
    """The live part of the page; of one viewer it has only what his role and groups make of it."""
    groups = groups_of(person, work.roster)
    tally = with_stops(work.tallies.of_day(day).only(groups), stopped_on(day, work.stops.open()))
    values = {
        "day": day,
        "now": work.now,
        "is_today": day == day_of(work.now),
        "doubts": len(work.picture_questions.open(groups)) if person.role is Role.DISPATCHER else 0,
        **_alerts(work, person, day),
        **_deadline(work, groups, day),
        **_tiles(work, tally, day),
        **_charts(work, tally, groups, day),
        "snapshots": _snapshots(work, groups, day),
        "empty": _why_empty(work, tally, day),
    }
    return render("_overview.html", values)


def _alerts(work: UnitOfWork, person: Person, day: date) -> dict[str, Any]:
    """What waits, whatever its day, and what was acknowledged of this one."""

    def seen(alerts: Sequence[Alert]) -> list[Alert]:
        return [alert for alert in alerts if may_see(alert, person.role, person.group)]

    since, until = midnight_after(day - timedelta(days=1)), midnight_after(day)
    done = [alert for alert in seen(work.alerts.since(since)) if alert.read_at is not None and alert.at < until]
    return {
        "alerts": [alert_card(alert, work.roster, work.now) for alert in reversed(seen(work.alerts.open()))],
        "most_alerts": ALERTS,
        "read": [read_line(alert, work.roster) for alert in done],
    }


def _deadline(work: UnitOfWork, groups: Sequence[str], day: date) -> dict[str, Any]:
    duties = day_duties(day, work.campaign) if is_campaign_day(day, work.campaign, work.roster) else ()
    due, left = countdown(duties, work.now)
    windows = work.blind_windows.of_groups([work.roster.group[key] for key in groups], day)
    return {"due": due, "left": left, "windows": window_lines(window for own in windows.values() for window in own)}


def _tiles(work: UnitOfWork, tally: DayTally, day: date) -> dict[str, Any]:
    duties = day_duties(day, work.campaign)
    is_over = all(duty.period.due_at <= work.now for duty in duties)
    is_owed = is_campaign_day(day, work.campaign, work.roster)
    owed = [work.roster.group[group.key] for group in tally.groups] if is_owed else []
    board = {group.key: standings for group, standings in board_on(day, work.now, work, owed)}
    tiles = [tile_of(group, board.get(group.key, ()), work.campaign.quota, is_over) for group in tally.groups]
    return {"tiles": tiles, "totals": totals(tiles), "met": met_of(tiles), "quota": work.campaign.quota}


def _charts(work: UnitOfWork, tally: DayTally, groups: Sequence[str], day: date) -> dict[str, Any]:
    quota = work.campaign.quota
    teams = sum(not team.stopped for group in tally.groups for team in group.numbered)
    pace = pace_of(work.campaign, day_duties(day, work.campaign), teams * quota.visits)
    hours = work.overviews.hours_of(day, groups)
    by_hour, so_far, rows = hour_charts(hours, pace, work.now if day == day_of(work.now) else None)
    days = work.overviews.days_of(*days_around(day, work.roster), groups)
    around = work.roster.round_on(day)
    return {
        "by_hour": by_hour,
        "so_far": so_far,
        "hours": rows,
        "by_day": day_chart(days, day),
        "days": [one for one in days if one.day <= day_of(work.now)],
        "round": around.number if around else None,
    }


def _snapshots(work: UnitOfWork, groups: Sequence[str], day: date) -> list[tuple[Snapshot, str, bool]]:
    """The newest pictures, what is said of each, and whether its small copy is there to be asked for."""
    cities = {key: work.roster.group[key].city for key in groups}
    found = work.overviews.newest(day, groups, SNAPSHOTS)
    made = work.renditions.of((one.sha256 for one in found), Size.THUMB)
    return [(one, caption(one, cities), one.sha256 in made) for one in found]


def _why_empty(work: UnitOfWork, tally: DayTally, day: date) -> str:
    """What to say where there is nothing to see yet; "" where there is."""
    if any(group.visits for group in tally.groups):
        return ""
    if not any(room.kind is RoomKind.GROUP for room in work.roster.rooms):
        return "名册里还没有工作群。把机器人拉进工作群并绑定后，群里报的点位会出现在这里。"
    if not is_campaign_day(day, work.campaign, work.roster):
        course = work.campaign.course(work.roster.rounds)
        return outside_text(day, course.start, course.end)
    if work.now >= at_time(day, work.campaign.deadline):
        return "群里没有见到这一天的点位。"
    return "群里还没有点位。有人在工作群里发照片、说明情况，几秒钟后就会出现在这里。"

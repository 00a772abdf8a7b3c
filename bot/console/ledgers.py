"""台账 and 评比 of some days: who reached the quota when, the groups side by side, and the files to take along."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from aiohttp import web

from bot.console.desks import desk_of, viewer_of
from bot.console.downloads import ask_for
from bot.console.forms import day_in, groups_seen, words
from bot.console.pages import page
from documents.ledgers import period_name
from documents.lines import day_name
from documents.papers import group_name_of
from documents.problem_lists import TITLES
from documents.rankings import share_text
from domain.calendars import day_of
from domain.campaigns import Quota
from domain.messages import Message
from domain.obligations import is_campaign_day
from domain.problem_lists import ListKind
from domain.quota_days import QuotaDays, quota_days
from domain.rankings import Metric, contenders_of, ranked_by
from domain.report_periods import Period, period_on
from domain.rosters import Role
from domain.tallies import DayTally
from handlers.ledgers import have_ledger
from handlers.problem_lists import have_day_list
from handlers.rankings import days_of
from storage.work import UnitOfWork

HERE = "/submissions/ledgers"
_MOST_DAYS = timedelta(days=119)  # besides the first
_METRICS = ((Metric.CHECKED, "检查数"), (Metric.DISCOVERY, "问题发现率"), (Metric.COMPLETION, "整体工作完成率"))


@dataclass(frozen=True, slots=True)
class TeamRow:
    """One team: its days that are over, and today; None without any."""

    group: str
    team: str
    past: QuotaDays | None
    today: QuotaDays | None


@dataclass(frozen=True, slots=True)
class RankRow:
    """A group's place and share by each metric; places are told to dispatchers alone ("" for others)."""

    name: str
    cells: tuple[tuple[str, str], ...]


async def ledgers_page(request: web.Request) -> web.Response:
    """Of the groups that the viewer may see."""
    keys, viewer, asked = groups_seen(request), viewer_of(request).person, request.query
    only_short = "short" in asked

    def ask(work: UnitOfWork) -> dict[str, Any]:
        today, quota = day_of(work.now), work.campaign.quota
        period = _period(asked.get("round", ""), asked.get("first", ""), asked.get("last", ""), work)
        days = [day.only(keys) for day in days_of(period, work) if is_campaign_day(day.day, work.campaign, work.roster)]
        over = [day for day in days if day.day < today]
        return {
            "period": period,
            "name": period_name(period),
            "teams": _teams(over, [day for day in days if day.day == today], quota, work, only_short=only_short),
            "ranks": _ranks(days, quota, with_places=viewer.role is Role.DISPATCHER),
            "quota": quota,
            "rounds": [r for r in work.roster.rounds if r.start <= today],
            "groups": [(key, group_name_of(key, work.roster)) for key in keys],
            "small": any(one.is_small and one.visits for one in contenders_of(days, quota)),
            "today": today,
            "days": len(over),
        }

    shown: dict[str, Any] = {
        "kinds": [(kind.value, title) for kind, title in TITLES.items()],
        "metrics": [n for _, n in _METRICS],
    }
    told = await desk_of(request).read(ask)
    return page(request, "ledgers.html", only_short=only_short, **shown, **told)


async def want_ledger(request: web.Request) -> web.Response:
    """台账 of the period of the form as an Excel file."""
    keys = await _groups(request)
    number, first, last = await words(request, "round"), await words(request, "first"), await words(request, "last")

    def run(message: Message, work: UnitOfWork) -> str:
        have_ledger(_period(number, first, last, work), keys, message, work)
        return ""

    decided = {"round": number, "first": first, "last": last, "groups": keys}
    return await ask_for(request, "台账", decided, run)


async def want_list(request: web.Request) -> web.Response:
    """A list of the day of the form as an Excel file."""
    keys, day, kind = await _groups(request), day_in(await words(request, "day")), await words(request, "kind")
    if day is None or kind not in set(ListKind):
        raise web.HTTPBadRequest(text="请选一天和一种清单")

    def run(message: Message, work: UnitOfWork) -> str:
        made = have_day_list(ListKind(kind), day, keys, message, work)
        return "" if made else f"{day_name(day)}没有可列的，没有做表。"

    return await ask_for(request, TITLES[ListKind(kind)], {"day": str(day), "kind": kind, "groups": keys}, run, HERE)


async def _groups(request: web.Request) -> tuple[str, ...]:
    """The group of the form, or all that the viewer may see. Raises HTTPNotFound for any other."""
    one = await words(request, "group")
    keys = tuple(key for key in groups_seen(request) if one in ("", key))
    if not keys:
        raise web.HTTPNotFound
    return keys


def _period(number: str, first: str, last: str, work: UnitOfWork) -> Period:
    """The days that were chosen, at most so many; else the round that goes on, else today."""
    today, start, end = day_of(work.now), day_in(first), day_in(last)
    for r in work.roster.rounds:
        if number and str(r.number) == number and r.start <= today:
            return Period(r.start, r.end, r.number)
    if start is not None and start <= today:
        return Period(start, min(max(start, end or start), today, start + _MOST_DAYS))
    return period_on(today, work.roster.rounds) or Period(today, today)


def _teams(
    over: Sequence[DayTally], now: Sequence[DayTally], quota: Quota, work: UnitOfWork, *, only_short: bool
) -> list[TeamRow]:
    """Every team, by the days that are over; today is told beside them, for it goes on."""
    past = {(one.group, one.team): one for one in quota_days(over, quota)}
    today = {(one.group, one.team): one for one in quota_days(now, quota)}
    rows = []
    for key in dict.fromkeys((*past, *today)):
        one = past.get(key)
        if only_short and (one is None or not one.short):
            continue
        so_far = today.get(key)
        rows.append(TeamRow(group_name_of(key[0], work.roster), f"{key[1]}组", one, so_far))
    return rows


def _ranks(days: Sequence[DayTally], quota: Quota, *, with_places: bool) -> list[RankRow]:
    contenders = contenders_of(days, quota)
    cells: dict[str, list[tuple[str, str]]] = {one.key: [] for one in contenders}
    for metric, _ in _METRICS:
        for place in ranked_by(metric, contenders):
            told = f"第{place.place}" if with_places and place.place is not None else ""
            cells[place.contender.key].append((told, share_text(place.contender, metric)))
    order = [place.contender for place in ranked_by(Metric.COMPLETION, contenders)] if with_places else contenders
    return [RankRow(f"{one.city.removesuffix('市')}组", tuple(cells[one.key])) for one in order]

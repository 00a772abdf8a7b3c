"""通报: what can be made of a day, a round or some days, and what was made and sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

from aiohttp import web

from bot.console.desks import desk_of, tell, viewer_of
from bot.console.downloads import ask_for, ask_in_words
from bot.console.forms import day_in, number_in
from bot.console.instruction_forms import only_dispatchers
from bot.console.live import follow
from bot.console.pages import page, render
from documents.bulletins import KINDS, bulletin_title
from documents.ledgers import period_name
from documents.papers import group_name_of
from documents.parts import parts_of
from documents.round_reports import ONE_GROUP
from domain.bulletins import Bulletin, BulletinKind
from domain.calendars import day_of
from domain.made_papers import PaperKind, kinds_for
from domain.messages import AT_DESK, Message
from domain.report_periods import Period, period_on
from domain.rosters import DISPATCHERS, Person
from domain.scopes import groups_of
from handlers.bulletins import Drafted, drafted, make, words_of
from handlers.period_papers import campaign_period, have_period_paper
from handlers.progress import have_board, progress_of
from storage.work import UnitOfWork

MOST = 20  # bulletins on a page
NO_SUCH_DAYS = "日子不对：请选一轮，或者写从哪天到哪天，不晚于今天，不超过一年。"
_MOST_DAYS = timedelta(days=366)  # besides the first; each day costs, whether or not anything was on it
#: The papers that are made of days and groups, as the page calls them.
PAPERS = {
    PaperKind.DAILY_REPORT: "日报",
    PaperKind.STAGE_REPORT: "阶段性报告",
    PaperKind.ROUND_REPORT: "核查报告（一个组一轮）",
    PaperKind.BULLETIN: "评比通报草稿（各组）",
    PaperKind.THEMATIC_REPORT: "专题报告草稿（各组，全程）",
}
BOARD = "board"  # the picture of how far groups have come
#: Of all groups, for dispatchers: the words by which the chat is asked for them.
TABLES = {"public_copy": ("公示稿（Excel 草稿）", "公示稿"), "contributions": ("人员贡献（Excel）", "人员贡献")}
_EVERYONE = frozenset({PaperKind.BULLETIN, PaperKind.THEMATIC_REPORT})


@dataclass(frozen=True, slots=True)
class Asked:
    """What stands on a form: the days and the groups that somebody may look at; `fault` says what is wrong."""

    period: Period
    groups: tuple[str, ...]
    fault: str = ""


async def bulletins_page(request: web.Request) -> web.Response:
    """What may be asked for; to dispatchers the drafts and what was sent, newest first."""
    person, before = viewer_of(request).person, number_in(request.query.get("before", ""))
    values = await desk_of(request).read(lambda work: _choices(person, work) | _listed(person, before, work))
    return page(request, "bulletins.html", before=before, **values)


async def bulletins_live(request: web.Request) -> web.StreamResponse:
    """The list as it changes."""
    only_dispatchers(request)
    person = viewer_of(request).person
    return await follow(request, "bulletins", lambda work: render("_bulletins.html", _listed(person, None, work)))


async def preview_bulletin(request: web.Request) -> web.Response:
    """The words as they would read now. Nothing is kept."""
    person, query = viewer_of(request).person, request.query
    kind = _kind(query, person)

    def ask(work: UnitOfWork) -> dict[str, Any]:
        asked = asked_in(query, person, work)
        values = _choices(person, work) | {"asked": asked, "kind": kind}
        if asked.fault:
            return values
        text = words_of(kind, asked.period, asked.groups, work)
        return values | {"text": text, "parts": len(parts_of(text)), "title": _title(kind, asked, work)}

    values = await desk_of(request).read(ask)
    if values["asked"].fault:
        return page(request, "bulletins.html", 422, before=None, lines=[], older=None, **values)
    return page(request, "bulletin_preview.html", form=dict(query), **values)


async def make_bulletin(request: web.Request) -> web.Response:
    """Keep it as a draft, with the words that the rows give now."""
    only_dispatchers(request)
    viewer, form = viewer_of(request), await request.post()
    fields = {key: str(value) for key, value in form.items() if key != "csrf"}
    kind = _kind(fields, viewer.person)

    def ask(work: UnitOfWork) -> Drafted | str:
        asked = asked_in(fields, viewer.person, work)
        return asked.fault or drafted(kind, asked.period, asked.groups, work)

    draft, token = await desk_of(request).read(ask), fields.get("token", "")
    if isinstance(draft, str):
        tell(request, draft)
    else:
        run = partial(make, draft)
        await desk_of(request).act(viewer, "做通报", token, fields, run)
    made = await desk_of(request).read(lambda work: work.bulletins.of_message(AT_DESK + token))
    raise web.HTTPSeeOther(f"/bulletins/{made.number}" if made is not None else "/bulletins")


async def want_paper(request: web.Request) -> web.Response:
    """Ask for a Word paper, a picture or a table; it appears at /papers."""
    person, form = viewer_of(request).person, await request.post()
    fields = {key: str(value) for key, value in form.items() if key not in ("csrf", "token")}
    what = fields.get("paper", "")
    if what in TABLES:
        return await _want_table(request, TABLES[what][1], fields)
    run = partial(_have_made, what, fields, person)
    return await ask_for(request, "要文稿", fields, run, back="/bulletins")


async def _want_table(request: web.Request, words: str, fields: dict[str, str]) -> web.Response:
    """By the command of the chat; its words are ours, and the days."""
    only_dispatchers(request)
    person = viewer_of(request).person
    asked = await desk_of(request).read(lambda work: asked_in(fields, person, work))
    if asked.fault:
        tell(request, asked.fault)
        raise web.HTTPSeeOther("/bulletins")
    return await ask_in_words(request, f"{words} {period_name(asked.period)}", back="/bulletins")


def _have_made(what: str, fields: dict[str, str], person: Person, message: Message, work: UnitOfWork) -> str:
    asked = asked_in(fields, person, work)
    if asked.fault:
        return asked.fault
    day = asked.period.first
    if what == BOARD:
        have_board(day, asked.groups, progress_of(day, asked.groups, work), message, work)
        return ""
    if what not in PAPERS or what not in kinds_for(person.role):
        raise web.HTTPForbidden(text="这种文稿由指挥调度组、组长、联络员要。")
    kind, period, groups = PaperKind(what), asked.period, asked.groups
    if kind in _EVERYONE:
        groups = tuple(group.key for group in work.roster.groups)
    if kind is PaperKind.ROUND_REPORT and (len(groups) != 1 or period.round is None):
        return ONE_GROUP
    if kind in (PaperKind.DAILY_REPORT, PaperKind.BULLETIN):
        period = Period(day, day)
    if kind is PaperKind.THEMATIC_REPORT:
        period = campaign_period(work)
    have_period_paper(kind, period, groups, message, work)
    return ""


def asked_in(fields: Mapping[str, str], person: Person, work: UnitOfWork) -> Asked:
    """What a form asks for: `round`, or from `first` to `last`, else today; `group`, else all that he may look at."""
    mine, today = groups_of(person, work.roster), day_of(work.now)
    group = fields.get("group", "")
    if group and group not in mine:
        raise web.HTTPNotFound(text="没有这个组，或者不是您能看的")
    period = _period(fields, today, work)
    return Asked(period or Period(today, today), (group,) if group else mine, "" if period else NO_SUCH_DAYS)


def _period(fields: Mapping[str, str], today: date, work: UnitOfWork) -> Period | None:
    round_ = number_in(fields.get("round", ""))
    if round_ is not None:
        found = next((one for one in work.roster.rounds if one.number == round_ and one.start <= today), None)
        return None if found is None else Period(found.start, found.end, found.number)
    first = day_in(fields.get("first") or today.isoformat())
    last = day_in(fields.get("last") or f"{first}")
    if first is None or last is None or not first <= last <= today or last - first > _MOST_DAYS:
        return None
    return Period(first, last)


def _kind(fields: Mapping[str, str], person: Person) -> BulletinKind:
    """Raises HTTPNotFound for none that there is, HTTPForbidden for whose it is not."""
    try:
        kind = BulletinKind(fields.get("kind", ""))
    except ValueError:
        raise web.HTTPNotFound from None
    if kind is BulletinKind.RANKING and person.role not in DISPATCHERS:
        raise web.HTTPForbidden(text="各组评比由指挥调度组看。")
    return kind


def _title(kind: BulletinKind, asked: Asked, work: UnitOfWork) -> str:
    whose = group_name_of(asked.groups[0], work.roster) if len(asked.groups) == 1 else "各组"
    days = asked.period if kind is BulletinKind.RANKING else Period(asked.period.first, asked.period.first)
    return f"{period_name(days)}{KINDS[kind]} {whose}"


def _choices(person: Person, work: UnitOfWork) -> dict[str, Any]:
    """What may be chosen on the forms."""
    today, mine, may = day_of(work.now), groups_of(person, work.roster), kinds_for(person.role)
    writes = person.role in DISPATCHERS
    now = period_on(today, work.roster.rounds)
    return {
        "may_write": writes,
        "today": today.isoformat(),
        "groups": [(key, group_name_of(key, work.roster)) for key in mine],
        "rounds": [one.number for one in work.roster.rounds if one.start <= today],
        "round_now": now.round if now else None,
        "kinds": [(key, name) for key, name in KINDS.items() if writes or key is not BulletinKind.RANKING],
        "papers": [(key, name) for key, name in PAPERS.items() if key in may],
        "tables": [(key, name) for key, (name, _) in TABLES.items()] if writes else [],
        "asked": None,
        "kind": BulletinKind.DAILY_REPORT,
    }


@dataclass(frozen=True, slots=True)
class Line:
    """A bulletin in the list."""

    bulletin: Bulletin
    title: str
    author: str
    approved_by: str
    rooms: tuple[str, ...]


def _listed(person: Person, before: int | None, work: UnitOfWork) -> dict[str, Any]:
    if person.role not in DISPATCHERS:
        return {"lines": [], "older": None}
    found = work.bulletins.latest(MOST + 1, before)
    shown = found[:MOST]
    sent = work.bulletins.deliveries([one.number for one in shown])
    lines = [
        Line(
            one,
            bulletin_title(one, work.roster),
            person_name(one.author, work),
            person_name(one.approved_by, work),
            tuple(room_topic(delivery.room, work) for delivery in sent.get(one.number, ())),
        )
        for one in shown
    ]
    return {"lines": lines, "older": shown[-1].number if len(found) > MOST else None}


def person_name(person: str | None, work: UnitOfWork) -> str:
    known = work.roster.known.get(person or "")
    return known.name if known is not None else ""


def room_topic(room: str, work: UnitOfWork) -> str:
    known = work.roster.room.get(room)
    return known.topic if known is not None else "已不在名册的群"

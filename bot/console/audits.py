"""审计: whether the log is whole, what was done, who saw and took what, and the trace of one record."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

import structlog
from aiohttp import web

from bot.checking import check_log
from bot.console.custody import note_seen
from bot.console.desks import Desk, desk_of, tell, viewer_of
from bot.console.forms import day_in, number_in
from bot.console.live import follow
from bot.console.pages import page, render
from bot.console.records import visit_seen
from documents.audits import KINDS, action_text, actor_text, detail_text, subject_text
from domain.calendars import SHANGHAI
from domain.messages import storable
from domain.rosters import DISPATCHERS, Roster
from domain.scopes import groups_of
from storage.audit_entries import AuditEntries, Entry, Sought
from storage.work import UnitOfWork

VERIFY = "audit.verify"
MOST_FAULTS = 20  # that are kept of one look
_LONGEST = 80  # characters of what is sought
log = structlog.get_logger("console")


class Checks:
    """Has the log checked in a process of its own, one look at a time."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._under_way: asyncio.Task[None] | None = None
        self._last: tuple[Entry | None, int] = (None, 0)  # what the log says of it, and how far it was read for that

    def begin(self, person: str) -> bool:
        """Whether it begins: not while one is under way."""
        if self._under_way is not None and not self._under_way.done():
            return False
        self._under_way = asyncio.create_task(self._check(person))
        return True

    def last(self, work: UnitOfWork) -> Entry | None:
        """The last look at the whole log, as is entered there; only what is new of it is read."""
        known, looked_to = self._last
        found, newest = AuditEntries(work.connection).last(VERIFY, looked_to)
        self._last = (found or known, newest)
        return self._last[0]

    async def close(self, _app: web.Application | None = None) -> None:
        if self._under_way is not None:
            self._under_way.cancel()
            await asyncio.wait({self._under_way})

    async def _check(self, person: str) -> None:
        try:
            found = await check_log(self._desk.app.engine.url)
            faults = list(found.faults[:MOST_FAULTS])
            detail = {"entries": found.entries, "faults": faults, "count": len(found.faults)}
            await self._desk.write(VERIFY, lambda work: work.audit.append(person, VERIFY, "audit", detail))
        except Exception as error:
            log.error("log not checked", error=type(error).__name__)


CHECKS = web.AppKey("checks", Checks)


async def audit_page(request: web.Request) -> web.Response:
    _keep_out(request)
    asked = {name: request.query.get(name, "")[:_LONGEST].strip() for name in ("who", "what", "subject", "day")}
    before = request.query.get("before", "")
    checks = request.config_dict[CHECKS]
    limit = int(before) if before.isascii() and before.isdecimal() and len(before) < 16 else None

    def ask(work: UnitOfWork) -> dict[str, Any]:
        log_book = AuditEntries(work.connection)
        found = log_book.find(_sought(asked, work.roster), limit)
        return {
            "rows": [_row(entry, work.roster) for entry in found.entries],
            "further": None if found.further is None else f"/audit?{urlencode({**asked, 'before': found.further})}",
            "people": sorted(work.roster.known.values(), key=lambda person: person.name),
            "last": _told(checks.last(work), work.roster),
        }

    found = await desk_of(request).read(ask)
    return page(request, "audit.html", asked=asked, kinds=KINDS, newest=limit is None, **found)


async def audit_live(request: web.Request) -> web.StreamResponse:
    _keep_out(request)
    checks = request.config_dict[CHECKS]

    def fragment(work: UnitOfWork) -> str:
        return render("_audit.html", {"last": _told(checks.last(work), work.roster)})

    return await follow(request, "/audit", fragment)


async def check_audit(request: web.Request) -> web.Response:
    """Have the whole log checked; the result is entered in it and shown when it is there."""
    _keep_out(request)
    if request.config_dict[CHECKS].begin(viewer_of(request).person.id):
        tell(request, "正在核对，好了显示在下面。")
    else:
        tell(request, "已经在核对了，好了显示在下面。")
    raise web.HTTPSeeOther("/audit")


async def trace_asked(request: web.Request) -> web.Response:
    """From a form that names the record to its page."""
    _keep_out(request)
    number = number_in(request.query.get("number", "").strip().lstrip("#"))
    if number is None:
        tell(request, "请写记录的编号，如 12。")
        raise web.HTTPSeeOther("/audit")
    raise web.HTTPSeeOther(f"/audit/visits/{number}")


async def trace_page(request: web.Request) -> web.Response:
    """All that the log has of one record: its messages and files with their hashes, and what was done to it."""
    _keep_out(request)
    number = int(request.match_info["number"])

    def ask(work: UnitOfWork) -> dict[str, Any]:
        seen = groups_of(viewer_of(request).person, work.roster)
        visit = visit_seen(number, seen, work)
        messages = work.traces.messages_of(visit)
        files = {message.sha256 for message in messages if message.sha256}
        since = min((m.received_at for m in messages), default=visit.reported_at)
        about = AuditEntries(work.connection).about(number, [m.message_id for m in messages], files, since)
        kept = {entry.subject: entry for entry in about if entry.action == "message.keep"}
        shown = [
            {"said": m, "entry": kept.get(m.message_id), "same": _same(kept.get(m.message_id), m)} for m in messages
        ]
        return {"visit": visit, "messages": shown, "rows": [_row(entry, work.roster) for entry in about]}

    found = await desk_of(request).read(ask)
    await note_seen(request, "visit", str(number))
    return page(request, "audit_trace.html", number=number, **found)


def _keep_out(request: web.Request) -> None:
    """For who is no dispatcher there is no such page."""
    if viewer_of(request).person.role not in DISPATCHERS:
        raise web.HTTPNotFound


def _sought(asked: Mapping[str, str], roster: Roster) -> Sought:
    whose = [person.id for person in roster.known.values() if asked["who"] in (person.name, person.id)]
    actor = whose[0] if len(whose) == 1 else storable(asked["who"])
    _, actions = KINDS.get(asked["what"], ("", ()))
    day = day_in(asked["day"])
    since = None if day is None else _midnight(day)
    until = None if day is None else _midnight(day + timedelta(days=1))
    return Sought(actor, actions, storable(asked["subject"]).lstrip("#"), since, until)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)


def _told(entry: Entry | None, roster: Roster) -> dict[str, Any] | None:
    """What a look at the whole log has found."""
    if entry is None:
        return None
    faults = entry.detail.get("faults", ())
    known = {"entries": entry.detail.get("entries", 0), "count": entry.detail.get("count", len(faults))}
    return {"at": entry.at, "who": actor_text(entry.actor, roster), "faults": faults, **known}


def _row(entry: Entry, roster: Roster) -> dict[str, Any]:
    kind, _, name = entry.subject.partition(" ")
    numbers = entry.subject.split(",") if entry.action.startswith(("visits.", "sign.visits")) else []
    visits = [name] if kind == "visit" else [number for number in numbers if number.isdecimal()]
    return {
        "entry": entry,
        "who": actor_text(entry.actor, roster),
        "what": action_text(entry.action),
        "visits": visits,
        "subject": "" if visits else subject_text(entry.subject, roster),
        "detail": detail_text(entry.detail),
    }


def _same(entry: Entry | None, message: Any) -> bool:
    """Whether the log has the message with the hash that it has now."""
    return entry is not None and entry.detail.get("raw") == message.raw_sha256

"""导入名册: a file is read apart, shown with what it would change, and imported when that is confirmed."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from bot.console.desks import desk_of, tell, viewer_of
from bot.console.files import disposition
from bot.console.forms import carry_out, keep_to, words
from bot.console.pages import page
from bot.roster_reading import Reading, read_upload
from bot.workers import apart
from documents.lines import one_line
from documents.roster_workbooks import write_roster_template
from documents.rosters import imported_text, summary_text
from domain.calendars import day_of
from domain.messages import Message, storable
from domain.posts import NOBODYS, Reply
from domain.roster_changes import ChangeKind
from domain.rosters import DISPATCHERS, Role, Roster
from storage.rosters import import_roster
from storage.work import UnitOfWork

HERE = "/roster/import"
MOST_BYTES = 1_000_000  # of a file; a roster of a thousand people is smaller
SECONDS = 20.0  # that reading one may take
MOST_DRAFTS = 16  # that wait to be confirmed, each of another log-in
_SHOWN = 300  # differences
_CHANGED = "名册刚才又变了，没有导入。请重新选文件，看过不同再导入。"
_GONE = "没有等着导入的名册，请重新选文件。"
_NO_FILE = "请选一份名册：Excel 工作簿（.xlsx）或 roster.toml"
_TOO_LARGE = f"文件太大：应不超过 {MOST_BYTES // 1_000_000} MB，请去掉图片和多余的工作表"
_UNREADABLE = "文件读不了：展开后太大，或不是正常的工作簿"
_BUSY = "正在读另一份名册，请稍后再试"


@dataclass(frozen=True, slots=True)
class Draft:
    """A roster that was read and shown, and waits to be confirmed: exactly this one is imported.

    `turn` is that of the roster it was compared with.
    """

    key: str
    file_name: str
    content: bytes
    roster: Roster
    reading: Reading
    turn: int

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Drafts:
    """One draft of each log-in, the oldest given up for a new one; one file is read at a time."""

    by_session: dict[str, Draft] = field(default_factory=dict)
    reading: asyncio.Lock = field(default_factory=asyncio.Lock)

    def put(self, session: str, draft: Draft) -> None:
        self.by_session.pop(session, None)
        while len(self.by_session) >= MOST_DRAFTS:
            self.by_session.pop(next(iter(self.by_session)))
        self.by_session[session] = draft


DRAFTS = web.AppKey("drafts", Drafts)


async def import_page(request: web.Request) -> web.Response:
    """Where a file is chosen, and what the one that was read would change."""
    keep_to(DISPATCHERS, request)
    return _page(request, _drafts(request).by_session.get(viewer_of(request).session))


async def read_file(request: web.Request) -> web.Response:
    """Read the file of the form; nothing is imported yet."""
    keep_to(DISPATCHERS, request)
    drafts, session = _drafts(request), viewer_of(request).session
    drafts.by_session.pop(session, None)
    name, content = await _uploaded(request)
    if not content or len(content) > MOST_BYTES:
        return _page(request, None, (_TOO_LARGE if content else _NO_FILE,))
    if drafts.reading.locked():
        return _page(request, None, (_BUSY,))
    async with drafts.reading:
        reading, turn = await _read(content, request)
    if reading.roster is None:
        return _page(request, None, reading.faults)
    drafts.put(session, Draft(secrets.token_hex(16), name, content, reading.roster, reading, turn))
    raise web.HTTPSeeOther(HERE)


async def confirm_import(request: web.Request) -> web.Response:
    """Import what was shown."""
    keep_to(DISPATCHERS, request)
    desk, session, key = desk_of(request), viewer_of(request).session, await words(request, "draft")
    draft = _drafts(request).by_session.get(session)
    if draft is None or draft.key != key:
        tell(request, _GONE)
        raise web.HTTPSeeOther(HERE)
    stored = await asyncio.get_running_loop().run_in_executor(None, desk.media.put, [draft.content])

    def act(message: Message, work: UnitOfWork) -> Reply | None:
        if work.rosters.newest_turn() != draft.turn:
            return Reply(_CHANGED, about=NOBODYS)
        from_at = import_roster(work.connection, draft.roster, work.namespace, work.now)
        detail = {"message": message.id, "sha256": stored.sha256, "bytes": stored.size}
        work.audit.append(message.sender, "rosters.upload", draft.roster.campaign, detail)
        return Reply(imported_text(draft.roster, from_at, work.now), about=NOBODYS)

    told = await carry_out(request, "导入名册", {"sha256": stored.sha256}, DISPATCHERS, act)
    _drafts(request).by_session.pop(session, None)
    await desk.app.renew()
    tell(request, told)
    raise web.HTTPSeeOther("/roster")


async def drop_import(request: web.Request) -> web.Response:
    """What was read is not imported."""
    keep_to(DISPATCHERS, request)
    _drafts(request).by_session.pop(viewer_of(request).session, None)
    tell(request, "没有导入，名册照旧。")
    raise web.HTTPSeeOther("/roster")


async def template_file(request: web.Request) -> web.Response:
    """The blank workbook."""
    keep_to(DISPATCHERS, request)
    table = desk_of(request).app.scene.lexicon.tables["rosters"]
    made = await asyncio.get_running_loop().run_in_executor(None, write_roster_template, table)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    headers = {"Content-Disposition": disposition("空白名册.xlsx", shown=False)}
    return web.Response(body=made, content_type=kind, headers=headers)


def _drafts(request: web.Request) -> Drafts:
    return request.config_dict[DRAFTS]


async def _uploaded(request: web.Request) -> tuple[str, bytes]:
    """Name and bytes of the file of the form, one byte more than may be; ("", b"") where it has none."""
    sent = (await request.post()).get("file")
    if not isinstance(sent, web.FileField):
        return "", b""
    return one_line(storable(sent.filename))[:100], sent.file.read(MOST_BYTES + 1)


async def _read(content: bytes, request: web.Request) -> tuple[Reading, int]:
    """Read it apart, and say with which roster it was compared."""
    desk = desk_of(request)
    known, turn, today = await desk.read(lambda work: (work.roster, work.rosters.newest_turn(), day_of(work.now)))
    try:
        return await apart(SECONDS, read_upload, content, known, desk.app.scene.campaign, today), turn
    except (BrokenProcessPool, TimeoutError):
        return Reading(faults=(_UNREADABLE,)), turn


def _page(request: web.Request, draft: Draft | None, faults: tuple[str, ...] = ()) -> web.Response:
    shown: dict[str, Any] = {"draft": draft, "faults": faults[:_SHOWN], "more": max(0, len(faults) - _SHOWN)}
    if draft is not None:
        shown |= {"summary": summary_text(draft.roster), "sections": _sections(draft.reading)}
        me = draft.roster.person.get(viewer_of(request).person.id)
        shown["locks_out"] = me is None or me.role is not Role.DISPATCHER
    return page(request, "roster_import.html", status=422 if faults else 200, **shown)


def _sections(reading: Reading) -> list[tuple[str, list[str], int]]:
    """(what, lines, how many in all): who comes, who goes, who changes, and the rest."""
    found: dict[str, list[str]] = {title: [] for title in _TITLES.values()}
    for kind, line in reading.changes:
        found.setdefault(_TITLES.get(kind, "核查组、群和轮次"), []).append(line)
    return [(title, lines[:_SHOWN], len(lines)) for title, lines in found.items() if lines]


_TITLES = {
    ChangeKind.CAME: "来的人",
    ChangeKind.WENT: "走的人",
    ChangeKind.MOVED: "变动的人",
    ChangeKind.ROLE: "变动的人",
    ChangeKind.DETAILS: "改了资料的人",
}

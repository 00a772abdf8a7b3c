"""上报: who owes what by when and how it stands; behind each cell why, and what can be done about it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

from aiohttp import web

from bot.console.desks import desk_of, tell, viewer_of
from bot.console.downloads import give_file
from bot.console.forms import Deed, carry_out, day_asked, day_in, group_in, groups_seen, keep_to, words
from bot.console.live import follow
from bot.console.pages import page, render
from documents.duty_boards import cell_words
from documents.lines import OUTCOMES, gap_text
from documents.packages import mail_state_text, megabytes
from documents.papers import due_name, duty_name, group_name
from documents.signatures import CHANGED_MEANWHILE, changed_text
from domain.calendars import day_of
from domain.messages import Message
from domain.packages import Occasion
from domain.posts import NOBODYS, Reply
from domain.rosters import SPEAKING_ROLES, Role
from domain.signatures import fields_of
from domain.verdicts import SETTLED, Standing, State
from domain.visits import Visit
from handlers.packages import WHO, mail_papers, pack_all
from handlers.signatures import count_unsigned, sign_day, unsigned_on
from storage.standings import board_of, duties_shown
from storage.work import UnitOfWork

_GOOD = SETTLED - {State.LATE, State.EXCUSED}
_DAY = timedelta(days=1)
BEING_DONE = "正在打包发送。发出没有，在下面看。"


@dataclass(frozen=True, slots=True)
class Cell:
    """How one duty of one group stands: `word` in short, `more` beside it, `tone` a class of the sheet."""

    href: str
    word: str
    more: str
    tone: str


@dataclass(frozen=True, slots=True)
class Row:
    """One group's day. `unsigned` is how many records its leader has not signed, `mail` what became of its mail."""

    key: str
    name: str
    cells: tuple[Cell, ...]
    unsigned: int
    package: str
    mail: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class Board:
    """A day: its duties as (name, due), the groups, what was not heard meanwhile."""

    day: date
    heads: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]
    gaps: tuple[str, ...]


async def submissions_page(request: web.Request) -> web.Response:
    """The board of a day, of the groups that the viewer may see."""
    day, keys, viewer = day_asked(request), groups_seen(request), viewer_of(request)
    only_open, today = "open" in request.query, day_of(desk_of(request).app.clock())
    shown = await desk_of(request).read(lambda work: _shown(day, keys, work, only_open=only_open))
    near: dict[str, Any] = {
        "before": day - _DAY,
        "after": day + _DAY,
        "today": today,
        "may_pack": viewer.person.role in WHO,
    }
    return page(request, "submissions.html", **shown, **near)


async def submissions_live(request: web.Request) -> web.StreamResponse:
    """The board again whenever it has changed."""
    day, keys, only_open = day_asked(request), groups_seen(request), "open" in request.query

    def fragment(work: UnitOfWork) -> str:
        return render("_submissions.html", _shown(day, keys, work, only_open=only_open))

    return await follow(request, ("submissions", day, keys, only_open), fragment)


def _shown(day: date, keys: Sequence[str], work: UnitOfWork, *, only_open: bool) -> dict[str, Any]:
    board = board_for(day, keys, work)
    rows = [row for row in board.rows if row.is_open or not only_open]
    return {"board": board, "rows": rows, "only_open": only_open, "as_of": work.now}


def board_for(day: date, keys: Sequence[str], work: UnitOfWork) -> Board:
    """How these groups stand with what is owed on a day, as of now."""
    groups = [group for group in work.roster.groups if group.key in keys]
    duties = duties_shown(day, work.now, work, groups)
    mails, packages = work.packages.latest_of(day), work.packages.of_day(day, keys)
    unsigned, rows = count_unsigned(day, keys, work), []
    for group, standings in board_of(duties, work.now, work, groups):
        mail, package = mails.get(group.key), packages.get(group.key)
        rows.append(
            Row(
                group.key,
                group_name(group),
                tuple(_cell(standing, day, work) for standing in standings),
                unsigned.get(group.key, 0),
                f"{len(package.files)}个文件，{megabytes(package.size)}" if package else "",
                mail_state_text(mail) if mail else "",
                any(standing.is_open for standing in standings),
            )
        )
    heads = tuple((duty_name(d.rule, d.period), due_name(d.period, day)) for d in duties)
    windows = work.blind_windows.of_groups(groups, day)
    gaps = {gap_text(w.since, w.until): None for found in windows.values() for w in found if w.is_open}
    return Board(day, heads, tuple(rows), tuple(gaps))


def _cell(standing: Standing, day: date, work: UnitOfWork) -> Cell:
    word, more = cell_words(standing, day, work.roster.known)
    way = (standing.group, standing.rule.key, standing.period.key)
    return Cell("/".join(("/submissions", *(quote(part, safe="") for part in way))), word, more, tone_of(standing))


def tone_of(standing: Standing) -> str:
    """The class of the sheet in which a standing is shown; its word says the same."""
    if standing.state is State.MISSING:
        return "bad"
    if standing.state in (State.NOT_DUE, State.EXCUSED):
        return "dim"
    return "good" if standing.state in _GOOD else "warn"


def may_sign(request: web.Request) -> bool:
    """Whether the viewer is one who signs for his group."""
    return viewer_of(request).person.role in signers(request)


def signers(request: web.Request) -> frozenset[Role]:
    return desk_of(request).app.scene.campaign.signing.roles & SPEAKING_ROLES


async def unsigned_page(request: web.Request) -> web.Response:
    """What of a group's day its leader has not signed."""
    key, day = group_in(request), _day_in_path(request)

    def ask(work: UnitOfWork) -> dict[str, Any]:
        found = unsigned_on(day, key, work)
        return {
            "group": group_name(work.roster.group[key]),
            "visits": [(v, OUTCOMES[v.outcome], changed_text(fields) if fields else "") for v, fields in found],
            "seen": _digest(visit for visit, _ in found),
        }

    shown = await desk_of(request).read(ask)
    return page(request, "unsigned.html", key=key, day=day, may_sign=may_sign(request), **shown)


async def sign_records(request: web.Request) -> web.Response:
    """签字 of what the leader was shown of his group's day; nothing, where it has changed since."""
    keep_to(signers(request), request)
    group, day, seen = group_in(request), _day_in_path(request), await words(request, "seen")

    def act(message: Message, work: UnitOfWork) -> Reply | None:
        if _digest(visit for visit, _ in unsigned_on(day, group, work)) != seen:
            return Reply(CHANGED_MEANWHILE, about=NOBODYS)
        return sign_day(day, group, message, work)

    return await _done(request, "签字", {"group": group, "day": str(day)}, signers(request), act)


def _digest(visits: Iterable[Visit]) -> str:
    """What two lists of records share that say the same."""
    said = [(visit.number, sorted(fields_of(visit).items())) for visit in visits]
    return hashlib.sha256(repr(said).encode()).hexdigest()


async def package_file(request: web.Request) -> web.StreamResponse:
    """The latest package of a group's day, as a file."""
    key, day = group_in(request), _day_in_path(request)
    package = (await desk_of(request).read(lambda work: work.packages.of_day(day, [key]))).get(key)
    if package is None:
        raise web.HTTPNotFound
    name = package.file_name.rpartition("/")[2]
    return await give_file(request, "package", str(package.number), package.sha256, name)


async def pack_papers(request: web.Request) -> web.Response:
    """打包: the archives of the groups of the form, all that the viewer may see where it names none."""
    keep_to(WHO, request)
    day, one = _day_in_path(request), await words(request, "group")
    keys = tuple(key for key in groups_seen(request) if one in ("", key))
    if not keys:
        raise web.HTTPNotFound

    def act(message: Message, work: UnitOfWork) -> Reply | None:
        return pack_all(keys, Occasion(day), message, work)

    return await _done(request, "打包", {"groups": keys, "day": str(day)}, WHO, act)


async def send_mail(request: web.Request) -> web.Response:
    """发送邮件, once for the same files; again where the box of the form is ticked."""
    keep_to(WHO, request)
    day, key, again = _day_in_path(request), await words(request, "group"), bool(await words(request, "again"))
    if key not in groups_seen(request):
        raise web.HTTPNotFound

    def act(message: Message, work: UnitOfWork) -> Reply | None:
        return mail_papers(work.roster.group[key], Occasion(day), message, work, again=again)

    return await _done(request, "发送邮件", {"group": key, "day": str(day), "again": again}, WHO, act)


def _day_in_path(request: web.Request) -> date:
    day = day_in(request.match_info["day"])
    if day is None:
        raise web.HTTPNotFound
    return day


async def _done(
    request: web.Request, name: str, decided: Mapping[str, Any], roles: frozenset[Role], deed: Deed
) -> web.Response:
    """Do it, tell of it on the day's board, and go there."""
    tell(request, await carry_out(request, name, decided, roles, deed) or BEING_DONE)
    raise web.HTTPSeeOther(f"/submissions?day={request.match_info['day']}")

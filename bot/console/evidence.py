"""证据: photos, films, voices and files as they came, the newest first; two of them side by side."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from aiohttp import web

from bot.console.desks import desk_of, viewer_of
from bot.console.file_readings import Hint, Read, hints_of, read_of
from bot.console.forms import day_in, groups_seen
from bot.console.live import follow
from bot.console.pages import page, render
from documents.file_readings import size_text
from documents.lines import one_line
from domain.messages import WITH_FILE, Kind
from domain.rosters import DISPATCHERS, Person
from domain.scopes import Sight, sight_of
from storage.galleries import FileFilter, Key, Shown
from storage.work import UnitOfWork

KINDS = {Kind.IMAGE: "照片", Kind.VIDEO: "视频", Kind.AUDIO: "语音", Kind.FILE: "文件"}
HINTED = {"any": "有提示的", "other_day": "水印是另一天的", "alike": "照片相似的"}
RENDITIONS = {"original": "原图", "normal": "压缩图", "thumbnail": "缩略图"}
_KEY = re.compile(r"(\d{1,17})-(\d{1,12})")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for."""

    first: date | None
    last: date | None
    group: str
    team: int | None
    kind: Kind | None
    rendition: str
    loose: bool
    untimed: bool
    hinted: str
    before: Key | None

    def address(self, path: str = "/evidence", before: Key | None = None) -> str:
        """The address of the same gallery, from somewhere else."""
        told = {
            "from": self.first,
            "to": self.last,
            "group": self.group,
            "team": self.team,
            "kind": self.kind,
            "rendition": self.rendition,
            "loose": "1" if self.loose else "",
            "untimed": "1" if self.untimed else "",
            "hinted": self.hinted,
            "before": f"{before[0]}-{before[1]}" if before else "",
        }
        words = urlencode({name: value for name, value in told.items() if value})
        return f"{path}?{words}" if words else path


@dataclass(frozen=True, slots=True)
class Item:
    """A file in the gallery: who sent it and in which room, and what was read of it."""

    file: Shown
    who: str
    room: str
    size: str
    read: Read
    hints: Sequence[Hint] = ()


async def evidence_page(request: web.Request) -> web.Response:
    asked, seen, person = _asked_in(request), groups_seen(request), viewer_of(request).person
    hinted = HINTED if person.role in DISPATCHERS else {}

    def ask(work: UnitOfWork) -> dict[str, Any]:
        groups = [work.roster.group[key] for key in seen]
        teams = max((team for group in groups for team in group.teams), default=0)
        return _gallery(asked, person, work) | {"groups": groups, "teams": range(1, teams + 1), "hinted": hinted}

    return page(request, "evidence.html", **await desk_of(request).read(ask))


async def evidence_live(request: web.Request) -> web.StreamResponse:
    asked, seen, person = _asked_in(request), groups_seen(request), viewer_of(request).person
    key = ("evidence", seen, person.role, asked)
    return await follow(request, key, lambda work: render("_evidence.html", _gallery(asked, person, work)))


def _asked_in(request: web.Request) -> Asked:
    """What the address asks for. Raises HTTPNotFound for another group than the viewer's."""
    query = request.query
    if query.get("group") and query["group"] not in groups_seen(request):
        raise web.HTTPNotFound
    is_told = viewer_of(request).person.role in DISPATCHERS
    kind, team, place = query.get("kind", ""), query.get("team", ""), _KEY.fullmatch(query.get("before", ""))
    return Asked(
        day_in(query.get("from", "")),
        day_in(query.get("to", "")),
        query.get("group", ""),
        int(team) if re.fullmatch("[0-9]{1,3}", team) else None,
        Kind(kind) if kind in WITH_FILE else None,
        query["rendition"] if query.get("rendition") in RENDITIONS else "",
        bool(query.get("loose")),
        bool(query.get("untimed")),
        hinted if (hinted := query.get("hinted", "")) in HINTED and is_told else "",
        (int(place[1]), int(place[2])) if place else None,
    )


def _gallery(asked: Asked, person: Person, work: UnitOfWork) -> dict[str, Any]:
    """What `_evidence.html` shows."""
    roster, sight = work.roster, sight_of(person, work.roster)
    if asked.group:
        sight = Sight((asked.group,), tuple(room.id for room in roster.rooms_of(asked.group)), ())
    of_team = asked.team is not None and (not asked.group or asked.group in roster.group)
    people = tuple(one.id for one in roster.people if one.group in sight.groups and one.team == asked.team)
    wanted = FileFilter(
        sight,
        asked.first,
        asked.last,
        asked.kind,
        asked.rendition,
        people if of_team else None,
        asked.loose,
        asked.untimed,
        asked.hinted,
    )
    found = work.galleries.page(wanted, asked.before)
    return {
        "items": items_of(found.files, person, work),
        "found": found,
        "asked": asked,
        "kinds": KINDS,
        "renditions": RENDITIONS,
    }


def items_of(files: Sequence[Shown], person: Person, work: UnitOfWork) -> list[Item]:
    """The files with what was read of them; hints are for dispatchers."""
    hints = hints_of(files, work) if person.role in DISPATCHERS else {}
    read = zip(files, read_of(files, work), strict=True)
    return [_item(file, one, hints.get(file.message_id, ()), work) for file, one in read]


def _item(file: Shown, read: Read, hints: Sequence[Hint], work: UnitOfWork) -> Item:
    who = work.roster.known.get(file.sender)
    room = work.roster.room.get(file.room or "")
    place = "私信" if file.room is None else one_line(room.topic) if room else "其他群"
    return Item(file, one_line(who.name) if who else "名册外", place, size_text(file.size), read, hints)

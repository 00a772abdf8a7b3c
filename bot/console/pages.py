"""Makes the pages: one template each, everything in it escaped."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.console.desks import desk_of, viewer_of
from documents.file_readings import BY_MACHINE
from domain.calendars import SHANGHAI
from domain.rosters import DISPATCHERS, SERVED, Role

STATIC = Path(__file__).parent / "static"
MARK = "v"  # in the address of a static file
_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    auto_reload=False,  # a page that is changed on disk waits for the program that it belongs to
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the menu: where it leads, what it is called, and who sees it."""

    path: str
    title: str
    roles: frozenset[Role] = SERVED


#: The menu. A page's own path begins with its entry's.
PLACES = (
    Place("/", "总览"),
    Place("/visits", "点位"),
    Place("/evidence", "证据"),
    Place("/pictures", "照片疑问", DISPATCHERS),
    Place("/submissions", "上报"),
    Place("/instructions", "指令"),
    Place("/bulletins", "通报"),
    Place("/roster", "名册"),
    Place("/audit", "审计", DISPATCHERS),
)


def page(request: web.Request, template: str, /, status: int = 200, **values: Any) -> web.Response:
    """A whole page for who is logged in; notes that wait for him are told on it."""
    viewer, desk = viewer_of(request), desk_of(request)
    known = {
        "viewer": viewer,
        "places": [place for place in PLACES if viewer.person.role in place.roles],
        "here": _here(request.path),
        "campaign": desk.app.scene.campaign,
        "notes": desk.notes.pop(viewer.session, []),
        "now": desk.app.clock().astimezone(SHANGHAI),
        "token": secrets.token_hex(16),
    }
    return html(render(template, known | values), status)


def bare_page(template: str, status: int = 200, **values: Any) -> web.Response:
    """A page for who is not logged in: without menu and notes."""
    return html(render(template, values), status)


def render(template: str, values: Mapping[str, Any]) -> str:
    """A template filled in: a whole page, or a part of one that is sent again when it changes."""
    return _templates.get_template(template).render(values)


def html(text: str, status: int = 200) -> web.Response:
    return web.Response(text=text, status=status, content_type="text/html", charset="utf-8")


def _here(path: str) -> str:
    """The path of the menu's entry that a page belongs to; "" of what is no page of it."""
    return next((place.path for place in PLACES if path == place.path or path.startswith(f"{place.path}/")), "")


def clock_time(moment: datetime) -> str:
    """HH:MM in Shanghai."""
    return f"{moment.astimezone(SHANGHAI):%H:%M}"


def day_and_time(moment: datetime) -> str:
    """10月20日 18:05, in Shanghai."""
    there = moment.astimezone(SHANGHAI)
    return f"{there.month}月{there.day}日 {there:%H:%M}"


def asset(name: str) -> str:
    """The address of a static file with a mark of its content: a browser keeps it until it is another one."""
    return f"/static/{name}?{MARK}={mark_of(name)}"


@cache
def mark_of(name: str) -> str:
    """Ten hex digits of the file's SHA-256; "" for what is no static file."""
    file = STATIC / name
    return hashlib.sha256(file.read_bytes()).hexdigest()[:10] if file.parent == STATIC and file.is_file() else ""


_templates.filters |= {"clock": clock_time, "moment": day_and_time}
_templates.globals |= {"asset": asset, "by_machine": BY_MACHINE}

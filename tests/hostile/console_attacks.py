"""What the tests that attack the console share: every route of it, and what to put into its addresses and forms."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from bot.console import ROUTES
from bot.console.pages import STATIC
from storage.tables import metadata
from tests.console.counter import Lobby
from tests.group_chat import GroupChat

#: One text that is wrong for a database, a page, a template, a path and a log.
NASTY = "'\"><b id=evil>{{7*7}}</b><script>evil()</script>'; DROP TABLE visits; --\\../../etc/passwd\u202e\r\nX-Evil: 1"
TEMPLATES = STATIC.parent / "templates"
_ALTERNATIVES = re.compile(r"\(\?P<(\w+)>(\w+(?:\|\w+)+)\)")
#: What changes though nothing is done: that somebody said something and was refused, who is logged in.
AT_REST = frozenset({"audit", "audit_head", "inbox", "timetable", "counters", "log_ins", "wrong_passwords", "clock"})


@dataclass(frozen=True, slots=True)
class Door:
    """A method and an address of the console; `of`: which parts of the address were filled in."""

    method: str
    path: str
    of: frozenset[str]


def doors(values: Mapping[str, Sequence[str]]) -> Iterator[Door]:
    """Every route, its parts filled in with each of these values that it takes. All of them; none may be left out."""
    for route in ROUTES:
        pattern, formatter = _pattern(route.path)
        names = re.findall(r"\{(\w+)\}", formatter)
        alternatives = {name: told.split("|") for name, told in _ALTERNATIVES.findall(pattern.pattern)}
        paths = [formatter]
        for name in names:
            choices = alternatives.get(name) or values.get(name, ["1", "2020-10-21", "baihe"])
            paths = [path.replace(f"{{{name}}}", choice) for path in paths for choice in choices]
        taken = [path for path in dict.fromkeys(paths) if pattern.fullmatch(path)]
        assert taken, f"nothing known fits {route.path}"
        yield from (Door(route.method, path, frozenset(names)) for path in taken)


def _pattern(path: str) -> tuple[re.Pattern[str], str]:
    pattern, formatter, at = "", "", 0
    for part in re.finditer(r"\{(\w+)(?::((?:[^{}]|\{[^{}]*\})+))?\}", path):
        pattern += re.escape(path[at : part.start()]) + f"(?P<{part[1]}>{part[2] or '[^/]+'})"
        formatter += path[at : part.start()] + f"{{{part[1]}}}"
        at = part.end()
    return re.compile(pattern + re.escape(path[at:])), formatter + path[at:]


def fields() -> list[str]:
    """The names of all fields of forms and addresses, as templates and code have them; not the two of every form."""
    found: set[str] = set()
    for file in TEMPLATES.glob("*.html"):
        found |= set(re.findall(r'\bname="([a-z_]+)"', file.read_text("utf-8")))
    for file in TEMPLATES.parent.glob("*.py"):
        found |= set(
            re.findall(
                r'(?:query\.get|query|words\(request,|\.get(?:all)?)[\[(]?\s*\(?"([a-z_]+)"', file.read_text("utf-8")
            )
        )
    return sorted(found - {"csrf", "token", "viewport"})


def csrf_of(lobby: Lobby) -> str:
    found = re.search(r'name="csrf" value="([0-9a-f]{64})"', lobby.asks("/").text)
    assert found is not None
    return found.group(1)


def at_rest(chat: GroupChat) -> dict[str, list[tuple[Any, ...]]]:
    """All that is on record but what may change without anything being done."""

    def read(connection: Connection) -> dict[str, list[tuple[Any, ...]]]:
        tables = [table for table in metadata.sorted_tables if table.name not in AT_REST]
        return {table.name: [tuple(row) for row in connection.execute(select(table))] for table in tables}

    found: dict[str, list[tuple[Any, ...]]] = chat.look(lambda work: read(work.connection))
    return found


async def raw(port: int, request: bytes, seconds: float = 20.0) -> bytes:
    """Send these bytes and read until the other side ends, or says nothing more."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(request)
        async with asyncio.timeout(seconds):
            return await reader.read()
    finally:
        writer.close()

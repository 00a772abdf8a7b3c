"""Write the tables of docs/commands.md from the routers, so that they say what is true.

PYTHONPATH=. .venv/bin/python docs/make_commands.py
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from documents.commands import COMMANDS, ROLE_NAMES, ROOM_NAMES, Command
from domain.commands import intent_of, plain_request
from domain.lexicons import Lexicon
from domain.rosters import Role, RoomKind
from handlers import ROUTERS
from handlers.routing import Route
from storage.lexicons import load_lexicon

DOCS = Path(__file__).parent
PAGE, SAID = DOCS / "commands.md", DOCS / "said.tsv"
MARK = "<!-- {}：由 docs/make_commands.py 写成，勿手改 -->"
BEGIN, END = MARK.format("表"), "<!-- 表到此 -->"

_ONE_ROLE = {Role.INSPECTOR: "组员", Role.LEADER: "组长", Role.LIAISON: "联络员", Role.DISPATCHER: "调度组"}


def routes_of(name: str) -> list[Route]:
    """The routes that serve a command."""
    return [route for router in ROUTERS for route in router.routes if name in route.serves]


def command_of(words: str, lexicon: Lexicon) -> Command | None:
    """The command that serves what was said to the bot: by its name, and by the figure it asks for."""
    intent = intent_of(words, lexicon, addressed=True)
    if intent is None:
        return None
    figures = lexicon.tables["commands"]["figures"]
    plain = plain_request(intent.rest)
    same = [command for command in COMMANDS if command.name == intent.name]
    asked = (one for one in same if one.figure and re.search("|".join(figures[one.figure]), plain))
    return next(asked, next((one for one in same if not one.figure), None))


def tables() -> str:
    """Both tables, between their marks."""
    lexicon = load_lexicon()
    return "\n".join([BEGIN, "", *_commands(), "", "## 示例两天里人们真说的", "", *_said(lexicon), "", END])


def page() -> str:
    """docs/commands.md with its tables made anew."""
    text = PAGE.read_text("utf-8")
    return text[: text.index(BEGIN)] + tables() + text[text.index(END) + len(END) :]


def _commands() -> Iterator[str]:
    yield "| 想做什么 | 谁 | 在哪里 | 可以这样说 | 回什么 |"
    yield "|---|---|---|---|---|"
    for command in COMMANDS:
        said = " ".join(f"`{words}`" for words in command.said)
        who, where = _who_and_where(command.name)
        yield f"| {command.title} | {who} | {where} | {said} | {command.answer} |"


def _who_and_where(name: str) -> tuple[str, str]:
    routes = routes_of(name)
    roles = frozenset(role for route in routes for role in route.roles)
    rooms = frozenset(room for route in routes for room in route.rooms)
    if any(route.anywhere for route in routes):
        return ROLE_NAMES[roles], "说的那个群"
    where = (
        "各群、私聊"
        if rooms == frozenset(ROOM_NAMES)
        else "、".join(ROOM_NAMES[room] for room in ROOM_NAMES if room in rooms)
    )
    return ROLE_NAMES[roles], where


def _said(lexicon: Lexicon) -> Iterator[str]:
    yield "| 说的话 | 谁、在哪里 | 由哪条办 | 在 |"
    yield "|---|---|---|---|"
    for line in SAID.read_text("utf-8").splitlines():
        role, room, words = line.split("\t")
        command = command_of(words, lexicon)
        where = ROOM_NAMES[None if room == "private" else RoomKind(room)]
        files = {route.handler.__module__ for route in routes_of(command.name)} if command else set()
        paths = "、".join(f"`{name.replace('.', '/')}.py`" for name in sorted(files))
        yield f"| {words} | {_ONE_ROLE[Role(role)]}，{where} | {command.title if command else '不会'} | {paths} |"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")

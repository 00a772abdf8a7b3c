"""docs/commands.md says what the routers do, and what it says can be said is understood."""

from __future__ import annotations

import pytest

from docs.make_commands import PAGE, SAID, command_of, page, routes_of
from documents.commands import COMMANDS, Command
from domain.rosters import Role, RoomKind
from handlers import ROUTERS
from storage.lexicons import load_lexicon

LEXICON = load_lexicon()


def test_the_tables_are_as_the_routers_are() -> None:
    assert PAGE.read_text("utf-8") == page(), "PYTHONPATH=. .venv/bin/python docs/make_commands.py"


def test_each_command_of_the_tables_is_served_and_each_that_is_served_is_in_them() -> None:
    served = {name for router in ROUTERS for route in router.routes for name in route.serves}
    assert served == {command.name for command in COMMANDS}


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.title)
def test_what_the_table_says_can_be_said_is_understood_so(command: Command) -> None:
    if command.name not in ("mailed", "delivered", "feedback"):  # said without a call to the bot
        assert {words: command_of(words, LEXICON) for words in command.said} == dict.fromkeys(command.said, command)


def test_all_that_was_really_said_on_the_sample_days_is_served_to_who_said_it_where_he_said_it() -> None:
    lines = [line.split("\t") for line in SAID.read_text("utf-8").splitlines()]
    assert len(lines) == 29
    for role, room, words in lines:
        command = command_of(words, LEXICON)
        assert command is not None, words
        place = None if room == "private" else RoomKind(room)
        assert any(Role(role) in route.roles and place in route.rooms for route in routes_of(command.name)), words

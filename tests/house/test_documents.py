"""The documents speak of what exists: commands, targets, files, decisions and words for the bot."""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.__main__ import build_parser
from domain.commands import intent_of
from domain.roster_files import parse_roster
from storage.lexicons import load_lexicon
from tests.house.sources import ROOT, committed_files, read

PAGES = ("README.md", *sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("docs/*.md")))
DECISIONS = sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("docs/decisions/*.md"))
COMMAND = re.compile(r"(?<![\w./-])lanshao((?: [a-z]+)+)")
OPTION = re.compile(r"lanshao[ a-z]*[^\n`]*?(--[a-z-]+)")
TARGET = re.compile(r"(?:^|`)make ([a-z]+)", re.MULTILINE)
LINK = re.compile(r"\]\((?!https?://)([^)#]+)")
CODE_PATH = re.compile(r"`((?:[\w*-]+/)+[\w.*-]*)`")


def commands(parser: argparse.ArgumentParser, prefix: str = "") -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Every sub-command that does something, as typed after `lanshao`, with its parser."""
    branches = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if not branches:
        yield prefix.strip(), parser
    for branch in branches:
        for name, child in branch.choices.items():
            yield from commands(child, f"{prefix} {name}")


def test_each_command_is_in_the_readme() -> None:
    readme = read("README.md")
    assert [name for name, _ in commands(build_parser()) if f"lanshao {name}" not in readme] == []


@pytest.mark.parametrize("page", PAGES)
def test_no_page_speaks_of_a_command_that_does_not_exist(page: str) -> None:
    known = {name for name, _ in commands(build_parser())} | {name.split()[0] for name, _ in commands(build_parser())}
    spoken = {words.strip() for words in COMMAND.findall(read(page))}
    assert {words for words in spoken if words not in known and words.split()[0] not in known} == set()


def test_no_page_speaks_of_an_option_that_does_not_exist() -> None:
    known = {option for _, parser in commands(build_parser()) for option in parser._option_string_actions}
    assert {option for page in PAGES for option in OPTION.findall(read(page))} - known == set()


@pytest.mark.parametrize("page", (*PAGES, "CHANGELOG.md"))
def test_no_page_speaks_of_a_make_target_that_does_not_exist(page: str) -> None:
    known = set(re.findall(r"^([a-z]+):", read("Makefile"), re.MULTILINE))
    assert set(TARGET.findall(read(page))) - known == set()


def test_each_make_target_explains_itself_and_is_phony() -> None:
    makefile = read("Makefile")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    assert set(re.findall(r"^([a-z]+):.*## \S", makefile, re.MULTILINE)) == targets
    assert set(re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)[0].split()) == targets


@pytest.mark.parametrize("page", [*PAGES, "CHANGELOG.md", *DECISIONS])
def test_each_link_and_path_leads_somewhere(page: str) -> None:
    text = read(page)
    links = {str((ROOT / page).parent / link) for link in LINK.findall(text)}
    paths = {str(ROOT / path) for path in CODE_PATH.findall(text) if path.split("/")[0] in _tops()}
    assert {path for path in links | paths if not _exists(Path(path))} == set()


def _tops() -> set[str]:
    return {name.split("/")[0] for name in committed_files()}


def _exists(path: Path) -> bool:
    return any(True for _ in path.parent.glob(path.name)) if "*" in path.name else path.exists()


def test_decisions_are_numbered_once() -> None:
    numbers = Counter(Path(page).name[:4] for page in DECISIONS)
    assert numbers
    assert [number for number, count in numbers.items() if count > 1 or not number.isdigit()] == []
    assert [page for page in DECISIONS if not re.match(rf"# {Path(page).name[:4]}:? \S", read(page))] == []


def test_what_the_readme_says_people_can_say_is_understood() -> None:
    rows = re.findall(r"^\| ((?:`[^`|]+`[、 ]*)+)\|", read("README.md"), re.MULTILINE)
    said = [words for row in rows for words in re.findall(r"`([^`]+)`", row)]
    asked = [words for words in said if words.startswith("@蓝哨")]
    lexicon = load_lexicon()
    assert asked
    understood = {words: intent_of(words, lexicon, addressed=True) for words in asked}
    assert [words for words, intent in understood.items() if intent is None or intent.name == "unknown"] == []


def test_these_gates_can_fail() -> None:
    assert COMMAND.findall("run `lanshao roster check x`") == [" roster check x"]
    assert OPTION.findall("`lanshao demo --text`") == ["--text"]
    assert CODE_PATH.findall("see `bot/nothing.py`") == ["bot/nothing.py"]
    assert not _exists(ROOT / "bot/nothing.py")


def test_the_roster_that_the_readme_shows_can_be_imported() -> None:
    block = (ROOT / "README.md").read_text("utf-8").split("```toml\n", 1)[1].split("```", 1)[0]
    roster = parse_roster(block)
    assert roster.people and roster.command_rooms

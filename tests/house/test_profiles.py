"""What ships as data can be played under."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator
from typing import Any

from domain.campaigns import parse_profile
from storage.lexicons import load_lexicon
from tests.house.sources import ROOT

PROFILES = sorted((ROOT / "domain/profiles").glob("*.toml"))
LEXICONS = sorted((ROOT / "domain/lexicons").glob("*.toml"))


def _lists(value: Any, where: str) -> Iterator[tuple[str, list[str]]]:
    """Every list of texts in a table, with the way to it."""
    if isinstance(value, list) and all(isinstance(entry, str) for entry in value):
        yield where, value
    elif isinstance(value, dict | list):
        for key, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _lists(part, f"{where}.{key}")


def test_each_profile_parses_under_its_own_name() -> None:
    assert PROFILES
    for path in PROFILES:
        assert parse_profile(tomllib.loads(path.read_text("utf-8"))).key == path.stem


def test_exactly_one_profile_is_the_default() -> None:
    tables = [tomllib.loads(path.read_text("utf-8")) for path in PROFILES]
    assert sum(bool(table.get("default")) for table in tables) == 1


def test_each_lexicon_file_is_loaded() -> None:
    shipped = {path.stem for path in LEXICONS}
    assert shipped
    assert shipped <= set(load_lexicon().tables)


def test_no_list_of_a_lexicon_says_the_same_twice() -> None:
    read = {path.stem: tomllib.loads(path.read_text("utf-8")) for path in LEXICONS}
    lists = dict(_lists(read, "lexicons"))
    twice = {where: [e for e, n in Counter(entries).items() if n > 1] for where, entries in lists.items()}
    assert len(lists) > 100
    assert not {where: entries for where, entries in twice.items() if entries}

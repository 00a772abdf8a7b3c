"""What ships as data can be played under."""

from __future__ import annotations

import tomllib

from domain.campaigns import parse_profile
from storage.lexicons import load_lexicon
from tests.house.sources import ROOT

PROFILES = sorted((ROOT / "domain/profiles").glob("*.toml"))


def test_each_profile_parses_under_its_own_name() -> None:
    assert PROFILES
    for path in PROFILES:
        assert parse_profile(tomllib.loads(path.read_text("utf-8"))).key == path.stem


def test_exactly_one_profile_is_the_default() -> None:
    tables = [tomllib.loads(path.read_text("utf-8")) for path in PROFILES]
    assert sum(bool(table.get("default")) for table in tables) == 1


def test_each_lexicon_file_is_loaded() -> None:
    shipped = {path.stem for path in (ROOT / "domain/lexicons").glob("*.toml")}
    assert shipped
    assert shipped <= set(load_lexicon().tables)

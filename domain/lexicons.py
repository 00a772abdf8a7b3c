"""Lexicons: the wordings that reading goes by, as data (domain/lexicons/*.toml)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Lexicon:
    """All wordings of a campaign. `tables` holds each lexicon file's parsed table by the file's stem."""

    tables: Mapping[str, Mapping[str, Any]]


def parse(tables: Mapping[str, Mapping[str, Any]]) -> Lexicon:
    """The lexicon made of `tables`: {stem of the TOML file: its parsed table}."""
    return Lexicon(tables=dict(tables))

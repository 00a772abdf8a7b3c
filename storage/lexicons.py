"""The wordings that come with the program."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from importlib import resources
from typing import Any

from domain.lexicons import Lexicon, parse
from domain.paper_names import PaperNames, with_papers
from storage.profiles import profiles_in


@functools.cache  # with its files it keeps the patterns made of them
def load_lexicon(names: PaperNames | None = None) -> Lexicon:
    """All lexicon files, each by its name without `.toml`, with what a campaign calls its papers (the default's)."""
    return parse(with_papers(_files(), _default_names() if names is None else names))


@functools.cache
def _files() -> Mapping[str, Mapping[str, Any]]:
    folder = resources.files("domain").joinpath("lexicons")
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".toml")), key=lambda file: file.name)
    return {file.name.removesuffix(".toml"): tomllib.loads(file.read_text(encoding="utf-8")) for file in files}


def _default_names() -> PaperNames:
    rules = profiles_in().default()["obligations"]
    return tuple((rule["key"], rule.get("short", rule["name"]), rule["name"]) for rule in rules)

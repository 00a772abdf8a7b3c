"""The wordings that come with the program."""

from __future__ import annotations

import functools
import tomllib
from importlib import resources

from domain.lexicons import Lexicon, parse


@functools.cache  # with its files it keeps the patterns made of them
def load_lexicon() -> Lexicon:
    """All lexicon files, each by its name without `.toml`."""
    folder = resources.files("domain").joinpath("lexicons")
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".toml")), key=lambda file: file.name)
    return parse({file.name.removesuffix(".toml"): tomllib.loads(file.read_text(encoding="utf-8")) for file in files})

"""Every setting is written down where people look for it."""

from __future__ import annotations

import ast
import re

from bot.config import SETTINGS
from tests.house.sources import product, read

LINE = re.compile(r"^#? ?([A-Z][A-Z0-9_]+)=(.*)$", re.MULTILINE)
NAME = re.compile(r"\b(?:LANSHAO|WECHATY)_[A-Z_]+\b")


def test_the_example_names_each_setting_once_with_its_default() -> None:
    written = LINE.findall(read("config.example.env"))
    assert sorted(written) == sorted((setting.name, setting.default) for setting in SETTINGS)


def test_each_setting_is_explained_above_its_line() -> None:
    lines = read("config.example.env").splitlines()
    for number, line in enumerate(lines):
        if LINE.match(line):
            assert lines[number - 1].startswith("# ") and not LINE.match(lines[number - 1]), f"{line} 上面没有说明"


def test_no_setting_is_spoken_of_that_does_not_exist() -> None:
    texts = [
        (file.path, node.value)
        for file in product()
        for node in ast.walk(file.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    texts += [(name, read(name)) for name in ("README.md", "docs/house.md")]
    known = {setting.name for setting in SETTINGS}
    assert {(path, name) for path, text in texts for name in NAME.findall(text) if name not in known} == set()

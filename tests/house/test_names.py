"""Names say what a thing is: no drawers for odds and ends, no managers."""

from __future__ import annotations

import ast
import re
from pathlib import PurePosixPath

from tests.house.sources import Source, python_files

SAY_NOTHING = {"util", "utils", "helper", "helpers", "manager", "managers", "common", "misc"}


def empty_names(file: Source) -> list[str]:
    """Modules, packages and classes of this file whose name says nothing."""
    path = PurePosixPath(file.path)
    places = [part for part in (*path.parts[:-1], path.stem)]
    classes = [node.name for node in ast.walk(file.tree) if isinstance(node, ast.ClassDef)]
    return [f"{file.path}: {name}" for name in (*places, *classes) if words(name) & SAY_NOTHING]


def words(name: str) -> set[str]:
    """The words of a snake_case or CamelCase name."""
    return set(re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower().split("_"))


def test_no_module_or_class_has_a_name_that_says_nothing() -> None:
    assert [fault for file in python_files() for fault in empty_names(file)] == []


def test_this_gate_can_fail() -> None:
    bad = Source("domain/text_utils.py", "class RoomManager:\n    pass\n")
    assert empty_names(bad) == ["domain/text_utils.py: text_utils", "domain/text_utils.py: RoomManager"]

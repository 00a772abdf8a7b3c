"""The floors: who may import what. Upward imports are import-linter's; here is what it cannot say."""

from __future__ import annotations

import ast
import sys
from collections import defaultdict
from collections.abc import Iterable
from importlib.metadata import packages_distributions

from tests.house.sources import ROOMS, Source, imports, product, pyproject, python_files

MAY_IMPORT = {
    "domain": {"domain", "rapidfuzz", "pypinyin"},
    "documents": {"documents", "domain", "PIL", "defusedxml", "docx", "docxtpl", "jinja2", "xlsxwriter"},
    "storage": {"storage", "domain", "sqlalchemy", "alembic", "holidays", "python_calamine"},
    "handlers": {"handlers", "domain", "documents", "storage"},
    "schedules": {"schedules", "domain", "documents", "storage"},
}
OPTIONAL = {"av", "cv2", "rapidocr", "onnxruntime", "pysilk", "psycopg", "obstore"}
VISION = {"av", "cv2", "numpy", "onnxruntime", "pysilk", "rapidocr"}  # the extra `vision`: for bot/media/ alone
NEVER_IMPORTED = {"tzdata"}  # data that the standard library finds by itself


def strangers(file: Source) -> list[str]:
    """Imports that the floor of this file does not allow."""
    allowed = MAY_IMPORT.get(file.room)
    if allowed is None:
        return []
    found = ((name.split(".")[0], line) for name, line in imports(file.tree))
    return [f"{file.path}:{line} {top}" for top, line in found if top not in allowed | sys.stdlib_module_names]


def hidden(file: Source) -> list[str]:
    """Imports of our own inside a function or class."""
    inner = (node for scope in ast.walk(file.tree) if isinstance(scope, _SCOPES) for node in scope.body)
    found = (name for node in inner for name in imports(node))
    return [f"{file.path}:{line} {name}" for name, line in found if name.split(".")[0] in ROOMS]


_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def wrapped_twice(files: Iterable[Source]) -> dict[str, list[str]]:
    """Optional libraries that more than one module imports."""
    users: dict[str, set[str]] = defaultdict(set)
    for file in files:
        for name, _ in imports(file.tree):
            if name.split(".")[0] in OPTIONAL:
                users[name.split(".")[0]].add(file.path)
    return {name: sorted(paths) for name, paths in users.items() if len(paths) > 1}


def seen_elsewhere(file: Source) -> list[str]:
    """Libraries for pictures and films that a file outside bot/media/ imports."""
    found = ((name.split(".")[0], line) for name, line in imports(file.tree))
    return [
        f"{file.path}:{line} {top}" for top, line in found if top in VISION and not file.path.startswith("bot/media/")
    ]


def distribution(requirement: str) -> str:
    """The bare name of a requirement: `psycopg[binary]>=3` is `psycopg`."""
    name = requirement.split(";")[0]
    for mark in "[<>=!~ ":
        name = name.split(mark)[0]
    return name.lower().replace("_", "-")


def imported_distributions(files: Iterable[Source]) -> set[str]:
    """What one must have installed to run these files."""
    owners = packages_distributions()
    tops = {name.split(".")[0] for file in files for name, _ in imports(file.tree)}
    return {
        owner.lower().replace("_", "-")
        for top in tops - set(ROOMS) - {"tests", "scripts", "docs"} - sys.stdlib_module_names
        for owner in owners.get(top, [f"nobody brings {top}"])
    }


def test_each_floor_imports_only_what_it_may() -> None:
    assert [fault for file in product() for fault in strangers(file)] == []


def test_no_import_of_our_own_hides_in_a_function() -> None:
    assert [fault for file in product() for fault in hidden(file)] == []


def test_an_optional_library_is_wrapped_by_one_module() -> None:
    assert wrapped_twice(product()) == {}


def test_only_the_readers_of_files_look_at_pictures_and_films() -> None:
    assert [fault for file in product() for fault in seen_elsewhere(file)] == []


def test_what_is_imported_is_declared_and_what_is_declared_is_imported() -> None:
    project = pyproject()["project"]
    declared = {distribution(line) for line in project["dependencies"]} - NEVER_IMPORTED
    extras = {distribution(line) for lines in project["optional-dependencies"].values() for line in lines}
    imported = imported_distributions(product())
    assert imported_distributions(python_files()) - declared - extras == set(), "imported, but not in pyproject.toml"
    assert declared - imported == set(), "named in pyproject.toml, but nothing imports it"


def test_these_gates_can_fail() -> None:
    bad = Source("domain/x.py", "import sqlalchemy\ndef f():\n    if 1:\n        from bot import app\n")
    assert strangers(bad) == ["domain/x.py:1 sqlalchemy", "domain/x.py:4 bot"]
    assert hidden(bad) == ["domain/x.py:4 bot"]
    two = [Source("bot/a.py", "import av"), Source("bot/b.py", "import av.video")]
    assert wrapped_twice(two) == {"av": ["bot/a.py", "bot/b.py"]}
    assert seen_elsewhere(Source("bot/a.py", "def f():\n    import numpy as np")) == ["bot/a.py:2 numpy"]
    assert seen_elsewhere(Source("bot/media/a.py", "import numpy as np")) == []
    assert distribution("psycopg[binary]>=3.3") == "psycopg"

"""The project as text: which files it has, and its modules as trees."""

from __future__ import annotations

import ast
import gc
import subprocess
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("bot", "handlers", "schedules", "documents", "storage", "domain")


@dataclass(frozen=True)
class Source:
    """One Python file: its path below the root, as text and, for whoever asks, as a tree."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        gc.disable()  # to look for rubbish among a million nodes again and again takes twice as long as to parse
        try:
            return ast.parse(self.text, self.path)
        finally:
            gc.freeze()
            gc.enable()

    @property
    def room(self) -> str:
        return self.path.split("/", 1)[0]


@cache
def committed_files() -> tuple[str, ...]:
    """Paths that are, or would be, committed. Skips the test where this is no git checkout."""
    # safe.directory: the checkout may belong to another user than the one who runs the tests
    command = ["git", "-c", "safe.directory=*", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("这里不是 git 检出，列不出提交的文件")
    names = {name for name in listed.stdout.decode().split("\0") if name}
    return tuple(sorted(name for name in names if (ROOT / name).is_file()))


@cache
def python_files() -> tuple[Source, ...]:
    """Every Python file of the project, tests and scripts included."""
    return tuple(Source(name, (ROOT / name).read_text("utf-8")) for name in committed_files() if name.endswith(".py"))


def product() -> tuple[Source, ...]:
    """The Python files that people install."""
    return tuple(file for file in python_files() if file.room in ROOMS)


def pyproject() -> Mapping[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def imports(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Every imported module by its full name, with the line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module or "", node.lineno


def read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")

"""Time, ids and chance are arguments; text is data; the environment has one reader."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.house.sources import Source, imports, product

CLOCKS = {"now", "utcnow", "today"}
CHANCE = {"random", "secrets", "time", "uuid"}  # modules that only the body may import
DANGEROUS = {"eval", "exec", "compile", "__import__"}
SHELLS = {("os", "system"), ("os", "popen"), ("subprocess", "getoutput"), ("subprocess", "getstatusoutput")}
ENVIRONMENT = {("os", "environ"), ("os", "getenv"), ("os", "putenv")}
ENVIRONMENT_READER = "bot/config.py"


def calls(file: Source) -> Iterator[ast.Call]:
    return (node for node in ast.walk(file.tree) if isinstance(node, ast.Call))


def reads_the_world(file: Source) -> list[str]:
    """Where a file below the body reads a clock or throws dice."""
    if file.room == "bot":
        return []
    clocks = [
        f"{file.path}:{call.lineno} .{call.func.attr}()"
        for call in calls(file)
        if isinstance(call.func, ast.Attribute) and call.func.attr in CLOCKS
    ]
    chance = [f"{file.path}:{line} import {name}" for name, line in imports(file.tree) if name in CHANCE]
    return clocks + chance + [f"{file.path}:{line} os.urandom" for line in _attributes(file, {("os", "urandom")})]


def dangerous(file: Source) -> list[str]:
    """Where text could become a program."""
    builtin = [call for call in calls(file) if isinstance(call.func, ast.Name) and call.func.id in DANGEROUS]
    shell = [
        call for call in calls(file) for word in call.keywords if word.arg == "shell" and not _is_false(word.value)
    ]
    lines = [call.lineno for call in builtin + shell] + _attributes(file, SHELLS)
    pickles = [line for name, line in imports(file.tree) if name in {"pickle", "marshal", "shelve"}]
    return [f"{file.path}:{line}" for line in sorted(lines + pickles)]


def reads_environment(file: Source) -> list[str]:
    return [f"{file.path}:{line}" for line in _attributes(file, ENVIRONMENT)]


def _attributes(file: Source, wanted: set[tuple[str, str]]) -> list[int]:
    """Lines where `module.name`, or `from module import name`, of the wanted ones stands."""
    found = []
    for node in ast.walk(file.tree):
        if (
            isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and (node.value.id, node.attr) in wanted
        ):
            found.append(node.lineno)
        elif isinstance(node, ast.ImportFrom):
            found += [node.lineno for alias in node.names if (node.module, alias.name) in wanted]
    return found


def _is_false(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value is False


def test_only_the_body_reads_a_clock_or_throws_dice() -> None:
    assert [fault for file in product() for fault in reads_the_world(file)] == []


def test_nothing_makes_a_program_of_text() -> None:
    assert [fault for file in product() for fault in dangerous(file)] == []


def test_only_the_settings_read_the_environment() -> None:
    readers = {fault for file in product() if file.path != ENVIRONMENT_READER for fault in reads_environment(file)}
    assert readers == set()


def test_these_gates_can_fail() -> None:
    bad = Source(
        "domain/x.py",
        "import os, random, subprocess\n"
        "from datetime import datetime\n"
        "datetime.now()\n"
        "eval('1')\n"
        "subprocess.run('ls', shell=True)\n"
        "os.system('ls')\n"
        "from os import environ\n",
    )
    assert reads_the_world(bad) == ["domain/x.py:3 .now()", "domain/x.py:1 import random"]
    assert dangerous(bad) == ["domain/x.py:4", "domain/x.py:5", "domain/x.py:6"]
    assert reads_environment(bad) == ["domain/x.py:7"]

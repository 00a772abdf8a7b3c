"""Small files, small functions."""

from __future__ import annotations

import ast

from tests.house.sources import Source, product, python_files

MOST_LINES = 400
SHORT = 25  # lines, of def, docstring and body
SHARE = 0.9


def function_lengths(file: Source) -> list[tuple[int, str]]:
    """(lines, where) of each function, from `def` to its last line."""
    functions = (node for node in ast.walk(file.tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return [((node.end_lineno or 0) - node.lineno + 1, f"{file.path}:{node.lineno} {node.name}") for node in functions]


def too_long(file: Source) -> bool:
    return len(file.text.splitlines()) > MOST_LINES


def test_no_file_is_over_400_lines() -> None:
    assert [file.path for file in python_files() if too_long(file)] == []


def test_nine_functions_in_ten_are_under_25_lines() -> None:
    lengths = [length for file in product() for length in function_lengths(file)]
    long = sorted((length for length in lengths if length[0] >= SHORT), reverse=True)
    assert len(long) <= (1 - SHARE) * len(lengths), f"{len(long)} of {len(lengths)} functions are long: {long[:20]}"


def test_these_gates_can_fail() -> None:
    long = Source("domain/x.py", "def f():\n" + "    pass\n" * 400)
    assert too_long(long)
    assert function_lengths(long) == [(401, "domain/x.py:1 f")]

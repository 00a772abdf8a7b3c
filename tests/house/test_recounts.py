"""The recount that verdicts are held against is independent: it sees the truth of a plan, never the engine."""

from __future__ import annotations

import sys

from tests.house.sources import Source, imports, product

#: What it is written from: who did what when, and the roles and rooms that this is told in.
MAY_SEE = {
    "domain/recount_times.py": {"domain.recounts", "domain.simulations"},
    "domain/recounts.py": {"domain.simulations"},
    "domain/simulations/__init__.py": {"domain.rosters"},
}


def sees_too_much(file: Source) -> list[str]:
    allowed = MAY_SEE.get(file.path, set())
    names = {name for name, _ in imports(file.tree) if name.split(".")[0] not in sys.stdlib_module_names}
    return sorted(name for name in names if name not in allowed)


def test_the_recount_knows_nothing_of_the_engine() -> None:
    files = [file for file in product() if file.path in MAY_SEE]
    assert [file.path for file in files] == sorted(MAY_SEE)
    assert [fault for file in files for fault in sees_too_much(file)] == []


def test_this_gate_can_fail() -> None:
    assert sees_too_much(Source("domain/recounts.py", "from domain.verdicts import State")) == ["domain.verdicts"]

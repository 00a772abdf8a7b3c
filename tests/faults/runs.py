"""Whole runs: drive, read the history, check it, and tell what was found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from tests.faults import fast_time
from tests.faults.checking import findings
from tests.faults.driving import START, Deaths, Plan, drive
from tests.faults.histories import History, read_history


@dataclass(frozen=True, slots=True)
class Report:
    """What a run came to. `faults`: every finding as a sentence, and what the driver itself did not like."""

    deaths: Deaths
    history: History
    found: dict[str, list[str]]

    @property
    def faults(self) -> list[str]:
        told = [f"{name}: {finding}" for name, several in self.found.items() for finding in several]
        told += [f"the bot {how}" for how in self.deaths.otherwise]
        told += [f"nobody died at {point}" for point in self.deaths.never()]
        if len(self.history.acknowledged) < len(self.history.kept) / 2:
            told.append("the bot's log says of too few messages that they are kept, so the checks prove nothing")
        return told if self.deaths.is_quiet else [*told, "the run did not come to rest"]


def run(folder: Path, database: str, plan: Plan, tell: Callable[[str], None] = lambda line: None) -> Report:
    """One run in an empty folder, on an empty database."""
    clock = fast_time.starting(START, plan.rate)
    deaths = drive(folder, database, plan, clock, tell)
    history = read_history(folder / "journal.jsonl", folder / "bot.log", database, clock)
    # A process that waits for its turn on a busy machine for half a second is late by more in the time of the run.
    late = timedelta(seconds=plan.rate * (0.5 + deaths.slowest))
    history = replace(history, tolerance=history.tolerance + late, is_night=deaths.is_night)
    return Report(deaths, history, findings(history))


def run_named(name: str, folder: Path, database: str, plan: Plan) -> Report:
    """The same, in a folder that is made, with its progress told under that name."""
    folder.mkdir()
    return run(folder, database, plan, lambda line: print(f"  {name} {line}", flush=True))

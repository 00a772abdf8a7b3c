"""CPU time of many alike things, in stretches: on a machine that others use too the best stretch tells most."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TypeVar

STRETCH = 400  # things to a stretch

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Cpu:
    """CPU microseconds for each thing: in the best stretch and in the middle one."""

    best: float
    middle: float

    def __str__(self) -> str:
        return f"{self.best:.0f}（中位 {self.middle:.0f}）"


def cpu_of(run: Callable[[Sequence[T]], None], things: Sequence[T], stretch: int = STRETCH) -> Cpu:
    """The CPU time of this process, all threads of it, for each thing given to `run`."""
    costs = []
    for start in range(0, max(len(things) - stretch + 1, 1), stretch):
        part = things[start : start + stretch]
        begun = time.process_time()
        run(part)
        costs.append((time.process_time() - begun) / len(part) * 1e6)
    return Cpu(min(costs), median(costs))

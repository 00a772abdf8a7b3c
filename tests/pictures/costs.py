"""What reading a photo costs, in CPU milliseconds, and which step of it: finding print, reading lines, the rest."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from rapidocr.ch_ppocr_cls import TextClassifier
from rapidocr.ch_ppocr_det import TextDetector
from rapidocr.ch_ppocr_rec import TextRecognizer

STEPS: dict[str, type[Any]] = {"找字": TextDetector, "转正": TextClassifier, "认字": TextRecognizer}


@dataclass
class Costs:
    """CPU seconds of this process, all threads, over so many photos."""

    photos: int = 0
    whole: float = 0.0
    steps: dict[str, float] = field(default_factory=lambda: dict.fromkeys(STEPS, 0.0))
    each: list[float] = field(default_factory=list)

    @contextmanager
    def photo(self) -> Iterator[None]:
        """Around the reading of one photo."""
        with _timed(self.steps):
            start = time.process_time()
            yield
            self.each.append(time.process_time() - start)
        self.whole += self.each[-1]
        self.photos += 1

    def line(self) -> str:
        mean, middle = self.whole / self.photos, sorted(self.each)[len(self.each) // 2]
        parts = [f"{name} {spent / self.whole:.0%}" for name, spent in self.steps.items()]
        rest = 1 - sum(self.steps.values()) / self.whole
        return f"平均 {mean * 1000:.0f} 毫秒，中位 {middle * 1000:.0f} 毫秒（{'，'.join(parts)}，其余 {rest:.0%}）"


@contextmanager
def _timed(steps: dict[str, float]) -> Iterator[None]:
    """Whatever engine runs meanwhile: its steps' CPU time is added there."""
    kept = {name: kind.__call__ for name, kind in STEPS.items()}
    for name, kind in STEPS.items():
        kind.__call__ = _timing(kept[name], name, steps)
    try:
        yield
    finally:
        for name, kind in STEPS.items():
            kind.__call__ = kept[name]


def _timing(call: Callable[..., Any], name: str, steps: dict[str, float]) -> Callable[..., Any]:
    def timed(*arguments: Any, **named: Any) -> Any:
        start = time.process_time()
        try:
            return call(*arguments, **named)
        finally:
            steps[name] += time.process_time() - start

    return timed

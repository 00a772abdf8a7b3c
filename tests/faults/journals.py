"""The gateway's own journal of a run: what the members said, what was announced to the bot, what the members saw."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any


class Journal:
    """Written line by line; `clock` gives seconds since 1970. What is written is out of this process at once."""

    def __init__(self, path: Path, clock: Callable[[], float]) -> None:
        self._file = path.open("a", encoding="utf-8")
        self._clock = clock

    def note(self, what: str, **told: Any) -> None:
        self._file.write(json.dumps({"what": what, "at": self._clock(), **told}, ensure_ascii=False) + "\n")
        self._file.flush()


def entries(path: Path) -> Iterator[dict[str, Any]]:
    """All entries in order, each with its place as `index`."""
    with path.open(encoding="utf-8") as file:
        for index, line in enumerate(file):
            yield {"index": index, **json.loads(line)}

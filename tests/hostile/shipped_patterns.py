"""Every pattern that the product compiles, by the file that does it.

    python -m tests.hostile.shipped_patterns

loads the house and lets it read some texts, with an ear on `re`, and prints [[file, pattern, flags], …].
"""

from __future__ import annotations

import importlib
import json
import pkgutil
import re
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("bot", "handlers", "schedules", "documents", "storage", "domain")
READ = ("near-misses", "commands", "identities", "exports")
CASES = 150  # of 10,000

Found = dict[tuple[str, str, int], None]


def listen() -> Found:
    """Note every pattern that is compiled from now on by a line of the product, f-strings as they turn out."""
    found: Found = {}
    compiled: Any = re._compile  # type: ignore[attr-defined]

    def spy(pattern: Any, flags: Any) -> Any:
        file = Path(sys._getframe(2).f_code.co_filename)
        if isinstance(pattern, str) and file.is_relative_to(ROOT) and file.relative_to(ROOT).parts[0] in ROOMS:
            found[str(file.relative_to(ROOT)), pattern, int(flags)] = None
        return compiled(pattern, flags)

    re._compile = spy  # type: ignore[attr-defined]
    return found


def load_everything() -> None:
    """Import each module of the house: most patterns are compiled then."""
    for room in ROOMS:
        for module in pkgutil.walk_packages([str(ROOT / room)], f"{room}."):
            if "migrations" not in module.name and not module.name.endswith("__main__"):
                importlib.import_module(module.name)


def main() -> None:
    found = listen()
    load_everything()
    families = importlib.import_module("tests.hostile.families")  # not before the ear is there
    readers = importlib.import_module("tests.hostile.readers").READERS
    for family in READ:
        for case in families.cases(family, 7, CASES):
            for step in case:
                for read in readers.values():
                    read(step.text)
    print(json.dumps(list(found)))


if __name__ == "__main__":
    main()

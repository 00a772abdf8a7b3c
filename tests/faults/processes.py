"""Starting the processes of a run, and talking with them in lines of JSON."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
START = (
    "from tests.faults import fast_time; fast_time.quicken(fast_time.given());"
    "from tests.faults import {module}; {module}.serve()"
)
READY_SECONDS = 60.0


class Talker:
    """A process of ours (`module` of this folder) that keeps fast time. Use it in `with`: it is ended at the end."""

    def __init__(self, module: str, environment: Mapping[str, str], log: Path) -> None:
        with log.open("ab") as errors:
            self._process = subprocess.Popen(
                [sys.executable, "-c", START.format(module=module)],
                env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
                cwd=log.parent,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                bufsize=0,
            )
        self._half = b""
        self._heard: list[dict[str, Any]] = []

    def tell(self, **order: Any) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order).encode() + b"\n")

    def hear(self, seconds: float = READY_SECONDS) -> dict[str, Any] | None:
        """The next line it says; None when it says nothing for so long. Raises RuntimeError when it is gone."""
        assert self._process.stdout is not None
        while not self._heard:
            if not select.select([self._process.stdout], [], [], seconds)[0]:
                return None
            data = os.read(self._process.stdout.fileno(), 65_536)
            if not data:
                raise RuntimeError(f"a process of the run ended: {self._process.wait()}")
            *lines, self._half = (self._half + data).split(b"\n")
            self._heard += [json.loads(line) for line in lines if line]
        return self._heard.pop(0)

    def answer(self, seconds: float = READY_SECONDS) -> dict[str, Any]:
        """The next line. Raises RuntimeError when none comes."""
        told = self.hear(seconds)
        if told is None:
            raise RuntimeError("a process of the run does not answer")
        return told

    def __enter__(self) -> Talker:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

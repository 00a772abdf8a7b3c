"""A parent that has imported the program already: each run of it is a fork, so that one starts in no time.

Orders come as lines of JSON on standard input; for each one line goes back when the run has ended: its exit status.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

from sqlalchemy import Engine, event

import bot.__main__  # noqa: F401  what is run is there already

ROOT = Path(__file__).resolve().parent.parent


class Forks:
    """The parent, to be closed in the end."""

    def __init__(self) -> None:
        self._output = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115  closed by close
        self._parent = subprocess.Popen(
            [sys.executable, "-c", "from tests.forks import serve; serve()"],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            pass_fds=[self._output.fileno()],
            text=True,
        )

    def run(
        self,
        words: Sequence[str],
        environment: Mapping[str, str],
        cwd: Path,
        *,
        dies_before: int = 0,
        program: str = "bot.__main__",
    ) -> tuple[int, str]:
        """Run the program with these words: its exit status, negative when it was killed, and what it said.

        `dies_before`: kill it before this statement, the commit included. It ends with a line that says how many
        there were. `program` is the module whose `main` is run.
        """
        assert self._parent.stdin is not None and self._parent.stdout is not None
        self._output.truncate(0)
        output = self._output.fileno()
        order = {"words": words, "environment": environment, "cwd": str(cwd), "output": output, "dies": dies_before}
        order["program"] = program
        self._parent.stdin.write(json.dumps(order) + "\n")
        self._parent.stdin.flush()
        status = int(self._parent.stdout.readline())
        self._output.seek(0)
        return status, self._output.read()

    def close(self) -> None:
        self._parent.communicate()
        self._output.close()


def serve() -> None:
    """Until nobody gives orders any more."""
    for line in sys.stdin:
        number = os.fork()
        if number == 0:
            order = json.loads(line)
            os.chdir(order["cwd"])
            os.lseek(order["output"], 0, os.SEEK_SET)
            be_the_program(partial(_run, order), order["environment"], order["output"])
        print(os.waitstatus_to_exitcode(os.waitpid(number, 0)[1]), flush=True)


def be_the_program(run: Callable[[], int], environment: Mapping[str, str], output: int) -> NoReturn:
    """In a fork: run the program and end with the status it gives; what it says goes to the file of that number."""
    status = 70
    try:
        os.environ.update(environment)
        nothing = os.open(os.devnull, os.O_RDONLY)
        for descriptor, replacement in ((0, nothing), (1, output), (2, output)):
            os.dup2(replacement, descriptor)
        status = run()
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _run(order: Mapping[str, Any]) -> int:
    statements = _die_before(order["dies"])
    status = int(import_module(order["program"]).main(order["words"]))
    if statements:
        print(statements[0])
    return status


def _die_before(number: int) -> list[int]:
    """End this process, as kill -9 would, before its n-th statement; the one value counts them. Empty for 0."""
    if not number:
        return []
    count = [0]

    def one_more(*_: Any) -> None:
        count[0] += 1
        if count[0] == number:
            os.kill(os.getpid(), 9)

    event.listen(Engine, "before_cursor_execute", one_more)
    event.listen(Engine, "commit", one_more)
    return count

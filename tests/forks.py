"""A parent that has imported the program and read all words: each run of it is a fork, which starts in no time.

Orders come as lines of JSON on standard input; for each one line goes back: the exit status when the run has ended, or
at once the number of the process that was begun.
"""

from __future__ import annotations

import itertools
import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

import structlog
from sqlalchemy import Engine, event

import bot.__main__  # noqa: F401  what is run is there already
from tests.group_chat import group_chat

ROOT = Path(__file__).resolve().parent.parent


class Forked:
    """A run that goes on; it leads a process group of its own, as if it were started at a terminal."""

    def __init__(self, pid: int, output: Path, ended: Path) -> None:
        self.pid = pid
        self._output, self._ended = output, ended

    def said(self) -> str:
        """What it has written to its standard output so far."""
        return self._output.read_text("utf-8")

    def poll(self) -> int | None:
        """Its exit status, negative when it was killed; None while it runs."""
        told = self._ended.read_text() if self._ended.exists() else ""
        return int(told) if told.endswith("\n") else None

    def wait(self, timeout: float) -> int:
        """Its exit status. Raises TimeoutError when it has not ended after so many seconds."""
        end = time.monotonic() + timeout
        while (status := self.poll()) is None:
            if time.monotonic() > end:
                raise TimeoutError(f"process {self.pid} has not ended")
            time.sleep(0.01)
        return status

    def kill(self) -> None:
        """Kill it and all that it started."""
        if self.poll() is None:
            os.killpg(self.pid, signal.SIGKILL)
        self.wait(60)


class Forks:
    """The parent, to be closed in the end."""

    def __init__(self, environment: Mapping[str, str] | None = None) -> None:
        """`environment` is added to ours."""
        self._folder = tempfile.TemporaryDirectory(prefix="lanshao-forks-")
        self._output = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115  closed by close
        self._numbers = itertools.count(1)
        self._parent = subprocess.Popen(
            [sys.executable, "-c", "from tests.forks import serve; serve()"],
            env={**os.environ, "PYTHONPATH": str(ROOT), **(environment or {})},
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
        self._output.truncate(0)
        output = f"/dev/fd/{self._output.fileno()}"
        order = {"words": words, "environment": environment, "cwd": str(cwd), "output": output, "errors": output}
        status = self._ask({**order, "dies": dies_before, "program": program})
        self._output.seek(0)
        return status, self._output.read()

    def start(
        self, words: Sequence[str], environment: Mapping[str, str], cwd: Path, *, program: str = "bot.__main__"
    ) -> Forked:
        """Begin a run that goes on beside the test. What it says of errors is added to `errors.txt` in `cwd`."""
        number = next(self._numbers)
        output, ended = (Path(self._folder.name) / f"{number}.{kind}" for kind in ("output", "ended"))
        output.touch()
        order = {"words": words, "environment": environment, "cwd": str(cwd), "dies": 0, "program": program}
        order |= {"output": str(output), "errors": str(cwd / "errors.txt"), "ended": str(ended)}
        return Forked(self._ask(order), output, ended)

    def _ask(self, order: Mapping[str, Any]) -> int:
        assert self._parent.stdin is not None and self._parent.stdout is not None
        self._parent.stdin.write(json.dumps(order) + "\n")
        self._parent.stdin.flush()
        return int(self._parent.stdout.readline())

    def close(self) -> None:
        self._parent.communicate()
        self._output.close()
        self._folder.cleanup()


def serve() -> None:
    """Until nobody gives orders any more."""
    read_all_words()
    for line in sys.stdin:
        order = json.loads(line)
        number = os.fork()
        if number == 0:
            if "ended" in order:
                _watch(order)
            _be(order)
        if "ended" not in order:  # else who watches it has told its number
            print(os.waitstatus_to_exitcode(os.waitpid(number, 0)[1]), flush=True)


def read_all_words() -> None:
    """Have the calendar, the wordings and their patterns ready, as after the first messages of a day."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    with tempfile.TemporaryDirectory() as folder, group_chat(Path(folder)) as chat:
        chat.says("郝大川", "云台县某某化工厂物料未覆盖，在城关镇人民路")
        chat.shows("郝大川")
        chat.asks("罗青", "帮助")
        chat.later(600)
    structlog.reset_defaults()


def _watch(order: Mapping[str, Any]) -> NoReturn:
    """In a fork: begin the run, tell its number, and when it has ended write down how."""
    number = os.fork()
    if number == 0:
        os.setsid()
        _be(order)
    print(number, flush=True)
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nothing, descriptor)
    status = os.waitstatus_to_exitcode(os.waitpid(number, 0)[1])
    Path(order["ended"]).write_text(f"{status}\n")
    os._exit(0)


def _be(order: Mapping[str, Any]) -> NoReturn:
    os.chdir(order["cwd"])
    output, errors = (os.open(order[kind], os.O_WRONLY | os.O_APPEND | os.O_CREAT) for kind in ("output", "errors"))
    be_the_program(partial(_run, order), order["environment"], output, errors)


def be_the_program(
    run: Callable[[], int], environment: Mapping[str, str], output: int, errors: int | None = None
) -> NoReturn:
    """In a fork: run the program and end with the status it gives; what it says goes to the files of these numbers."""
    status = 70
    try:
        os.environ.update(environment)
        nothing = os.open(os.devnull, os.O_RDONLY)
        for descriptor, replacement in ((0, nothing), (1, output), (2, output if errors is None else errors)):
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
    status = int(import_module(order["program"]).main(order["words"]) or 0)
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

"""The processes that open strangers' files, seen from the bot: ended when they hang or have grown, then replaced."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import Pipe
from typing import Any

from bot.config import bare_environment
from bot.media.serving import UP, Answer

NICENESS = 10  # of what nobody waits for
WORKERS = min(2, os.cpu_count() or 1)
MOST_MEMORY = 650 * 1024**2  # bytes that a worker may hold between two files; one that holds more is replaced
MOST_FILES = 500  # after so many too
REST_SECONDS = 120.0  # without a file: then they go, for one that has read holds half a gigabyte
START_SECONDS = 300.0  # a nice process on a busy machine
CPU_SECONDS = 20  # of one file; loading what reads costs two
WALL_SECONDS = 600.0  # so long only one that hangs takes: a nice one may get a twentieth of a busy processor
_START = "import sys; sys.path[:] = {path!r}; from bot.media.serving import serve; serve({descriptor}, {niceness})"
#: One thread each: two of these processes have the machine's other processors to themselves as it is.
_ONE_THREAD = {f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL")}


class NotStarted(Exception):
    """The process ended before it could read anything: no file is to blame."""


class WorkerLost(Exception):
    """The process ended over a file, or was ended; `is_spent`: it wanted more time or memory than a file gets."""

    def __init__(self, *, is_spent: bool) -> None:
        super().__init__("more than it gets" if is_spent else "it died")
        self.is_spent = is_spent


class Worker:
    """One process. What is asked of it blocks: ask in a thread. `end` may be called from any."""

    def __init__(self, niceness: int = NICENESS) -> None:
        self.files = 0  # that it has read
        self._is_up = False
        self._ours, theirs = Pipe()
        with theirs:
            start = _START.format(path=sys.path, descriptor=theirs.fileno(), niceness=niceness)
            self._process = subprocess.Popen(
                [sys.executable, "-c", start],
                pass_fds=[theirs.fileno()],
                env=bare_environment() | _ONE_THREAD,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,  # libraries tell there what they think of a file
                start_new_session=True,  # Ctrl-C at a terminal is the bot's to obey
            )

    def ask(self, do: Callable[..., Any], *arguments: Any) -> Answer:
        """What it gives. Raises WorkerLost or NotStarted; then the process is gone."""
        if not self._is_up:
            self._await_start()
        try:
            self._ours.send((do, arguments, CPU_SECONDS))
            if not self._ours.poll(WALL_SECONDS):
                self.end()
                raise WorkerLost(is_spent=True)
            answer = self._ours.recv()
        except (EOFError, OSError):
            self.end()
            raise WorkerLost(is_spent=-self._process.returncode in (signal.SIGXCPU, signal.SIGKILL)) from None
        assert isinstance(answer, Answer)
        self.files += 1
        return answer

    def end(self) -> None:
        """End it, also in the middle of a file: who waits for it hears WorkerLost."""
        self._process.kill()
        self._process.wait()

    def _await_start(self) -> None:
        try:
            self._is_up = self._ours.poll(START_SECONDS) and self._ours.recv() == UP
        except (EOFError, OSError):
            self._is_up = False
        if not self._is_up:
            self.end()
            raise NotStarted


async def ask_apart(seconds: float, do: Callable[..., Any], *arguments: Any) -> Answer:
    """What a process of its own gives, which is gone afterwards, also when nobody waits any more. Not a nice one:
    somebody does wait. Raises WorkerLost, NotStarted, or TimeoutError after so many seconds.
    """
    worker, thread = Worker(niceness=0), ThreadPoolExecutor(1, thread_name_prefix="apart")
    try:
        asked = asyncio.get_running_loop().run_in_executor(thread, worker.ask, do, *arguments)
        return await asyncio.wait_for(asked, seconds)
    finally:
        worker.end()
        thread.shutdown(wait=False)


class Workers:
    """As many of them as may be at work at a time, started when they are needed."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(WORKERS, thread_name_prefix="reading")
        self._idle: list[Worker] = []
        self._at_work: set[Worker] = set()
        self._asked_at = 0.0  # of the loop's time

    async def ask(self, do: Callable[..., Any], *arguments: Any) -> Answer:
        """What one of them gives. Raises WorkerLost, or NotStarted where none can be started."""
        worker = self._idle.pop() if self._idle else Worker()
        self._at_work.add(worker)
        self._asked_at = asyncio.get_running_loop().time()
        try:
            answer = await asyncio.get_running_loop().run_in_executor(self._threads, worker.ask, do, *arguments)
        except BaseException:
            worker.end()  # who asked has given up: it may be at work still
            raise
        finally:
            self._at_work.discard(worker)
        if answer.error or answer.memory > MOST_MEMORY or worker.files >= MOST_FILES:
            worker.end()
        else:
            self._idle.append(worker)
        return answer

    def rest(self) -> None:
        """End those for which there was nothing to do for a while."""
        if self._idle and asyncio.get_running_loop().time() - self._asked_at >= REST_SECONDS:
            self._end_idle()

    def close(self) -> None:
        """End them all, also in the middle of a file."""
        self._end_idle()
        for worker in tuple(self._at_work):
            worker.end()
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _end_idle(self) -> None:
        for worker in self._idle:
            worker.end()
        self._idle.clear()

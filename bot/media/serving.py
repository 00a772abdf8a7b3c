"""What a process does that opens strangers' files: what it is asked for, until nobody asks any more.

It loads nothing of the bot but what that needs, and none of the bot's secrets is in its environment.
"""

from __future__ import annotations

import math
import os
import resource
import select
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

UP = "up"  # what it says first
MOST_DATA = 800 * 1024**2  # bytes that the process may have of its own; what is more is a MemoryError


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of it, and how much memory the process holds afterwards (bytes; 0 where it cannot be told)."""

    found: Any
    error: str  # "": what was done did not raise
    memory: int


def serve(descriptor: int, niceness: int) -> None:
    """Do what is asked for over this end of a pipe; the process ends when the other end is closed."""
    os.nice(niceness)
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_DATA, MOST_DATA))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    threading.Thread(target=_end_with_parent, args=(descriptor,), name="parent", daemon=True).start()
    connection = Connection(descriptor)
    connection.send(UP)
    while True:
        try:
            do, arguments, cpu = connection.recv()
        except EOFError:
            return
        connection.send(_answer(do, arguments, cpu))


def _answer(do: Callable[..., Any], arguments: tuple[Any, ...], cpu: int) -> Answer:
    limit = math.ceil(time.process_time()) + cpu
    resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.getrlimit(resource.RLIMIT_CPU)[1]))
    try:
        found, error = do(*arguments), ""
    except Exception as failure:  # it goes to the parent's log; the text could hold something of the file
        found, error = None, type(failure).__name__
    return Answer(found, error, _memory())


def _memory() -> int:
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    except OSError:
        return 0
    return pages * resource.getpagesize()


def _end_with_parent(descriptor: int) -> None:
    """In the middle of a file too: the other end of the pipe is closed when the parent is gone."""
    gone = select.poll()
    gone.register(descriptor, 0)
    gone.poll()
    os._exit(1)

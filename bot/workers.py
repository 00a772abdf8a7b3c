"""What a worker process does for itself: it ends with the program that started it, even when that was killed."""

from __future__ import annotations

import math
import multiprocessing
import os
import resource
import signal
import threading
import time
from collections.abc import Callable
from typing import TypeVar

MOST_MEMORY = 512 * 1024**2  # bytes, the program itself among them: some 200 MB
MOST_CPU = 5  # s; thirty photos straight from a camera take one

T = TypeVar("T")


def end_with_parent() -> None:
    """For the start of a worker: end this process as soon as its parent is gone.

    Ctrl-C at a terminal comes to all its processes: it is the parent's to obey.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_wait_for_the_end, name="parent", daemon=True).start()


def confined(function: Callable[..., T], *arguments: object) -> T:
    """Do what opens a stranger's file: too much memory is a MemoryError, too much CPU ends the process."""
    cpu = math.ceil(time.process_time()) + MOST_CPU
    before = {limit: resource.getrlimit(limit) for limit in (resource.RLIMIT_AS, resource.RLIMIT_CPU)}
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, before[resource.RLIMIT_AS][1]))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, before[resource.RLIMIT_CPU][1]))
    try:
        return function(*arguments)
    finally:
        for limit, was in before.items():
            resource.setrlimit(limit, was)


def _wait_for_the_end() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)

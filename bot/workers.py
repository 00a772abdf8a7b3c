"""What a worker process does for itself: it ends with the program that started it, even when that was killed."""

from __future__ import annotations

import asyncio
import math
import multiprocessing
import os
import resource
import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
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


async def apart(seconds: float, function: Callable[..., T], *arguments: object) -> T:
    """Do what opens a stranger's file confined in a process of its own, which is gone afterwards.

    Raises what it raises, TimeoutError, or BrokenProcessPool where it wanted too much.
    """
    pool = one_worker()
    try:
        work = asyncio.get_running_loop().run_in_executor(pool, partial(confined, function, *arguments))
        return await asyncio.wait_for(work, seconds)
    finally:
        end(pool)


def one_worker() -> ProcessPoolExecutor:
    """A process that waits for work. It is spawned: a forked one would inherit the writer's locks and connection."""
    return ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"), initializer=end_with_parent)


def end(pool: ProcessPoolExecutor) -> None:
    """End its process, also one that hangs, has died or is at work: who waits for it hears that it broke."""
    for process in list((pool._processes or {}).values()):
        process.kill()
    pool.shutdown(wait=False, cancel_futures=True)


def _wait_for_the_end() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)

"""What a process does that reads strangers' files: it is told which, and says what it found, until nobody asks more.

Nothing of the bot is loaded here but the readers, and none of its secrets is in the environment.
"""

from __future__ import annotations

import math
import os
import resource
import select
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from PIL import Image

from documents.renditions import FORMATS
from domain.file_readings import FileFault
from domain.messages import Kind

NICENESS = 10
UP = "up"  # what it says first
MOST_DATA = 800 * 1024**2  # bytes that the process may have of its own; what is more is a MemoryError
Read = Callable[[Path], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Reader:
    """How files of one kind are read, and what one may take: seconds of CPU and of the wall.

    `read` gives fields of `domain.file_readings.FileReading` by their names; `sheet` and `playable` are bytes, which
    go to the media store. It never raises for what a file holds.
    """

    read: Read
    cpu: int
    wall: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a file, and how much memory the process holds afterwards (bytes; 0 where it cannot be told)."""

    read: Mapping[str, Any] | None  # None: the reader raised
    error: str
    memory: int


def read_nothing(path: Path) -> Mapping[str, Any]:
    return {}


def read_size(path: Path) -> Mapping[str, Any]:
    """Of a picture."""
    try:
        with Image.open(path, formats=FORMATS) as image:
            return {"width": image.width, "height": image.height}
    except Exception:
        return {"fault": FileFault.BROKEN}


_CPU, _WALL = 20, 120.0  # s; loading what reads costs two, and a nice process waits long on a busy machine
READERS: Mapping[Kind, Reader] = {
    Kind.IMAGE: Reader(read_size, _CPU, _WALL),
    Kind.VIDEO: Reader(read_nothing, _CPU, _WALL),
    Kind.AUDIO: Reader(read_nothing, _CPU, _WALL),
}


def serve(descriptor: int) -> None:
    """Read what is asked for over this end of a pipe; the process ends when the other end is closed."""
    os.nice(NICENESS)
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_DATA, MOST_DATA))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    threading.Thread(target=_end_with_parent, args=(descriptor,), name="parent", daemon=True).start()
    connection = Connection(descriptor)
    connection.send(UP)
    while True:
        try:
            read, path, cpu = connection.recv()
        except EOFError:
            return
        connection.send(_answer(read, path, cpu))


def _answer(read: Read, path: Path, cpu: int) -> Answer:
    limit = math.ceil(time.process_time()) + cpu
    resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.getrlimit(resource.RLIMIT_CPU)[1]))
    try:
        found, error = read(path), ""
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

"""One process writes to a SQLite file. PostgreSQL looks after itself."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storage.databases import parse_address
from storage.folders import make_durable


class OwnedElsewhere(RuntimeError):
    """Another process owns the database; `pid` is its number, None where it could not be read."""

    def __init__(self, database: Path, pid: int | None) -> None:
        super().__init__(f"{database} is owned by process {pid}")
        self.database = database
        self.pid = pid


@contextmanager
def own(url: str) -> Iterator[None]:
    """Own the SQLite file of this address until the end of the block. Raises OwnedElsewhere.

    The lock is the kernel's: it ends with the process, however that ends. The lock file stays, since
    removing it would let two processes lock two files of one name.
    """
    address = parse_address(url)
    if address.get_backend_name() != "sqlite" or address.database in (None, "", ":memory:"):
        yield
        return
    database = Path(str(address.database)).resolve()
    make_durable(database.parent, set())
    descriptor = os.open(f"{database}.owner", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        _lock(descriptor, database)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int, database: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        written = os.pread(descriptor, 32, 0)
        raise OwnedElsewhere(database, int(written) if written.isdigit() else None) from None

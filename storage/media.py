"""Files as they came, under the name of their own SHA-256: written once, never changed."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

from storage.folders import make_durable, sync_folder

_NAME = re.compile(r"[0-9a-f]{64}")
_CHUNK = 1 << 20
_HALF = ".incoming-"


@dataclass(frozen=True, slots=True)
class Stored:
    """A file in the store: SHA-256 in hex of exactly the bytes received, and their number."""

    sha256: str
    size: int


class Incoming:
    """A file that is being received. Use it in `with`: what was not kept is gone at the end."""

    def __init__(self, root: Path, durable: set[Path]) -> None:
        self._root = root
        self._durable = durable
        descriptor, name = tempfile.mkstemp(prefix=_HALF, dir=root)  # 0600
        self._file = os.fdopen(descriptor, "wb")
        self._path: Path | None = Path(name)
        self._digest = hashlib.sha256()
        self._size = 0

    def write(self, *pieces: bytes) -> None:
        """The next bytes, hashed as they are written."""
        for data in pieces:
            self._file.write(data)
            self._digest.update(data)
            self._size += len(data)

    def keep(self, *pieces: bytes) -> Stored:
        """Everything received, and these bytes, is on disk under its hash; a file that was there before stays."""
        if self._path is None:
            raise ValueError("this file was kept or discarded before")
        self.write(*pieces)
        stored = Stored(self._digest.hexdigest(), self._size)
        target = _place(self._root, stored.sha256)
        if target.exists():
            self.discard()
        else:
            self._file.flush()
            os.fchmod(self._file.fileno(), 0o400)
            os.fsync(self._file.fileno())
            self._file.close()
            make_durable(target.parent, self._durable)
            os.rename(self._path, target)
            self._path = None
        make_durable(target.parent, self._durable)
        sync_folder(target.parent)  # also for a file found there: who wrote it may not have got so far
        return stored

    def discard(self) -> None:
        """Forget what was received; after keep() it does nothing."""
        self._file.close()
        if self._path is not None:
            self._path.unlink(missing_ok=True)
            self._path = None

    def __enter__(self) -> Incoming:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.discard()


@dataclass(frozen=True)
class MediaStore:
    """The store below one folder: root/ab/cdef…"""

    root: Path
    _durable: set[Path] = field(default_factory=set, repr=False, compare=False)

    def put(self, chunks: Iterable[bytes]) -> Stored:
        """Store a file; it is on disk when this returns."""
        with self.incoming() as incoming:
            for chunk in chunks:
                incoming.write(chunk)
            return incoming.keep()

    def incoming(self) -> Incoming:
        """Receive a file piece by piece: write(bytes) …, then keep() or discard()."""
        make_durable(self.root, self._durable)
        return Incoming(self.root, self._durable)

    def sweep(self) -> int:
        """Remove what a crash left half received; only while nothing is being received. How many there were."""
        left = list(self.root.glob(f"{_HALF}*"))
        for file in left:
            file.unlink(missing_ok=True)
        return len(left)

    def free_bytes(self) -> int:
        """How much the disk of the store can take."""
        place = self.root
        while True:
            try:
                return shutil.disk_usage(place).free
            except FileNotFoundError:  # before the first file
                place = place.absolute().parent

    def path(self, sha256: str) -> Path:
        """Where a stored file is. Raises FileNotFoundError when there is none, also for what is no SHA-256."""
        if not _NAME.fullmatch(sha256):
            raise FileNotFoundError(f"not the SHA-256 of a file: {sha256[:80]!r}")
        found = _place(self.root, sha256)
        if not found.is_file():
            raise FileNotFoundError(f"no stored file {sha256}")
        return found

    def remove(self, sha256: str) -> bool:
        """Delete a stored file, for good when this returns; False when there was none."""
        try:
            file = self.path(sha256)
        except FileNotFoundError:
            return False
        file.unlink()
        sync_folder(file.parent)
        return True

    def is_intact(self, sha256: str) -> bool:
        """Are the bytes on disk still those that gave the file its name?"""
        digest = hashlib.sha256()
        with self.path(sha256).open("rb") as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
        return digest.hexdigest() == sha256


def _place(root: Path, sha256: str) -> Path:
    return root / sha256[:2] / sha256[2:]

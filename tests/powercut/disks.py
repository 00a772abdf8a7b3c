"""A disk that loses its power: what was synced is there, what was not may be there, in part, in any order.

Strict, as POSIX allows: a sync of a file makes its bytes durable and nothing else; a name (of a new file, a
renamed one, a folder) is durable when the folder that it stands in was synced.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.powercut.recordings import Op, Step

SECTOR = 512  # bytes: what a disk writes whole
KEPT, TORN = 0.5, 0.3  # the chance that an unsynced write got to the disk, and that it got there in part


@dataclass
class Content:
    """The bytes of one file: what is durable, and what was written since as (offset, bytes) or a length to cut to."""

    durable: bytearray = field(default_factory=bytearray)
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)
    number: int = 0

    def sync(self) -> None:
        for offset, data in self.pending:
            _apply(self.durable, offset, data)
        self.pending.clear()
        self.number += 1

    def after_cut(self, chance: random.Random) -> bytes:
        bytes_left = bytearray(self.durable)
        for offset, data in self.pending:
            if chance.random() < KEPT:
                if data is not None and len(data) > SECTOR and chance.random() < TORN:
                    data = _torn(data, chance)
                _apply(bytes_left, offset, data)
        return bytes(bytes_left)


def _torn(data: bytes, chance: random.Random) -> bytes:
    return data[: SECTOR * chance.randint(1, (len(data) - 1) // SECTOR)]


def _apply(content: bytearray, offset: int, data: bytes | None) -> None:
    end = offset if data is None else offset + len(data)
    if len(content) < offset:
        content.extend(bytes(offset - len(content)))
    if data is None:
        del content[end:]
    else:
        content[offset:end] = data


_FOLDER = Content()
_Names = dict[str, Content]


class Disk:
    """Follows a program's steps. Everything above `root` has been there for long."""

    def __init__(self, root: Path) -> None:
        self._root = str(root)
        self._now: _Names = {}
        self._durable: _Names = {}
        self._pending: defaultdict[str, list[tuple[str, Content | None]]] = defaultdict(list)

    def do(self, op: Op) -> None:
        if op.what is Step.CREATE:
            self._name(op.path, Content())
        elif op.what is Step.FOLDER:
            self._name(op.path, _FOLDER)
        elif op.what is Step.REMOVE:
            self._name(op.path, None)
        elif op.what is Step.RENAME:
            self._name(op.data.decode(), self._now[op.path])
            self._name(op.path, None)
        elif op.what is Step.SYNC:
            self._sync(op.path)
        elif op.what is not Step.ACK:
            self._now[op.path].pending.append((op.offset, op.data if op.what is Step.WRITE else None))

    def _name(self, path: str, content: Content | None) -> None:
        _set(self._now, path, content)
        self._pending[_parent(path)].append((path, content))

    def _sync(self, path: str) -> None:
        content = self._now.get(path, _FOLDER)
        if content is not _FOLDER:
            content.sync()
            return
        for name, named in self._pending.pop(path, []):
            _set(self._durable, name, named)

    def cut(self, chance: random.Random) -> Iterator[tuple[str, bytes | None]]:
        """What is there when the power comes back: path and bytes of each file, None for a folder; folders first."""
        names = dict(self._durable)
        for pending in self._pending.values():
            for path, content in pending:
                if chance.random() < KEPT:
                    _set(names, path, content)
        for path in sorted(names):
            parent = _parent(path)
            if parent == self._root or parent in names:
                content = names[path]
                yield path, None if content is _FOLDER else content.after_cut(chance)
            else:
                names.pop(path)


def _set(names: _Names, path: str, content: Content | None) -> None:
    if content is None:
        names.pop(path, None)
    else:
        names[path] = content


def _parent(path: str) -> str:
    return path.rpartition("/")[0]


def build(disk: Disk, root: Path, image: Path, chance: random.Random) -> None:
    """Lay out in `image` what a cut leaves of `root`."""
    for path, data in disk.cut(chance):
        place = image / Path(path).relative_to(root)
        if data is None:
            place.mkdir()
        else:
            place.write_bytes(data)

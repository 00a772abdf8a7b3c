"""Which pictures look like this one: an exact search among the hashes of all that were read, in memory.

Hashes find what may be the same picture; whether it is, the pixels tell (bot/media/comparing.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import structlog
from sqlalchemy import RootTransaction

from bot.readers import Readers
from domain.file_readings import FileReading
from domain.likenesses import BITS, COARSE, NEAR, Hashes, Likeness, Limits, apart, are_near, nearness
from storage.work import UnitOfWork

if TYPE_CHECKING:
    from numpy import bool_, int64, uint64
    from numpy.typing import NDArray

MOST_COMPARED = 40  # pictures, the nearest of all that are near: a hundred photos of one plain thing end here
_WORDS = BITS // 64  # of a hash
_COARSE = COARSE // 64
_WORD = (1 << 64) - 1
_BLOCK = 1 << 16  # pictures: what a query computes for them stays in the processor's cache
_CHUNK = 5_000  # rows that are read in one go
log = structlog.get_logger("likenesses")


class Near(NamedTuple):
    """A picture that looks like the one asked for: its number, and how many bits of each hash differ."""

    number: int
    whole: int
    top: int


class Likenesses:
    """The hashes of all pictures, in the order of their numbers; 72 MB a million. For one thread at a time.

    A screenshot is in it twice: as it is, and what it shows.
    """

    def __init__(self) -> None:
        self.last = 0  # the greatest number that was added
        self._count = 0  # of views
        self._blocks: list[_Block] = []
        self._transaction: RootTransaction | None = None

    def add(self, number: int, hashes: Hashes) -> None:
        """Raises ValueError unless the number is greater than all before: no picture is added twice."""
        if number <= self.last:
            raise ValueError(f"picture {number} comes after {self.last}")
        for view in hashes.views:
            if self._count % _BLOCK == 0:
                self._blocks.append(_Block())
            self._blocks[-1].put(self._count % _BLOCK, number, view)
            self._count += 1
        self.last = number

    def near(self, hashes: Hashes, limits: Limits = NEAR) -> list[Near]:
        """All pictures near these hashes (`are_near`), in the order of their numbers, by their nearest views."""
        found: dict[int, Near] = {}
        for view in hashes.views:
            for index, block in enumerate(self._blocks):
                for near in block.near(view, limits, min(_BLOCK, self._count - index * _BLOCK)):
                    known = found.get(near.number, near)
                    found[near.number] = min(known, near, key=lambda one: nearness((one.whole, one.top)))
        return [found[number] for number in sorted(found)]

    def catch_up(self, work: UnitOfWork) -> list[tuple[int, str, Hashes]]:
        """Add what was committed since; give what was written in this very transaction, and may still be undone.

        Whoever writes a reading calls it first: then all that the first call of a transaction sees is committed.
        """
        if work.connection.get_transaction() is not self._transaction:
            while rows := work.file_readings.hashed(after=self.last, most=_CHUNK):
                for number, _, hashes in rows:
                    self.add(number, hashes)
            self._transaction = work.connection.get_transaction()
        return work.file_readings.hashed(after=self.last, most=_CHUNK)


async def filled(readers: Readers) -> Likenesses:
    """The hashes of all readings, read beside the writer; what is written meanwhile, `catch_up` adds."""
    likenesses = Likenesses()

    def fill(work: UnitOfWork) -> bool:
        rows = work.file_readings.hashed(after=likenesses.last, most=_CHUNK)
        for number, _, hashes in rows:
            likenesses.add(number, hashes)
        return len(rows) == _CHUNK

    while await readers.read(fill):
        pass
    return likenesses


def put_on_record(
    reading: FileReading, judged: Mapping[str, bool], likenesses: Likenesses, work: UnitOfWork
) -> list[Likeness]:
    """Write a reading, with the pictures that it is the same as; or give the pairs that must be compared before, the
    nearest first, and write nothing.

    `judged` says of pictures (SHA-256) whether they are the same as this one. A unit of the writer: of two pictures
    read at once, the one written second is compared with the first.
    """
    pairs = _pairs(reading, likenesses, work)
    left = [pair for pair in pairs if pair.earlier not in judged]
    if left:
        return left
    if work.file_readings.add(reading):
        work.file_readings.note_likenesses(pair for pair in pairs if judged[pair.earlier])
        for pair in pairs:
            log.info("pictures compared", whole=pair.whole, top=pair.top, same=judged[pair.earlier])
    return []


def _pairs(reading: FileReading, likenesses: Likenesses, work: UnitOfWork) -> list[Likeness]:
    """This picture with each one that is near by hashes and was read before."""
    asked = reading.hashes
    if asked is None:
        return []
    fresh = likenesses.catch_up(work)
    nearest = sorted(likenesses.near(asked), key=lambda near: nearness((near.whole, near.top)))
    known = work.file_readings.numbered(near.number for near in nearest[: MOST_COMPARED + 1])  # one may be this file
    pairs = [
        Likeness(sha256, reading.sha256, *apart(hashes, asked))
        for _, sha256, hashes in [*known, *fresh]
        if sha256 != reading.sha256 and are_near(hashes, asked)
    ]
    return sorted(pairs, key=lambda pair: (*nearness((pair.whole, pair.top)), pair.earlier))[:MOST_COMPARED]


class _Block:
    """So many pictures: a column for every 64 bits of both hashes, so that one instruction compares many pictures."""

    def __init__(self) -> None:
        import numpy as np

        self.numbers: NDArray[int64] = np.zeros(_BLOCK, np.int64)
        self.columns: NDArray[uint64] = np.zeros((2 * _WORDS, _BLOCK), np.uint64)

    def put(self, row: int, number: int, hashes: Hashes) -> None:
        self.columns[:, row] = [*_words(hashes.whole), *_words(hashes.top)]
        self.numbers[row] = number

    def near(self, asked: Hashes, limits: Limits, count: int) -> list[Near]:
        import numpy as np

        is_near = _within(limits.whole, asked.whole, self.columns[:_COARSE, :count])
        is_near |= _within(limits.top, asked.top, self.columns[_WORDS : _WORDS + _COARSE, :count])
        rows = is_near.nonzero()[0]
        whole, top = self.columns[:_WORDS, rows], self.columns[_WORDS:, rows]
        counts = (_differing(asked.whole, whole, np.uint16), _differing(asked.top, top, np.uint16))
        found = zip(self.numbers[rows].tolist(), *(bits.tolist() for bits in counts), strict=True)
        return [Near(*one) for one in found]


def _within(limit: int, asked: int, columns: NDArray[uint64]) -> NDArray[bool_]:
    """Of which pictures no more than so many of the coarse bits differ."""
    import numpy as np

    within: NDArray[bool_] = _differing(asked, columns, np.uint8) <= limit  # 128 bits at most
    return within


def _differing(asked: int, columns: NDArray[uint64], kind: Any) -> Any:
    """How many of the bits in so many first words differ, of each picture."""
    import numpy as np

    differing = np.zeros(columns.shape[1], kind)
    for word, column in zip(_words(asked), columns, strict=False):
        differing += np.bitwise_count(column ^ np.uint64(word))
    return differing


def _words(bits: int) -> list[int]:
    """The coarse ones first."""
    return [bits >> 64 * index & _WORD for index in reversed(range(_WORDS))]

"""Whether two pictures are the same one: two perceptual hashes each, compared by how many bits differ."""

from __future__ import annotations

from dataclasses import dataclass

BITS = 256  # of each hash


@dataclass(frozen=True, slots=True)
class Hashes:
    """Of the whole picture, and of its upper part, where no watermark stands; 256 bits each."""

    whole: int
    top: int


@dataclass(frozen=True, slots=True)
class Likeness:
    """Two pictures (their SHA-256, the one read earlier first) and how many bits of their hashes differ."""

    earlier: str
    later: str
    whole: int
    top: int


def distance(one: int, other: int) -> int:
    """How many bits differ."""
    return (one ^ other).bit_count()

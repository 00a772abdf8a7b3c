"""Whether two pictures are the same one: two perceptual hashes each, compared by how many bits differ."""

from __future__ import annotations

from dataclasses import dataclass

BITS = 256  # of each hash
COARSE = 128  # of them: the first, of the coarsest waves, which a cut or a shift changes least


@dataclass(frozen=True, slots=True)
class Hashes:
    """Of the whole picture, and of its upper part, where no watermark stands; 256 bits each, the first the highest.

    `inside`: of what a screenshot shows, without the bars of the phone; None where there are no bars.
    """

    whole: int
    top: int
    inside: Hashes | None = None

    @property
    def views(self) -> tuple[Hashes, ...]:
        """The picture as it is, and what it shows."""
        return (self,) if self.inside is None else (self, self.inside)


@dataclass(frozen=True, slots=True)
class Limits:
    """How many of the COARSE bits may differ, of the one hash or of the other, before two pictures are strangers."""

    whole: int
    top: int


#: Measured on 200 drawn photos of two hands (yards, halls, gates, record sheets, nights). Of the coarse bits of one
#: hash or the other, pictures recompressed, rescaled, printed anew or cut by 4 % differ by up to 36; of two strangers
#: one of five hundred by as little. The same yard at another moment differs by 5 and more: hashes cannot tell it, so
#: what is near is compared by its pixels (bot/media/comparing.py) before anybody is asked.
NEAR = Limits(whole=36, top=36)


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


def are_near(one: Hashes, other: Hashes, limits: Limits = NEAR) -> bool:
    """Whether they may be the same picture, in any of their views."""
    return any(
        _coarse(a.whole, b.whole) <= limits.whole or _coarse(a.top, b.top) <= limits.top
        for a in one.views
        for b in other.views
    )


def apart(one: Hashes, other: Hashes) -> tuple[int, int]:
    """How many bits differ, of the whole and of the top, between those of their views that are nearest."""
    found = [(distance(a.whole, b.whole), distance(a.top, b.top)) for a in one.views for b in other.views]
    return min(found, key=nearness)


def nearness(bits: tuple[int, int]) -> tuple[int, int]:
    """The smaller, the likelier are two pictures the same that differ by so many bits."""
    return min(bits), sum(bits)


def _coarse(one: int, other: int) -> int:
    return ((one ^ other) >> BITS - COARSE).bit_count()

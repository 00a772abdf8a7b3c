"""Which of a case's photos are different ones (附件3: 至少3张现场照片): what looks the same counts once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Different:
    """How many there are, and which other files look like one before them: their places in the order, from 1."""

    count: int
    alike: tuple[tuple[int, int], ...] = ()


def different_photos(photos: Sequence[str], same: Iterable[tuple[str, str]]) -> Different:
    """Of these photos in their order, each by its file, or by whatever else stands for one that is not there yet.

    `same` are pairs of files that look the same. What is not known to be the same is different.
    """
    first: dict[str, int] = {}
    for place, photo in enumerate(photos, 1):
        first.setdefault(photo, place)
    pairs = sorted((min(places), max(places)) for pair in same if len(places := _places(pair, first)) == 2)
    stands_for = {place: place for place in first.values()}
    for one, other in pairs:
        kept, gone = sorted((stands_for[one], stands_for[other]))
        stands_for = {place: kept if other == gone else other for place, other in stands_for.items()}
    alike = tuple((root, place) for place, root in sorted(stands_for.items()) if root != place)
    return Different(len(set(stands_for.values())), alike)


def _places(pair: tuple[str, str], first: dict[str, int]) -> set[int]:
    return {first[photo] for photo in pair if photo in first}

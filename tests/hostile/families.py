"""The families of hostile input: how many of 10,000 cases each has, and how one is made."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from tests.hostile import commands, exports, identities, media, near_misses, protocols, sizes, unicode_texts
from tests.hostile.cases import Case, Make

ALL = 10_000
FAMILIES: dict[str, tuple[int, Make]] = {
    "unicode": (2_000, unicode_texts.case),
    "sizes": (500, sizes.case),
    "near-misses": (2_500, near_misses.case),
    "identities": (1_500, identities.case),
    "commands": (1_000, commands.case),
    "media": (1_500, media.case),
    "exports": (500, exports.case),
    "protocols": (500, protocols.case),
}


def cases(family: str, seed: int, of_all: int = ALL) -> Iterator[Case]:
    """The family's share of `of_all` cases. Case n of a seed is the same whatever else is made."""
    share, make = FAMILIES[family]
    for n in range(1, share * of_all // ALL + 1):
        name = f"{family}-{n:05d}"
        yield make(Random(f"{seed} {name}"), name)

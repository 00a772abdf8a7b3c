"""The commands that come nearest to what somebody said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher

_READ_AT_MOST = 60  # characters of a request


def nearest(request: str, wordings: Mapping[str, Sequence[str]], most: int) -> tuple[str, ...]:
    """The keys of the wordings most like the request, best first; of equal ones the first named."""
    said = request[:_READ_AT_MOST]

    def likeness(key: str) -> float:
        """How much of a wording is in the request counts twice as much as how alike they are as a whole."""
        return max(_shared(words, said) * (2 / len(words) + 2 / (len(words) + len(said))) for words in wordings[key])

    return tuple(sorted(wordings, key=likeness, reverse=True)[:most])


def _shared(one: str, other: str) -> int:
    """How many characters both have, in the same order."""
    return sum(block.size for block in SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks())

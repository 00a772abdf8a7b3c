"""The chain of evidence (seed 000, article 15): films, photos, words, papers and the two protocols of a finding.

It says what was seen in the chat and what was not; what a team keeps in its bag is not seen.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from unicodedata import normalize

from domain.lexicons import Lexicon
from domain.visits import place_key

_CLAUSES = re.compile(r"[,。;!\n]")  # of a text in NFKC; a question's sign stays with its clause


class Element(StrEnum):
    """What a whole chain of evidence has."""

    VIDEO = "video"
    PHOTO = "photo"
    WORDS = "words"
    MATERIALS = "materials"  # 资料
    INQUIRY = "inquiry"  # 询问笔录
    INSPECTION = "inspection"  # 勘验笔录


@dataclass(frozen=True, slots=True)
class Seen:
    """How many were seen; `mentioned`: none was, but somebody said that there is one."""

    count: int = 0
    mentioned: bool = False

    def __bool__(self) -> bool:
        return bool(self.count) or self.mentioned


Chain = Mapping[Element, Seen]  # of all elements, in their order


def chain_of(photos: int, videos: int, texts: Sequence[str], files: Sequence[str], lexicon: Lexicon) -> Chain:
    """What was seen of a finding: different photos and films, what was said of it, and the names of its files."""
    kinds = [kind_of_file(name, lexicon) for name in files]
    said = [text for text in texts if text.strip()]
    papers = (Element.MATERIALS, Element.INQUIRY, Element.INSPECTION)
    return {
        Element.VIDEO: Seen(videos),
        Element.PHOTO: Seen(photos),
        Element.WORDS: Seen(len(said)),
        **{one: Seen(kinds.count(one), one not in kinds and is_mentioned(one, said, lexicon)) for one in papers},
    }


def kind_of_file(name: str, lexicon: Lexicon) -> Element | None:
    """What a file of this name is in the chain; None for a paper that is handed in."""
    name = normalize("NFKC", name)
    for element in (Element.INSPECTION, Element.INQUIRY):
        if lexicon.any_of("evidence", element).search(name):
            return element
    return None if lexicon.any_of("evidence", "papers").search(name) else Element.MATERIALS


def is_mentioned(element: Element, texts: Sequence[str], lexicon: Lexicon) -> bool:
    """Whether somebody said that it was taken, in a clause that denies or asks for nothing."""
    words, denials = lexicon.any_of("evidence", element), lexicon.any_of("evidence", "denials")
    clauses = (clause for text in texts for clause in _CLAUSES.split(normalize("NFKC", text)))
    return any(words.search(clause) and not denials.search(clause) for clause in clauses)


def is_of_place(name: str, place: str, lexicon: Lexicon) -> bool:
    """Whether a file's name has the whole name of the place in it."""
    key = place_key(place)
    return len(key) >= int(lexicon.tables["evidence"]["shortest_name"]) and key in place_key(name)

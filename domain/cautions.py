"""What in an instruction asks for a second pair of eyes: words that must not leak, words that close firms outright."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from domain.lexicons import Lexicon

_BARRIER = "\ue000"  # where something harmless stood: what is on its two sides is no word
_SIGNS = "CZMPS"  # of Unicode's kinds: unseen, blanks, marks, punctuation, symbols


@dataclass(frozen=True, slots=True)
class Cautions:
    """The words found, as they stand: of targets (seed 000, 第三十条), of closing firms (seed 002, 五(四))."""

    sensitive: tuple[str, ...] = ()
    drastic: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.sensitive or self.drastic)


def cautions_in(text: str, lexicon: Lexicon) -> Cautions:
    """Each word once, in the order in which they stand; what is commonly said without harm is passed over.

    Signs between the characters and traditional characters hide no word: such a word is named as the lexicon has it.
    """
    table = lexicon.tables["instructions"]["traditional"]
    plain = unicodedata.normalize("NFKC", text.replace(_BARRIER, "")).translate(
        str.maketrans(table["written"], table["read"])
    )
    return Cautions(_found("sensitive", plain, lexicon), _found("drastic", plain, lexicon))


def _found(kind: str, plain: str, lexicon: Lexicon) -> tuple[str, ...]:
    harmless = lexicon.any_of("instructions", kind, "harmless")
    words = lexicon.any_of("instructions", kind, "words")
    rest = harmless.sub(_BARRIER, plain)
    looks = (rest, "".join(c for c in rest if c == _BARRIER or unicodedata.category(c)[0] not in _SIGNS))
    return tuple(dict.fromkeys(match[0] for look in looks for match in words.finditer(look)))

"""What in an instruction asks for a second pair of eyes: words that must not leak, words that close firms outright."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from domain.lexicons import Lexicon


@dataclass(frozen=True, slots=True)
class Cautions:
    """The words found, as they stand: of targets (seed 000, 第三十条), of closing firms (seed 002, 五(四))."""

    sensitive: tuple[str, ...] = ()
    drastic: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.sensitive or self.drastic)


def cautions_in(text: str, lexicon: Lexicon) -> Cautions:
    """Each word once, in the order in which they stand; what is commonly said without harm is passed over."""
    return Cautions(_found("sensitive", text, lexicon), _found("drastic", text, lexicon))


def _found(kind: str, text: str, lexicon: Lexicon) -> tuple[str, ...]:
    plain = unicodedata.normalize("NFKC", text)
    rest = lexicon.any_of("instructions", kind, "harmless").sub("　", plain)
    return tuple(dict.fromkeys(match[0] for match in lexicon.any_of("instructions", kind, "words").finditer(rest)))

"""Cuts a long text into pieces of so many bytes: between sentences, else lines, else clauses.

The pieces put together are the text. No cut goes through a number, a Latin word, a name that is told,
or a character as people see it, unless one of those alone is longer than a piece.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Iterator

_CLOSING = '”’」』）)】》〉"'
_MOST_CLOSING = 8  # a row of them that is longer is no end of a sentence
_SENTENCE_ENDS = "。！？!?…；;"
_CLAUSE_ENDS = "，、：,:"
_NUMERALS = "零〇一二三四五六七八九十百千万亿两点"
_IN_NUMBERS = ".,:/-%％．，：／－"
_JOINERS = "\u200d\u20e3"

Bound = Callable[[str, int], bool]


def split_text(text: str, limit: int, *, first: int | None = None, names: Collection[str] = ()) -> tuple[str, ...]:
    """The pieces of `text`, each at most `limit` bytes of UTF-8 (the first at most `first`), at least one.

    `limit` and `first` are at least 4, so that any character fits. `names` are words to be kept whole.
    """
    pieces: list[str] = []
    start, room = 0, limit if first is None else first
    while True:
        end = _fitting(text, start, room)
        if end == len(text):
            return (*pieces, text[start:])
        cut = _best_cut(text, start, end, names)
        pieces.append(text[start:cut])
        start, room = cut, limit


def size(text: str) -> int:
    """Bytes in UTF-8; half an emoji counts as three."""
    return len(text.encode("utf-8", "surrogatepass"))


def _fitting(text: str, start: int, room: int) -> int:
    """The furthest end so that text[start:end] fits into `room` bytes."""
    end = min(len(text), start + room)
    data = text[start:end].encode("utf-8", "surrogatepass")
    if len(data) <= room:
        return end
    last = room
    while data[last] & 0xC0 == 0x80:  # inside a character
        last -= 1
    return start + len(data[:last].decode("utf-8", "surrogatepass"))


def _best_cut(text: str, start: int, end: int, names: Collection[str]) -> int:
    """The latest bound of the best kind in the second half, so that pieces are few; else the latest anywhere."""
    held = _inside_names(text, start, end, names)
    middle = start + (end - start) // 2
    kinds: tuple[Bound, ...] = (_ends_sentence, _ends_line, _ends_clause, _between_words)
    for at_least in (middle, start):
        for bound in kinds:
            for cut in range(end, at_least, -1):
                if cut not in held and bound(text, cut):
                    return cut
    return next((cut for cut in range(end, start, -1) if not _inside_character(text, cut)), end)


def _ends_sentence(text: str, cut: int) -> bool:
    """After 。！？ and the like with their closing quotes and the line's end."""
    last = cut - 1
    while last > 0 and cut - last < _MOST_CLOSING and text[last] in _CLOSING + "\n":
        last -= 1
    return text[last] in _SENTENCE_ENDS and text[cut] not in _CLOSING + _SENTENCE_ENDS + "\n"


def _ends_line(text: str, cut: int) -> bool:
    return text[cut - 1] == "\n" and text[cut] != "\n"


def _ends_clause(text: str, cut: int) -> bool:
    return text[cut - 1] in _CLAUSE_ENDS + " \u3000" and _between_words(text, cut)


def _between_words(text: str, cut: int) -> bool:
    return not (_inside_character(text, cut) or _inside_number(text, cut) or _inside_word(text, cut))


def _inside_character(text: str, cut: int) -> bool:
    """Would the cut part what is seen as one character: emoji with their modifiers, accents, flags, CR LF?"""
    before, after = text[cut - 1], text[cut]
    if after in _JOINERS or before == "\u200d" or unicodedata.category(after) in ("Mn", "Me", "Mc", "Cs"):
        return True
    if "\U0001f3fb" <= after <= "\U0001f3ff" or "\U000e0020" <= after <= "\U000e007f":
        return True
    if _is_flag(before) and _is_flag(after):
        return _flags_before(text, cut) % 2 == 1
    return before == "\r" and after == "\n"


def _is_flag(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _flags_before(text: str, cut: int) -> int:
    """How many regional letters stand before the cut, as far as it matters: two of them are one flag."""
    count = 0
    while count < cut and count < 64 and _is_flag(text[cut - 1 - count]):
        count += 1
    return count


def _inside_number(text: str, cut: int) -> bool:
    """1,234.5 · 20:00 · 10-21 · 95% · 三百二十"""
    before, after = text[cut - 1], text[cut]
    following = text[cut + 1] if cut + 1 < len(text) else ""
    if before.isdigit():
        return after.isdigit() or after in "%％℃" or (after in _IN_NUMBERS and following.isdigit())
    if before in _IN_NUMBERS:
        return after.isdigit() and cut > 1 and text[cut - 2].isdigit()
    return before in _NUMERALS and after in _NUMERALS


def _inside_word(text: str, cut: int) -> bool:
    """A Latin word, an @ with its name's first letter, or a digit with its letters (PM2.5, K12)."""
    before, after = text[cut - 1], text[cut]
    return (_is_latin(before) and _is_latin(after)) or before == "@"


def _is_latin(char: str) -> bool:
    return char.isalnum() and (char.isdigit() or unicodedata.name(char, "").startswith(("LATIN", "FULLWIDTH LATIN")))


def _inside_names(text: str, start: int, end: int, names: Collection[str]) -> set[int]:
    """The cuts that would go through a name."""
    return {cut for name in names for at in _places(text, name, start, end) for cut in range(at + 1, at + len(name))}


def _places(text: str, name: str, start: int, end: int) -> Iterator[int]:
    at = text.find(name, start, end + len(name)) if name else -1
    while at >= 0:
        yield at
        at = text.find(name, at + 1, end + len(name))

"""Copies: text that only says again what the bot has said is nobody's report."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from domain.posts import PostKind

_READ_AT_MOST = 4_000  # characters of a text that are compared
_SHORTEST = 8  # letters and digits; a shorter line anybody may say
_TELLING = 14  # letters and digits of a line of ours that nobody writes by chance within his own words


def is_copy(text: str, told: Iterable[tuple[PostKind, str]]) -> bool:
    """Whether a text is one of these posts of ours, a line of one, or holds a telling line of one.

    White space, punctuation and width do not matter. What was relayed for a dispatcher may be quoted in an answer.
    """
    said = _condensed(text[:_READ_AT_MOST])
    if len(said) < _SHORTEST:
        return False
    for kind, post in told:
        whole, lines = _condensed_lines(post)
        if said in lines or said == whole:
            return True
        if kind is not PostKind.INSTRUCTION and any(len(line) >= _TELLING and line in said for line in lines):
            return True
    return False


def without_copies(text: str, told: Iterable[tuple[PostKind, str]]) -> str:
    """What a text says besides the posts of ours, or lines of them, that are pasted into it."""
    lines = text[:_READ_AT_MOST].split("\n")
    for kind, post in told:
        whole, ours = _condensed_lines(post)
        lines = [line for line in lines if len(said := _condensed(line)) < _SHORTEST or said not in ours | {whole}]
        if kind is not PostKind.INSTRUCTION:
            lines = [_cut(line, ours) for line in lines]
    return "\n".join(lines)


def _cut(line: str, ours: Iterable[str]) -> str:
    """The line without the telling lines of ours that it holds."""
    for telling in ours:
        if len(telling) < _TELLING or telling not in _condensed(line):
            continue
        letters = [(c, at) for at, raw in enumerate(line) for c in _condensed(raw)]
        start = "".join(c for c, _ in letters).find(telling)
        if start >= 0:
            line = f"{line[: letters[start][1]]}\n{line[letters[start + len(telling) - 1][1] + 1 :]}"
    return line


@lru_cache(maxsize=1 << 10)  # the posts of the last hours are held against every text
def _condensed_lines(text: str) -> tuple[str, frozenset[str]]:
    """A post's whole text and its lines, condensed."""
    return _condensed(text), frozenset(_condensed(line) for line in text.split("\n"))


def _condensed(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text) if c.isalnum())

"""Alternations: one pattern that finds any of many entries, and looks at them only where one of them can begin.

Python tries the branches of a pattern one after the other at each character of a text. So branches go behind a look at
that character: 煤堆|[灰渣]堆 becomes (?=[渣灰煤])(?:煤堆|[灰渣]堆). What is found, and where, stays the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

_SIGNS = frozenset("()[]{}.*+?^$|\\")  # characters that do not stand for themselves
_PLAIN_CLASS = re.compile(r"\[[^\^\-\[\]&~|](?:[^\[&~|]*[^\-\[&~|])?\]")  # its signs mean the same in a larger class
_ZERO_WIDTH = ("(?<!", "(?<=", "(?!", "(?=")


def alternation(entries: Sequence[str]) -> str:
    """A pattern that matches any of the entries, longer ones first; one that never matches for none."""
    ordered = sorted(entries, key=lambda entry: (-len(entry), entry))
    return f"(?:{'|'.join(_guarded(ordered))})" if ordered else "(?!)"


def _guarded(entries: Sequence[str]) -> Iterator[str]:
    """The entries, in this order; those of which is known how they begin stand together behind a look ahead."""
    for known, run in groupby(entries, key=lambda entry: first_of(entry) is not None):
        together = list(run)
        if known and len(together) > 2:
            firsts = sorted({first for entry in together for first in first_of(entry) or ()})
            yield f"(?=[{''.join(firsts)}])(?:{'|'.join(together)})"
        else:
            yield from together


def first_of(pattern: str) -> frozenset[str] | None:
    """What a match of the pattern can begin with, as characters and ranges of a class; None where that is not known.

    It may hold more than is needed, never less.
    """
    found: set[str] = set()
    for part in _parts(pattern):
        firsts = _first_of_part(part)
        if firsts is None:
            return None
        found |= firsts
    return frozenset(found)


def _first_of_part(part: str) -> set[str] | None:
    found: set[str] = set()
    while part:
        end = _atom_end(part)
        atom, part = part[:end], part[end:]
        if atom == "^" or atom.startswith(_ZERO_WIDTH):
            continue
        firsts = _first_of_atom(atom)
        if firsts is None:
            return None
        found |= firsts
        if not part.startswith(("?", "*", "{0", "{,")):
            return found
        part = part[part.index("}") + 1 :] if part[0] == "{" else part[1:]
        part = part.removeprefix("?")
    return None  # it may be empty


def _first_of_atom(atom: str) -> frozenset[str] | None:
    if atom[0] == "(":
        inner = atom[3:-1] if atom.startswith("(?:") else atom[1:-1]
        return None if inner.startswith("?") else first_of(inner)
    if atom[0] == "[":
        return frozenset([atom[1:-1]]) if _PLAIN_CLASS.fullmatch(atom) else None
    if atom[0] == "\\":
        return frozenset([atom]) if atom[1] in "ds" or atom[1] in _SIGNS else None
    return None if atom in _SIGNS else frozenset(["\\-" if atom == "-" else atom])


def _parts(entry: str) -> list[str]:
    """The branches that a pattern has by itself."""
    parts, begun, at = [], 0, 0
    while at < len(entry):
        if entry[at] == "|":
            parts.append(entry[begun:at])
            begun = at + 1
        at = _atom_end(entry, at)
    return [*parts, entry[begun:]]


def _atom_end(entry: str, at: int = 0) -> int:
    """Where the character, class or group that stands at a place of a pattern ends."""
    if entry[at] == "\\":
        return at + 2
    if entry[at] == "[":
        end = at + 2  # a ] right after the [ is one of the class
        while entry[end] != "]":
            end += 2 if entry[end] == "\\" else 1
        return end + 1
    if entry[at] != "(":
        return at + 1
    at += 1
    while entry[at] != ")":
        at = _atom_end(entry, at)
    return at + 1

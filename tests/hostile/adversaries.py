"""Texts that cost a pattern as much as can be: made of what the pattern itself looks for."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from random import Random
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

_BLANKS = (" ", "\n", "，", "0", "一", "组", "a")


def units_of(pattern: str, flags: int, chance: Random) -> list[str]:
    """Short texts, to be repeated: what the pattern itself repeats, words that it finds, and parts of them."""
    tree = parser.parse(pattern, flags)
    repeated = {_sample(item, chance, tree.state, {}) for item in _repeated(tree) for _ in range(2)}
    words = {_sample(tree, chance, tree.state, {}) for _ in range(12)}
    words |= {word[:-1] for word in words} | {word[: len(word) // 2] for word in words} | {word[:1] for word in words}
    words |= {word + chance.choice(_BLANKS) for word in list(words)[:6]}
    ordered = [*sorted(repeated), *_BLANKS, *chance.sample(sorted(words), len(words))]
    return [unit for unit in dict.fromkeys(ordered) if unit]


def _repeated(tree: Any) -> Iterator[Any]:
    """Whatever stands under a repetition, at any depth."""
    for code, value in tree:
        if code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
            if value[1] > 8:
                yield value[2]
            yield from _repeated(value[2])
        elif code is codes.BRANCH:
            for branch in value[1]:
                yield from _repeated(branch)
        elif code is codes.SUBPATTERN:
            yield from _repeated(value[3])
        elif code in (codes.ASSERT, codes.ASSERT_NOT):
            yield from _repeated(value[1])


def texts_of(pattern: str, flags: int, size: int, seed: int = 7) -> Iterator[str]:
    """Adversarial texts of `size` characters, the same units for every size."""
    chance = Random(seed)
    units = units_of(pattern, flags, chance)
    for unit in units:
        yield (unit * (size // len(unit) + 1))[:size]
    for _ in range(8):
        mixed = "".join(chance.sample(units, min(3, len(units))))
        yield (mixed * (size // len(mixed) + 1))[: size - 1] + "\ufffd"


def cost(look: Callable[[str], object], text: str, tries: int = 3) -> float:
    """Seconds of CPU to look at the text; the best of some tries."""
    best = float("inf")
    for _ in range(tries):
        began = time.thread_time()
        look(text)
        best = min(best, time.thread_time() - began)
    return best


def _sample(tree: Any, chance: Random, state: Any, groups: dict[int, str]) -> str:
    """A text that the parsed pattern could match, look-arounds left aside."""
    return "".join(_sample_one(code, value, chance, state, groups) for code, value in tree)


def _sample_one(code: Any, value: Any, chance: Random, state: Any, groups: dict[int, str]) -> str:
    if code is codes.LITERAL:
        return chr(value)
    if code is codes.NOT_LITERAL:
        return "x" if value != ord("x") else "y"
    if code is codes.ANY:
        return chance.choice("天a1")
    if code is codes.IN:
        return _one_of(value, chance)
    if code is codes.BRANCH:
        return _sample(chance.choice(value[1]), chance, state, groups)
    if code is codes.SUBPATTERN:
        groups[value[0]] = found = _sample(value[3], chance, state, groups)
        return found
    if code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
        least, most, item = value
        times = chance.choice((least, min(int(most), least + 3), min(int(most), 30)))
        return "".join(_sample(item, chance, state, groups) for _ in range(times))
    if code is codes.GROUPREF:
        return groups.get(value, "")
    if code is codes.ATOMIC_GROUP:
        return _sample(value, chance, state, groups)
    if code is codes.ASSERT and value[0] > 0:  # what must follow is written, so that the next round begins with it
        return _sample(value[1], chance, state, groups) if chance.random() < 0.5 else ""
    return ""


def _one_of(items: Any, chance: Random) -> str:
    """A character of a set."""
    if items[0][0] is codes.NEGATE:
        return chance.choice("天a1测")
    kind, value = chance.choice(items)
    if kind is codes.RANGE:
        return chr(chance.randint(value[0], min(value[1], value[0] + 60)))
    if kind is codes.LITERAL:
        return chr(value)
    return {codes.CATEGORY_DIGIT: "7", codes.CATEGORY_SPACE: " ", codes.CATEGORY_WORD: "字"}.get(value, "。")

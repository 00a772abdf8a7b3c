"""Alternations: the look ahead that makes a search quick changes nothing of what is found."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from domain.alternations import alternation, first_of
from tests.scoring import load_lexicon, load_messages

DAY = Path(__file__).parents[1] / "transcripts" / "anyang-20201104"


def plain(entries: list[str]) -> str:
    return "|".join(sorted(entries, key=lambda entry: (-len(entry), entry)))


def lists_in(table: Any) -> Iterator[list[str]]:
    if isinstance(table, dict):
        for part in table.values():
            yield from lists_in(part)
    elif isinstance(table, list) and table and isinstance(table[0], str):
        yield table
    elif isinstance(table, list):
        for part in table:
            yield from lists_in(part)


def are_patterns(entries: list[str]) -> bool:
    """Some lists hold words as they stand, such as ****."""
    try:
        re.compile(plain(entries))
    except re.error:
        return False
    return True


def spans(pattern: str, texts: list[str]) -> list[list[tuple[int, int]]]:
    compiled = re.compile(pattern)
    return [[match.span() for match in compiled.finditer(text)] for text in texts]


def test_every_list_of_the_lexicons_finds_the_same_words_as_without_the_look_ahead() -> None:
    texts = [message.text for message, _ in load_messages(DAY / "messages.jsonl") if message.text]
    compared = 0
    for entries in filter(are_patterns, lists_in(dict(load_lexicon().tables))):
        guarded = alternation(entries)
        assert spans(guarded, texts) == spans(plain(entries), texts), entries
        compared += "(?=[" in guarded
    assert compared > 100


@pytest.mark.parametrize(
    ("pattern", "firsts"),
    [
        ("煤堆|灰堆", "煤灰"),
        ("(?:旧|废)?桶", "旧废桶"),
        ("(?<!小)[吃喝]过", "吃喝"),
        (r"^\(填", r"\("),
        ("没{0,3}有", "没有"),
    ],
)
def test_it_is_known_what_a_match_can_begin_with(pattern: str, firsts: str) -> None:
    assert re.fullmatch(f"[{''.join(first_of(pattern) or ())}]+", firsts.replace("\\", ""))


@pytest.mark.parametrize("pattern", ["[^，]煤", ".煤", "煤?", "煤|", r"\b煤", "$", "[-煤]", "(?i:a)"])
def test_what_may_begin_with_anything_or_be_empty_is_left_alone(pattern: str) -> None:
    assert first_of(pattern) is None
    assert alternation([pattern, "灰堆", "煤堆"]).count(pattern) == 1


def test_the_longer_entry_is_found_first_and_a_signless_class_keeps_its_meaning() -> None:
    assert re.findall(alternation(["煤", "煤堆", "煤堆场", "[a-c-]x", "d"]), "煤堆场煤堆煤-xbxd") == [
        "煤堆场",
        "煤堆",
        "煤",
        "-x",
        "bx",
        "d",
    ]

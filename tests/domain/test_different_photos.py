"""How many of a case's photos are different ones."""

from __future__ import annotations

import pytest

from domain.different_photos import Different, different_photos


@pytest.mark.parametrize(
    ("photos", "same", "found"),
    [
        ("abc", [], Different(3)),
        ("aba", [], Different(2)),
        ("abc", ["ac"], Different(2, ((1, 3),))),
        ("abc", ["ca"], Different(2, ((1, 3),))),
        ("abc", ["ax", "xy"], Different(3)),
        ("abcd", ["cd", "ac"], Different(2, ((1, 3), (1, 4)))),
        ("abcd", ["ab", "cd", "bd"], Different(1, ((1, 2), (1, 3), (1, 4)))),
        ("aab", ["ab"], Different(1, ((1, 3),))),
        ("", [], Different(0)),
    ],
)
def test_what_looks_the_same_counts_once(photos: str, same: list[str], found: Different) -> None:
    assert different_photos(list(photos), [(pair[0], pair[1]) for pair in same]) == found

"""Which visits a request for papers names by their numbers."""

from __future__ import annotations

import pytest

from domain.visit_numbers import numbers_asked


@pytest.mark.parametrize(
    ("request_", "numbers"),
    [
        ("#12", (12,)),
        ("1,2", (1, 2)),
        ("1 2", (1, 2)),
        ("第1条", (1,)),
        ("#1-#3", (1, 2, 3)),
        ("#1至5", (1, 2, 3, 4, 5)),
        ("1号到3号", (1, 2, 3)),
        ("第1条至第3条", (1, 2, 3)),
        ("#3-#1", (1, 2, 3)),
        ("#1-#2,#5", (1, 2, 5)),
        ("#1,2", (1, 2)),
        ("#1 2处问题", (1,)),
        ("1020-2", ()),
        ("10月20日 #3", (3,)),
        ("2组", ()),
        ("把3号工地那条做成", ()),
        ("把3号做成", (3,)),
        ("做2份", ()),
        ("#1-#6", None),
        ("1 2 3 4 5 6", None),
        ("1-999999", None),
        ("", ()),
    ],
)
def test_numbers_are_read_with_what_is_between_them(request_: str, numbers: tuple[int, ...] | None) -> None:
    assert numbers_asked(request_, 5) == numbers

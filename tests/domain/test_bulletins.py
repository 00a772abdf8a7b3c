"""What of a bulletin is not what the rows said."""

from __future__ import annotations

import pytest

from domain.bulletins import Line, changed_lines, other_numbers


def test_lines_are_told_apart() -> None:
    assert changed_lines("一\n二\n三", "一\n贰\n三\n四") == (
        Line("一", ""),
        Line("二", "was"),
        Line("贰", "now"),
        Line("三", ""),
        Line("四", "now"),
    )


@pytest.mark.parametrize(
    ("now", "others"),
    [
        ("点位12 发现率3.5% 截至18:05", ()),
        ("点位13 发现率3.5% 截至18:05", ("13",)),
        ("点位12 点位12 发现率3.5%", ("12",)),
        ("点位12，19:00前补齐", ("19:00",)),
        ("发现率35%", ("35%",)),
        ("", ()),
    ],
)
def test_numbers_that_the_rows_do_not_give_are_named(now: str, others: tuple[str, ...]) -> None:
    assert other_numbers("点位12 发现率3.5% 截至18:05", now) == others

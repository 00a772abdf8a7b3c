"""The campaign's window: what is asked or ordered on a day outside it is answered, and said to be outside."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.cast import COMMAND
from tests.group_chat import group_chat

MARK = "是非行动期（行动10月19日至12月31日）。"


@pytest.mark.parametrize(
    ("day", "outside"),
    [
        (date(2020, 10, 18), "10月18日"),
        (date(2020, 10, 19), ""),
        (date(2020, 12, 31), ""),
        (date(2021, 1, 1), "1月1日"),
    ],
)
def test_figures_and_orders_of_a_day_outside_say_so(tmp_path: Path, day: date, outside: str) -> None:
    with group_chat(tmp_path, day=day, start="09:00") as chat:
        for words in ("进度", "未报", "日报", "问题清单", "指令 全体：请报车辆情况"):
            chat.asks("齐正", words)
            said = chat.heard(COMMAND)[-1]
            assert said.endswith(f"\n{outside}{MARK}") if outside else MARK not in said
        chat.asks("齐正", "帮助")
        assert MARK not in chat.heard(COMMAND)[-1]


def test_a_day_outside_that_is_asked_for_from_inside_says_so(tmp_path: Path) -> None:
    with group_chat(tmp_path) as chat:
        chat.asks("齐正", "10月18日进度")
        assert chat.heard(COMMAND)[-1].endswith(f"\n10月18日{MARK}")

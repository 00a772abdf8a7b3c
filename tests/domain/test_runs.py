"""A clause without a stop is cut where one thing and its state are told and the next begins."""

from __future__ import annotations

import pytest

from domain.reading.runs import statements
from tests.dialogues import LEXICON


@pytest.mark.parametrize(
    "run",
    [
        "黄土裸着|雾炮摆在那没接水|门口的冲洗台也是坏的|交办住建盯着改",
        "脱硫塔循环泵停着一台|在线小屋空调坏了",
        "没有集气罩|光氧也没开",
        "罩子掉了半拉|除尘倒是开着|木屑仓也关得严",
        "锯末露天堆在院里没盖",
        "危废间没锁",
    ],
)
def test_a_run_is_cut_in_its_statements(run: str) -> None:
    assert statements(run.replace("|", ""), LEXICON) == run.split("|")


def test_a_run_of_ten_thousand_characters_is_left_whole() -> None:
    assert statements("没开" * 5000, LEXICON) == ["没开" * 5000]

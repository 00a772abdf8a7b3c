"""Broadcasts: how near they come to the time that the ceilings of the pace allow, with sends that fail and without."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from bot.logs import quiet_logs
from tests.broadcasts import Broadcast, broadcast

FAILING = 0.05
#: Rooms, and how many seeds are played where sends fail: a few rooms tell little in one round.
ROUNDS = ((18, 200), (180, 12))
PROCESSES = 2


def broadcasts(rooms: int, failing: float, rounds: int) -> list[Broadcast]:
    """One instruction to so many rooms on a virtual clock, with another seed each round."""
    with ProcessPoolExecutor(PROCESSES, get_context("spawn")) as pool:
        return list(pool.map(partial(_played, rooms, failing), range(rounds)))


def _played(rooms: int, failing: float, seed: int) -> Broadcast:
    quiet_logs(level=50)  # the failing sends are meant to fail
    with tempfile.TemporaryDirectory() as home:
        return broadcast(Path(home), rooms, failing=failing, seed=seed)


def share(values: Sequence[float], part: float) -> float:
    """The value that so large a part of the values does not pass."""
    return sorted(values)[min(int(part * len(values)), len(values) - 1)]


def print_broadcasts() -> None:
    print("群发（虚拟时钟，每条 0.3 秒）：比值 = 历时 ÷ 上限所许的最短时间；目标：不失败 1.03，失败 5% 时 1.10")
    print("  最短时间：“每群一次”不算失败的发送，“逐次”按实际发送次数算（失败的也占上限）")
    print("  群数  失败  次数  最短(秒)  历时(秒)  每群一次：平均  95%   最大  逐次：平均  95%   最大  超限窗口")
    for rooms, seeds in ROUNDS:
        for failing, rounds in ((0.0, 1), (FAILING, seeds)):
            _print_row(rooms, failing, broadcasts(rooms, failing, rounds))


def _print_row(rooms: int, failing: float, played: Sequence[Broadcast]) -> None:
    columns = []
    for ratios in ([one.ratio for one in played], [one.ratio_tried for one in played]):
        columns.append(f"{sum(ratios) / len(ratios):.3f}  {share(ratios, 0.95):.3f}  {max(ratios):.3f}")
    seconds = sum(one.seconds for one in played) / len(played)
    print(
        f"  {rooms:4d}  {failing:4.0%}  {len(played):4d}  {played[0].least:8.1f}  {seconds:8.1f}  "
        f"{columns[0]:>26}  {columns[1]:>22}  {sum(one.broken for one in played):8d}"
    )

"""Measure the sample day, single messages and broadcasts: `make bench`, or `python -m scripts.bench DAY`.

CPU milliseconds a message hold on a busy machine; wall time only tells on a quiet one.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path

from bot.logs import quiet_logs
from bot.playing import SAMPLES, replay
from bot.transports.transcripts import read_transcript
from scripts.benches.crowds import crowd
from scripts.benches.messages import print_messages
from tests.broadcasts import Broadcast, broadcast

ROUNDS = 3
FAILING = 0.05
#: Rooms, and how many seeds are played where sends fail: a few rooms tell little in one round.
BROADCASTS = ((18, 40), (180, 8), (500, 2))


def play_once(day: Path) -> tuple[float, float, int]:
    """(CPU seconds, wall seconds, posts) of one day played into a fresh SQLite file; worker processes do not count."""
    with tempfile.TemporaryDirectory() as home:
        cpu, wall = time.process_time(), time.perf_counter()
        played = replay(day, f"sqlite:///{home}/lanshao.db", Path(home) / "media", label=day.name)
        return time.process_time() - cpu, time.perf_counter() - wall, len(played.posts)


def broadcasts(rooms: int, failing: float, rounds: int) -> list[Broadcast]:
    """One instruction to so many rooms on a virtual clock, with another seed each round."""
    played = []
    for seed in range(rounds):
        with tempfile.TemporaryDirectory() as home:
            played.append(broadcast(Path(home), rooms, failing=failing, seed=seed))
    return played


def print_broadcasts() -> None:
    print("群发（虚拟时钟，每条 0.3 秒；比值 = 历时 ÷ 上限所许的最短时间；目标：不失败 1.03，失败 5% 时平均 1.10）")
    print("  群数  失败  次数  最短(秒)  历时(秒)  平均比值  最大比值  发送次数  超限窗口")
    for rooms, seeds in BROADCASTS:
        for failing, rounds in ((0.0, 1), (FAILING, seeds)):
            played = broadcasts(rooms, failing, rounds)
            ratios = [one.ratio for one in played]
            seconds, attempts = (
                sum(values) / rounds for values in zip(*((b.seconds, b.attempts) for b in played), strict=True)
            )
            print(
                f"  {rooms:4d}  {failing:4.0%}  {rounds:4d}  {played[0].least:8.1f}  {seconds:8.1f}  "
                f"{sum(ratios) / rounds:8.3f}  {max(ratios):8.3f}  {attempts:8.1f}  {sum(b.broken for b in played):8d}"
            )


def main() -> None:
    quiet_logs(level=30)
    day = Path(sys.argv[1]) if len(sys.argv) > 1 else min(path.parent for path in SAMPLES.glob("*/messages.jsonl"))
    messages = len(read_transcript(day).arrivals)
    print(f"{day.name}：{messages} 条消息，播放 {ROUNDS} 遍")
    for number in range(1, ROUNDS + 1):
        cpu, wall, posts = play_once(day)
        each = cpu * 1000 / messages
        print(f"  第 {number} 遍：CPU {cpu:.2f} 秒（每条 {each:.2f} 毫秒），历时 {wall:.2f} 秒，发言 {posts} 条")
    print(f"  内存峰值 {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    quiet_logs(level=50)  # the failing sends below are meant to fail
    print_messages(crowd(day))
    print_broadcasts()


if __name__ == "__main__":
    main()

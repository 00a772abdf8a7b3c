"""Measure whatever the promises give a number for: `make bench`, or `python -m scripts.bench DAY GRADED_DAY …`.

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
from scripts.benches.broadcasts import print_broadcasts
from scripts.benches.consoles import print_consoles
from scripts.benches.crowds import crowd
from scripts.benches.days import graded_days, print_grades, print_reading
from scripts.benches.evidence import print_evidence
from scripts.benches.files import print_files
from scripts.benches.likenesses import print_likenesses
from scripts.benches.messages import print_messages
from scripts.benches.papers import print_papers
from scripts.benches.pictures import print_pictures
from scripts.benches.restarts import print_restarts
from scripts.benches.syncs import print_syncs
from scripts.benches.tallies import print_tallies
from scripts.benches.visits import print_visits
from scripts.benches.weeks import print_weeks

ROUNDS = 3


def play_once(day: Path) -> tuple[float, float, int]:
    """(CPU seconds, wall seconds, posts) of one day played into a fresh SQLite file; worker processes do not count."""
    with tempfile.TemporaryDirectory() as home:
        cpu, wall = time.process_time(), time.perf_counter()
        played = replay(day, f"sqlite:///{home}/lanshao.db", Path(home) / "media", label=day.name)
        return time.process_time() - cpu, time.perf_counter() - wall, len(played.posts)


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
    print_messages(crowd(day))
    print_files(crowd(day))
    print_consoles(crowd(day))
    print_syncs(day.resolve())
    print_restarts()
    print_broadcasts()
    days = graded_days(map(Path, sys.argv[2:]))
    print_reading(days)
    print_grades(days)
    print_weeks(day)
    print_tallies()
    print_papers()
    print_visits()
    print_evidence()
    print_likenesses()
    print_pictures(day)


if __name__ == "__main__":
    main()

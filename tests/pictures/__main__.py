"""The exam of reading pictures: `make pictures SEED=…`, or with `DAY=folder …` the readings of transcripts' photos.

python -m tests.pictures [--seed N] [--count N] [--keep FOLDER] [--only reading|reuse] [DAY …]
"""

from __future__ import annotations

import argparse
from pathlib import Path

from bot.logs import quiet_logs
from tests.pictures.days_exam import print_day_exam
from tests.pictures.reading_exam import print_reading_exam
from tests.pictures.reuse_exam import print_reuse_exam


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.pictures")
    parser.add_argument("days", nargs="*", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=600)
    parser.add_argument("--keep", type=Path, help="a folder for the photos that were not read right")
    parser.add_argument("--only", choices=("reading", "reuse"))
    asked = parser.parse_args()
    quiet_logs(level=30)
    for day in asked.days:
        print_day_exam(day, asked.keep)
    if not asked.days and asked.only != "reuse":
        print_reading_exam(asked.seed, asked.count, asked.keep)
    if not asked.days and asked.only != "reading":
        print_reuse_exam(asked.seed, asked.keep)


if __name__ == "__main__":
    main()

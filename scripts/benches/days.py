"""Whole days with their right answer: what is right in the records, beside a timer's, and how fast they are read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from statistics import median

from bot.playing import SAMPLES
from domain.lexicons import Lexicon
from domain.messages import Kind
from scripts.benches.grades import grade
from scripts.benches.timers import PAUSE, records_by_timer
from tests.scoring import load_lexicon, play, record

OWN = Path(__file__).resolve().parents[2] / "tests" / "transcripts"
GOAL = 2_000  # texts a second
ROUNDS = 3


def graded_days(also: Iterable[Path] = ()) -> list[Path]:
    """The folders that have a right answer: the sample's, our own, and those asked for."""
    found = {path.parent.resolve() for path in (*SAMPLES.glob("*/expected.json"), *OWN.glob("*/expected.json"))}
    return sorted(found | {path.resolve() for path in also if (path / "expected.json").exists()})


def print_grades(days: Sequence[Path]) -> None:
    """One row a field, one column a day: what reading and assembly got right, and a timer."""
    lexicon = load_lexicon()
    grades = [_graded(day, lexicon) for day in days]
    print(f"记录对了多少（读和归并 / 计时器：同一人在同一处停顿不过 {PAUSE.seconds // 60} 分钟算一条，读法相同）")
    for number, day in enumerate(days, 1):
        print(f"  第 {number} 天：{day.name}")
    print(" " * 18 + "".join(f"{f'第 {number} 天':>14}" for number in range(1, len(days) + 1)))
    for name in grades[0][0]:
        print(f"  {name:16}" + "".join(f"{_shown(ours, name):>9} / {_shown(timer, name):5}" for ours, timer in grades))


def _graded(day: Path, lexicon: Lexicon) -> tuple[Mapping[str, float], Mapping[str, float]]:
    gold = json.loads((day / "expected.json").read_text("utf-8"))
    past, digests, _ = play(day, lexicon)
    given = {"records": [record(visit, digests) for visit in past.standing()]}
    return grade(gold, given), grade(gold, {"records": records_by_timer(day, lexicon)})


def _shown(grades: Mapping[str, float], name: str) -> str:
    return f"{grades[name]:.0f}" if name == "false_records" else f"{grades[name]:.3f}"


def print_reading(days: Sequence[Path]) -> None:
    """Texts a CPU second through reading and assembly, what the photos between them cost included."""
    lexicon = load_lexicon()
    play(days[0], lexicon)  # patterns are compiled once
    rates = [_texts_a_second(days, lexicon) for _ in range(ROUNDS)]
    print(f"读和归并：{len(days)} 天的文字，连同其间的图片，{ROUNDS} 遍")
    print(f"  每 CPU 秒最好 {max(rates):.0f} 条，中位 {median(rates):.0f}，目标 {GOAL}")


def _texts_a_second(days: Sequence[Path], lexicon: Lexicon) -> float:
    texts, seconds = 0, 0.0
    for day in days:
        past, _, spent = play(day, lexicon)
        texts, seconds = texts + sum(one.kind is Kind.TEXT for one in past.messages.values()), seconds + spent
    return texts / seconds

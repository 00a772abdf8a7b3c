"""Whatever somebody writes, reading it takes time in proportion to its length; texts are cut to 4,000 characters.

Measured is CPU time, on texts made of what the patterns themselves look for, over and over. The patterns of lexicons
and rosters are among them.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Callable
from math import inf, log2
from random import Random

import pytest

from domain.reading.texts import LIMIT, canonical
from tests.hostile.adversaries import cost, texts_of, units_of
from tests.hostile.readers import READERS
from tests.hostile.shipped_patterns import ROOT

TINY, SMALL, LARGE = 28, 250, 1_000  # characters
MOST_GROWTH = 1.5  # exponent: 1 is linear, 2 the square
MOST_SECONDS = 0.05  # of CPU for LARGE characters
NOTEWORTHY = 0.002  # s; below it a measurement is noise
TEXTS, FIRST = 8, 4  # adversarial texts for each pattern, and how many of them are given
MOST_READING = 0.25  # s of CPU for one reader and 4,000 characters; 0.06 is usual for the worst
UNITS = 8  # of so many patterns each long text is made

#: Files whose patterns never see longer texts than these.
SHORT_TEXTS = {
    "domain/commands.py": 400,
    "domain/declarations.py": 400,
    "domain/targets.py": 400,
    "domain/gazetteers.py": 100,  # what a county may be called; other patterns of it are plain names
    "domain/receipts.py": 40,
}

NOT_FOR_STRANGERS = (
    "domain/roster_files.py",  # what the operator writes
    "domain/misprints.py",  # the same
    "domain/paper_names.py",  # what a profile calls its papers
    "bot/simulated_verdicts.py",  # what the bot itself has said
)
#: Matched from a place that is given: searched for, these would begin anew at every character.
FROM_A_PLACE = ("domain/orders.py",)

Shipped = list[tuple[str, str, int]]


@pytest.fixture(scope="module")
def shipped() -> Shipped:
    """(file, pattern, flags) of each."""
    command = [sys.executable, "-m", "tests.hostile.shipped_patterns"]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    found = [(file, pattern, flags) for file, pattern, flags in json.loads(told.stdout)]
    return [(file, pattern, flags) for file, pattern, flags in found if file not in NOT_FOR_STRANGERS]


def worst_growth(pattern: str, flags: int, small: int, large: int, is_searched: bool) -> tuple[float, float, str]:
    """(exponent of growth, seconds for the large text, its beginning) of the worst adversarial text."""
    compiled = re.compile(pattern, flags)
    look = compiled.findall if is_searched else compiled.match
    pairs = list(zip(texts_of(pattern, flags, small), texts_of(pattern, flags, large), strict=True))
    worst = (0.0, 0.0, "")
    first, others = pairs[:FIRST], pairs[FIRST:]  # what the pattern itself repeats comes first
    for one, other in (*first, *Random(7).sample(others, min(TEXTS - FIRST, len(others)))):
        if (took := cost(look, other[:TINY], tries=1)) > MOST_SECONDS / 5:
            return inf, took, other[:20]  # a longer one would take for ever
        if cost(look, other, tries=1) < NOTEWORTHY:
            continue
        took, base = cost(look, other), cost(look, one)  # a neighbour may have been loud: the best counts
        worst = max(worst, (log2(took / base) / log2(large / small), took, other[:20]))
        if took > MOST_SECONDS:
            break
    return worst


def test_no_shipped_pattern_takes_more_than_its_share_of_a_longer_text(shipped: Shipped) -> None:
    assert len(shipped) > 350
    slow = []
    for file, pattern, flags in shipped:
        large = SHORT_TEXTS.get(file, LARGE)
        is_searched = file not in FROM_A_PLACE and not pattern.startswith((".*", "(?:.*"))
        exponent, seconds, text = worst_growth(pattern, flags, large // 4, large, is_searched)
        if exponent > MOST_GROWTH or seconds > MOST_SECONDS:
            slow.append(f"{file} {pattern[:60]!r} on {text!r}: exponent {exponent:.2f}, {seconds * 1000:.1f} ms")
    assert slow == []


def test_this_gate_finds_a_pattern_that_takes_the_square_of_its_text() -> None:
    exponent, _, _ = worst_growth("(?:有限|责任)*公司$", 0, SMALL, LARGE, is_searched=True)
    assert exponent > 1.6


def test_this_gate_finds_a_pattern_that_would_take_for_ever() -> None:
    exponent, _, _ = worst_growth(r"(?:[三\d]+号?|料){1,8}堆场", 0, SMALL, LARGE, is_searched=True)
    assert exponent > 5


def test_no_reader_is_held_up_by_a_text_made_of_what_patterns_look_for(shipped: Shipped) -> None:
    chance = Random(7)
    units = [chance.choice(units_of(pattern, flags, chance)) for _, pattern, flags in shipped]
    times_of("1组 东泉区宏盛建材有限公司，未发现问题")  # compiles the patterns
    slow = []
    for at in range(0, len(units), UNITS):
        text = "".join((unit * LIMIT)[: LIMIT // UNITS] for unit in units[at : at + UNITS])
        slow += [f"{name}: {took:.2f} s of {text[:20]!r}" for name, took in times_of(text) if took > MOST_READING]
    assert slow == []


def times_of(text: str) -> list[tuple[str, float]]:
    """(reader, seconds of CPU)."""
    return [(name, seconds_of(read, text)) for name, read in READERS.items()]


def seconds_of(read: Callable[[str], object], text: str) -> float:
    began = time.thread_time()
    read(text)
    return time.thread_time() - began


@pytest.mark.parametrize("word", ["三", "7", "三号", "料", "煤", "旅游", "组"])
def test_a_list_of_long_names_made_of_one_word_is_read_at_once(word: str) -> None:
    text = "\n".join(f"{n}、{(word * 30)[:28]}公司" for n in range(1, 9))
    READERS["a report"]("1组 东泉区宏盛建材有限公司，未发现问题")  # compiles the patterns
    assert seconds_of(READERS["a report"], text) <= MOST_READING


def test_a_text_of_any_length_costs_no_more_than_its_first_4000_characters() -> None:
    long = "1组 东泉区宏盛建材有限公司，喷漆房未密闭。" * (1_000_000 // 22)
    began = time.thread_time()
    assert len(canonical(long)) <= LIMIT
    assert time.thread_time() - began < 0.05

"""What a search for pictures that look alike costs among 1,000,000: `python -m scripts.benches.likenesses`."""

from __future__ import annotations

import resource
import time
from random import Random
from typing import Any

from bot.media.likenesses import Likenesses
from domain.likenesses import COARSE, NEAR, Hashes
from scripts.benches.tallies import best

PICTURES, GOAL = 1_000_000, 10.0  # ms of CPU a search
_SEED, _WORDS = 20_201_020, COARSE // 64


def print_likenesses() -> None:
    chance, index = Random(_SEED), Likenesses()
    memory, began = _memory(), time.process_time()
    for number in range(1, PICTURES + 1):
        index.add(number, _any(chance))
    filled, held, asked = time.process_time() - began, _memory() - memory, _any(chance)
    table = _table(index)
    print(f"相似照片，库里 {PICTURES:,} 张（CPU，各取十次里最好的），目标 {GOAL:.0f} 毫秒：")
    print(f"  查一张：{best(lambda: index.near(asked), 10):.1f} 毫秒")
    print(f"  同样的比特一行一张、逐位异或（对照）：{best(lambda: _scan(table, asked), 10):.1f} 毫秒")
    print(f"  装入 {filled:.1f} 秒，占内存 {held:.0f} MB")


def _any(chance: Random) -> Hashes:
    return Hashes(chance.getrandbits(256), chance.getrandbits(256))


def _table(index: Likenesses) -> Any:
    """The coarse words of both hashes, a row a picture."""
    import numpy as np

    wanted = [*range(_WORDS), *range(4, 4 + _WORDS)]
    return np.concatenate([block.columns[wanted].T for block in index._blocks])[:PICTURES].copy()


def _scan(table: Any, asked: Hashes) -> Any:
    import numpy as np

    words = [bits >> 192 - 64 * word & 2**64 - 1 for bits in (asked.whole, asked.top) for word in range(_WORDS)]
    differing = np.bitwise_count(table ^ np.array(words, np.uint64))
    whole, top = differing[:, :_WORDS].sum(1), differing[:, _WORDS:].sum(1)
    return ((whole <= NEAR.whole) | (top <= NEAR.top)).nonzero()


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    print_likenesses()

"""What a worker that opens a stranger's file may use: 512 MB and five seconds of CPU."""

from __future__ import annotations

import multiprocessing
import resource
import signal
import struct
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from bot.workers import MOST_MEMORY, confined
from documents.word_papers import TOO_LARGE, read_word

FOR_EVER = """
from bot import workers
workers.MOST_CPU = 0
workers.confined(max, iter(int, 1))
"""


@pytest.fixture(scope="module")
def worker() -> Iterator[ProcessPoolExecutor]:
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        yield pool


def limits() -> list[int]:
    return [resource.getrlimit(limit)[0] for limit in (resource.RLIMIT_AS, resource.RLIMIT_CPU)]


def test_more_memory_than_is_allowed_is_refused_and_the_worker_goes_on(worker: ProcessPoolExecutor) -> None:
    before = worker.submit(limits).result()
    with pytest.raises(MemoryError):
        worker.submit(confined, bytearray, MOST_MEMORY).result()
    assert worker.submit(confined, limits).result() != before
    assert worker.submit(limits).result() == before


def test_a_word_file_of_a_million_members_fills_no_memory(worker: ProcessPoolExecutor, tmp_path: Path) -> None:
    """Each takes fifty bytes in the file and a thousand when it is opened."""
    entry = struct.pack("<4s6H3L5H2L", b"PK\1\2", 20, 20, 0, 0, 0, 33, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"a"
    directory = entry * 1_000_000
    file = tmp_path / "many.docx"
    file.write_bytes(directory + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 9, 9, len(directory), 0, 0))
    told = worker.submit(confined, read_word, file).result()
    assert told["error"] == TOO_LARGE


def test_what_computes_for_ever_is_ended() -> None:
    ended = subprocess.run([sys.executable, "-c", FOR_EVER], cwd=Path(__file__).parents[2], capture_output=True)
    assert ended.returncode == -signal.SIGXCPU

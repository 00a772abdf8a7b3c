"""How often the disk must sync for a text: counted by the recorder of the power-cut tests, preloaded into a bot."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bot.logs import quiet_logs
from scripts.benches.crowds import IN_FLIGHT, arrivals, crowd, stage
from tests.powercut.recordings import Step, read_record, recorded, run_preloaded, watch_the_disk

WARMING = 200  # texts before it is counted: the first of everything is written then
TEXTS = 2_000


def main(words: Sequence[str]) -> None:
    """Receive so many texts in a bot, between the lines `begin` and `end` that the recorder notes.

    Words: the folder, the day, how many are in flight, how many texts.
    """
    watch_the_disk()
    quiet_logs(level=50)
    folder, in_flight, count = Path(words[0]), int(words[2]), int(words[3])
    tempfile.tempdir = str(folder)  # the stage is set there
    chat = crowd(Path(words[1]))
    texts = arrivals(chat.texts()[: WARMING + count])
    with stage(chat) as on, (folder / "told.ack").open("w") as told:
        on.receive(texts[:WARMING], in_flight)
        print("begin", file=told, flush=True)
        on.receive(texts[WARMING:], in_flight)
        print("end", file=told, flush=True)


def syncs_of(day: Path, in_flight: int, count: int = TEXTS) -> float:
    """Calls of fsync and fdatasync for each text, whole units with reading, so many in flight."""
    with tempfile.TemporaryDirectory() as home:
        folder, record = Path(home) / "disk", Path(home) / "record"
        folder.mkdir()
        with recorded(Path(home)) as recorder:
            words = [str(day), str(in_flight), str(count)]
            run_preloaded(recorder, folder, __name__, *words, LANSHAO_RECORD_TO=str(record))
        steps = read_record(record)
    begin, end = (number for number, step in enumerate(steps) if step.what is Step.ACK)
    return sum(step.what is Step.SYNC for step in steps[begin:end]) / count


def print_syncs(day: Path) -> None:
    if shutil.which("gcc") is None and shutil.which("cc") is None:
        print("没有 C 编译器，不计 fsync 次数")
        return
    for words, in_flight, goal in ((f"同时 {IN_FLIGHT} 条在途", IN_FLIGHT, 0.05), ("逐条", 1, 1.1)):
        print(f"收一条文字的 fsync 次数（整个单元，{words}）：{syncs_of(day, in_flight):.3f}，目标 {goal}")

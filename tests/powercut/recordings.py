"""What a program wrote to its disk, in order: the recorder compiled and preloaded, and its record read back."""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
REQUIRED = "LANSHAO_REQUIRE_COMPILER"  # set where these tests may not be skipped
_HEADER = struct.Struct("<IIQQ")


class Step(IntEnum):
    """As in recorder.c."""

    CREATE = 1
    WRITE = 2
    TRUNCATE = 3
    SYNC = 4
    RENAME = 5
    REMOVE = 6
    ACK = 7
    FOLDER = 8


@dataclass(frozen=True, slots=True)
class Op:
    """One step on `path`; `data` is what was written, the new name, or what was acknowledged."""

    what: Step
    path: str
    offset: int
    data: bytes


def compiled_recorder(folder: Path) -> Path:
    """The recorder as a library in this folder; without a C compiler the test is skipped, except where it must run."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None:
        assert not os.environ.get(REQUIRED), "no C compiler: apt install gcc libc6-dev"
        pytest.skip("needs a C compiler (apt install gcc libc6-dev)")
    library = folder / "recorder.so"
    source = str(HERE / "recorder.c")
    subprocess.run([compiler, "-shared", "-fPIC", "-O2", "-o", str(library), source, "-ldl"], check=True)
    return library


def run_preloaded(recorder: Path, under: Path, program: str, *arguments: str, **settings: str) -> str:
    """Run a module of the tests with the recorder in it, watching one folder; what it printed."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "LD_PRELOAD": str(recorder),
        "LANSHAO_RECORD_UNDER": str(under),
        **settings,
    }
    command = [sys.executable, "-m", program, str(under), *arguments]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def read_record(file: Path) -> list[Op]:
    """Everything that the recorder wrote down."""
    return list(_ops(memoryview(file.read_bytes())))


def _ops(record: memoryview) -> Iterator[Op]:
    at = 0
    while at < len(record):
        what, path_length, offset, length = _HEADER.unpack_from(record, at)
        at += _HEADER.size
        path = bytes(record[at : at + path_length]).decode()
        at += path_length
        yield Op(Step(what), path, offset, bytes(record[at : at + length]))
        at += length


def counts(ops: list[Op]) -> Mapping[Step, int]:
    """How many steps of each kind."""
    return {step: sum(op.what is step for op in ops) for step in Step}
